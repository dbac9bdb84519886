using System.Net.Http.Headers;

namespace Purser.AutoBid.Worker.Submitting;

/// <summary>
/// Posts each proposal to an address, once: whether a request that failed reached the server is not known, and a second
/// proposal would be worse than none. The key tells a server that gets one again after all, from a later run.
/// </summary>
/// <param name="url">The address.</param>
/// <param name="timeout">How long an answer may take.</param>
/// <param name="time">The clock.</param>
internal sealed class WebhookSubmitter(Uri url, TimeSpan timeout, TimeProvider time) : IProposalSubmitter, IDisposable
{
    // Not followed: most clients turn a redirected POST into a GET.
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public async Task SubmitAsync(Proposal proposal, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Headers.Add("Idempotency-Key", $"auto-bid/{proposal.TeamId}/{proposal.MemberId}/{proposal.Job.Id}");
        request.Content = new ByteArrayContent(ProposalJson.ToLine(proposal));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                // Below 500 it says what is wrong with the request; above, something broke, perhaps after it was taken.
                throw new SubmissionFailedException($"The webhook answered {(int)response.StatusCode}.", (int)response.StatusCode >= 500);
            }
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new SubmissionFailedException($"The webhook did not answer within {timeout.TotalSeconds} seconds.", mayHaveArrived: true, exception);
        }
        catch (HttpRequestException exception)
        {
            throw new SubmissionFailedException($"The webhook cannot be reached: {exception.Message}", WasConnected(exception), exception);
        }
    }

    public void Dispose() => http.Dispose();

    private static bool WasConnected(HttpRequestException failure) => failure.HttpRequestError is not (
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError);
}
