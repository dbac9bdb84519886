using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Purser.AutoBid.Worker.Tests;

/// <summary>A server on this machine that answers as it was told to, in that order, and the last way from then on.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<RequestDelegate> answers = new();
    private readonly ConcurrentQueue<Request> requests = new();
    private readonly Channel<Request> arrivals = Channel.CreateUnbounded<Request>();
    private readonly WebApplication app;

    private LocalServer(WebApplication app) => this.app = app;

    public IReadOnlyList<Request> Requests => [.. requests];

    public Uri Url { get; private set; } = null!;

    public static async Task<LocalServer> StartAsync(params RequestDelegate[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new LocalServer(builder.Build());
        foreach (var answer in answers)
        {
            server.answers.Enqueue(answer);
        }

        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync();
        server.Url = new Uri(server.app.Urls.Single());
        return server;
    }

    public static RequestDelegate Says(string body, int status = 200, params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        return context.Response.WriteAsync(body);
    };

    /// <summary>Takes the request and says nothing, until whoever asked has had enough.</summary>
    public static async Task SayNothingAsync(HttpContext context)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = context.RequestAborted.Register(left.SetResult);
        await left.Task;
    }

    /// <summary>Takes the request and cuts the connection.</summary>
    public static Task HangUpAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Until another request is there.</summary>
    public Task<Request> ArrivalAsync() => arrivals.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new Request(context.Request.Method, context.Request.Path, headers, await reader.ReadToEndAsync());
        requests.Enqueue(request);
        answers.TryPeek(out var answer);
        if (answers.Count > 1)
        {
            answers.TryDequeue(out _);
        }

        arrivals.Writer.TryWrite(request);
        await answer!(context);
    }

    internal sealed record Request(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);
}
