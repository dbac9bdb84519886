using System.Diagnostics;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Purser.Gateway.Problems;

/// <summary>
/// What Kestrel refuses before it is a request (a byte that is no UTF-8, a NUL in the address, too long a line or headers) it
/// answers with a bare status. It announces that first, to whoever listens to its diagnostics, and here the answer becomes a
/// problem document: Kestrel sends its head, and the document goes behind it. Nothing of this is on the way of a request that is one.
/// </summary>
internal sealed class ServerRefusals : IObserver<KeyValuePair<string, object?>>
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private ServerRefusals()
    {
    }

    public static void AnswerWithProblems(WebApplication app)
    {
        var listening = app.Services.GetRequiredService<DiagnosticListener>()
            .Subscribe(new ServerRefusals(), static name => string.Equals(name, BadRequest, StringComparison.Ordinal));
        app.Lifetime.ApplicationStopped.Register(listening.Dispose);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is IFeatureCollection features
            && features.Get<IBadRequestExceptionFeature>()?.Error is BadHttpRequestException refused
            && features.Get<IHttpResponseFeature>() is { HasStarted: false } response
            // In version 2 a connection is not one request's, and has frames of its own.
            && features.Get<IHttp2StreamIdFeature>() is null
            && features.Get<IConnectionTransportFeature>() is { } connection)
        {
            var document = ProblemWriter.ToBytes(Problem.BadTransfer(refused));
            response.StatusCode = refused.StatusCode;
            response.Headers.ContentType = ProblemWriter.MediaType;
            response.Headers.ContentLength = document.Length;
            response.Headers.Connection = "close";

            // Its body does not exist yet, and its head goes out in one piece, as it stands now.
            var head = features.GetRequiredFeature<IHttpResponseBodyFeature>().StartAsync();
            if (head.IsCompletedSuccessfully && !HttpMethods.IsHead(features.GetRequiredFeature<IHttpRequestFeature>().Method))
            {
                // Nobody waits: what does not fit into the buffers now is sent before the connection is closed.
                _ = connection.Transport.Output.WriteAsync(document).AsTask();
            }
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
