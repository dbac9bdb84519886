using System.Runtime.CompilerServices;

namespace Purser.Gateway.Hosting;

/// <summary>
/// A request is read on the thread that listens to its socket, of which there is one for each processor. A debit stays there: it
/// neither blocks nor computes long. All else leaves it, so that no debit has to wait behind an audit.
/// </summary>
internal static class SocketThreads
{
    /// <summary>Marks an endpoint that stays where its request was read.</summary>
    public static void StayOnSocketThread(this IEndpointConventionBuilder endpoint) => endpoint.WithMetadata(new Stays());

    /// <summary>Requests leave their socket's thread, except for the endpoints that say they stay.</summary>
    public static void UseSocketThreads(this WebApplication gateway) =>
        gateway.Use(static next => context => context.GetEndpoint()?.Metadata.GetMetadata<Stays>() is null ? LeaveAsync(next, context) : next(context));

    /// <summary>Awaited, it goes on in the thread pool, unless it is there.</summary>
    /// <remarks>Not a task: one that has ended by the time it is looked at would not be waited for.</remarks>
    public static ConfiguredTaskAwaitable LeaveAsync() => Task.CompletedTask.ConfigureAwait(
        Thread.CurrentThread.IsThreadPoolThread ? ConfigureAwaitOptions.None : ConfigureAwaitOptions.ForceYielding);

    private static async Task LeaveAsync(RequestDelegate next, HttpContext context)
    {
        await LeaveAsync();
        await next(context);
    }

    private sealed record Stays;
}
