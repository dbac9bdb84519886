namespace Purser.Tests.History;

/// <summary>One request and its answer, with the time it took by a clock that only goes forward.</summary>
/// <param name="Client">Who asked.</param>
/// <param name="TeamId">Which team.</param>
/// <param name="Ask">For what.</param>
/// <param name="Started">Before the first byte was sent.</param>
/// <param name="Answered">After the last byte was received, or when the caller gave up.</param>
/// <param name="Answer">What came back.</param>
/// <param name="Batch">Which batch it was part of, if any: its parts are decided in their order here.</param>
public sealed record Call(
    int Client, string TeamId, Ask Ask, long Started, long Answered, Answer Answer, long? Batch = null)
{
    /// <summary>After half a second a gateway that lost a silo asks again by itself, with the same key.</summary>
    private static readonly TimeSpan FirstSweep = TimeSpan.FromSeconds(0.5);

    /// <summary>Whether the gateway may have asked more than once on the caller's behalf.</summary>
    public bool MayHaveBeenSentAgain => TimeProvider.System.GetElapsedTime(Started, Answered) >= FirstSweep;
}
