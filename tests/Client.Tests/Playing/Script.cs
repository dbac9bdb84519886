using System.Net;
using System.Text;

namespace Purser.Client.Tests;

/// <summary>Answers that were written down beforehand, one after the other, and what was asked for.</summary>
internal sealed class Script : HttpMessageHandler
{
    private readonly Queue<Func<HttpResponseMessage>> answers = [];

    /// <summary>Each request: method, address and body, with its key.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>The next answer.</summary>
    public Script Answers(int status, string json, Action<HttpResponseMessage>? more = null)
    {
        answers.Enqueue(() =>
        {
            var answer = new HttpResponseMessage((HttpStatusCode)status)
            {
                Content = new StringContent(json, Encoding.UTF8, status < 400 ? "application/json" : "application/problem+json"),
            };
            more?.Invoke(answer);
            return answer;
        });
        return this;
    }

    /// <summary>The next request fails.</summary>
    public Script Fails(Exception failure)
    {
        answers.Enqueue(() => throw failure);
        return this;
    }

    public PurserClient Client(PurserClientOptions? options = null, string address = "http://purser.test") =>
        new(new HttpClient(this) { BaseAddress = new Uri(address) }, ModelPurser.Key, options);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = request.Content is null ? "" : " " + await request.Content.ReadAsStringAsync(cancellationToken);
        var key = request.Headers.TryGetValues("Idempotency-Key", out var keys) ? $" [{string.Join(", ", keys)}]" : "";
        Asked.Add($"{request.Method} {request.RequestUri!.AbsoluteUri}{key}{body}");
        return answers.Dequeue()();
    }
}
