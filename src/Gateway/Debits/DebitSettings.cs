using Microsoft.Extensions.Options;

namespace Purser.Gateway.Debits;

/// <summary>How concurrent debits of one team are gathered.</summary>
internal sealed class DebitSettings
{
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

    internal sealed class Validator : IValidateOptions<DebitSettings>
    {
        public ValidateOptionsResult Validate(string? name, DebitSettings options)
        {
            var failures = new List<string>();
            Between(options.CallsInFlight, nameof(CallsInFlight), 1, 64);
            Between(options.DebitsPerCall, nameof(DebitsPerCall), 1, Limits.BatchSize);
            Between(options.WaitingPerTeam, nameof(WaitingPerTeam), 1, 1_000_000);
            return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

            void Between(int value, string key, int least, int most)
            {
                if (value < least || value > most)
                {
                    failures.Add($"Purser:Debits:{key} is {value}; it must be between {least} and {most}.");
                }
            }
        }
    }
}
