using System.Net;
using System.Text;

namespace Purser.StripeStandIn;

/// <summary>
/// Posts events to whoever listens, again until they are accepted. What is still to be posted is part of the account's
/// memory, so that a restart loses nothing.
/// </summary>
internal sealed class Webhooks(SimulatedAccount account, Lock gate, string secret) : IDisposable
{
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>When there is something to post next; null if nothing waits.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            lock (gate)
            {
                return Candidate()?.NotBefore;
            }
        }
    }

    /// <summary>Posts everything that is due.</summary>
    public async Task DeliverDueAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        var posted = false;
        try
        {
            while (Due() is { } due)
            {
                var status = await PostAsync(due.Event, due.Url, cancellation);
                Record(due.Planned, due.Event, status);
                posted = true;
            }
        }
        finally
        {
            turn.Release();
            if (posted)
            {
                Save();
            }
        }
    }

    /// <summary>Posts one event now, whatever is planned. Null: nobody answered.</summary>
    public async Task<HttpStatusCode?> PostAsync(StandInEvent happened, Uri url, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Content = new StringContent(happened.Payload, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation(
            WebhookSignature.Header, WebhookSignature.Of(happened.Payload, secret, account.Options.SigningClock?.GetUtcNow() ?? account.Clock));
        try
        {
            using var response = await client.SendAsync(request, cancellation);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    public static bool IsAccepted(HttpStatusCode? status) => (int?)status is >= 200 and < 300;

    public void Dispose()
    {
        client.Dispose();
        turn.Dispose();
    }

    private (PlannedDelivery Planned, StandInEvent Event, Uri Url)? Due()
    {
        lock (gate)
        {
            if (account.WebhookUrl is not { } url || Candidate() is not { } planned || planned.NotBefore > account.Clock)
            {
                return null;
            }

            return (planned, account.FindEvent(planned.EventId)!, url);
        }
    }

    /// <summary>In order, an event that cannot be delivered yet holds up those after it.</summary>
    private PlannedDelivery? Candidate()
    {
        var deliveries = account.Store.Deliveries;
        if (!account.Chaos.Reorder)
        {
            return deliveries.FirstOrDefault();
        }

        var due = deliveries.Where(planned => planned.NotBefore <= account.Clock).ToArray();
        return due.Length > 0 ? due[account.Chance.Next(due.Length)] : deliveries.MinBy(planned => planned.NotBefore);
    }

    private void Record(PlannedDelivery planned, StandInEvent happened, HttpStatusCode? status)
    {
        lock (gate)
        {
            var deliveries = account.Store.Deliveries;
            var place = deliveries.FindIndex(other => ReferenceEquals(other, planned));
            if (place < 0)
            {
                return;
            }

            var options = account.Options;
            if (IsAccepted(status))
            {
                deliveries.RemoveAt(place);
            }
            else if (account.Clock - planned.PlannedAt >= options.WebhookPatience)
            {
                options.Notify($"Stripe's stand-in gave up delivering {happened.Type} ({happened.Id}).");
                deliveries.RemoveAt(place);
            }
            else
            {
                if (planned.Failures == 0)
                {
                    options.Notify(
                        $"Stripe's stand-in could not deliver {happened.Type} ({happened.Id}): "
                        + $"{(status is { } refused ? $"answered {(int)refused}" : "no answer")}; it tries again.");
                }

                deliveries[place] = planned with
                {
                    Failures = planned.Failures + 1,
                    NotBefore = account.Clock + RetryDelay(planned.Failures),
                };
            }
        }
    }

    /// <summary>Once for all that was due: whoever crashes in between posts some of it twice, as Stripe may.</summary>
    private void Save()
    {
        lock (gate)
        {
            account.Store.Save();
        }
    }

    private TimeSpan RetryDelay(int failures)
    {
        const int Doublings = 16;
        var delay = account.Options.FirstWebhookRetry * Math.Pow(2, Math.Min(failures, Doublings));
        return delay < account.Options.LongestWebhookRetry ? delay : account.Options.LongestWebhookRetry;
    }
}
