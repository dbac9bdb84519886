namespace Purser.Gateway.Debits;

/// <summary>How concurrent debits of one team are gathered.</summary>
internal sealed class DebitSettings
{
    public const string Section = "Purser:Debits";

    /// <summary>
    /// Most calls in flight per team. Default 2: with one, the silo idles while an answer travels; with more,
    /// the calls only become smaller, and each costs the same.
    /// </summary>
    public int CallsInFlight { get; set; } = 2;

    /// <summary>
    /// Most debits in one call. Default 256: from there on the cost of the call itself no longer shows,
    /// and the first debit of a call waits for the last.
    /// </summary>
    public int DebitsPerCall { get; set; } = 256;

    /// <summary>
    /// Most debits of one team that wait for their call; beyond it a debit is answered 429 at once. Default 4096:
    /// sixteen full calls, well under a second of work, so nobody waits in a queue that they will not see the end of.
    /// </summary>
    public int WaitingPerTeam { get; set; } = 4096;

    /// <summary>What is wrong with it, each naming the value and the rule; empty when nothing is.</summary>
    public IEnumerable<string> Errors() =>
    [
        .. Between(nameof(CallsInFlight), CallsInFlight, 64),
        .. Between(nameof(DebitsPerCall), DebitsPerCall, Limits.BatchSize),
        .. Between(nameof(WaitingPerTeam), WaitingPerTeam, 1_000_000),
    ];

    private static string[] Between(string key, int value, int most) =>
        value >= 1 && value <= most ? [] : [$"{Section}:{key} is {value}; it must be between 1 and {most}."];
}
