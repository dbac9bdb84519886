using Purser.Teams;

namespace Purser.Gateway.Answers;

/// <summary>The numbers right after an entry.</summary>
internal sealed record CreditsAfter(Credits Remaining, Credits Used, Credits Total, Credits Extra, long Version)
{
    public static CreditsAfter Of(Balance balance) =>
        new(balance.Remaining, balance.Used, balance.Total, balance.Extra, balance.Version);
}
