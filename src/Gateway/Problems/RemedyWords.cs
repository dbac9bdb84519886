namespace Purser.Gateway.Problems;

/// <summary>What would help, as a clause of a sentence: the same things as the codes beside it, and nothing else.</summary>
internal static class RemedyWords
{
    /// <summary>"a, b or c"; empty where nothing helps.</summary>
    public static string Join(ReadOnlySpan<Remedy> remedies)
    {
        var text = "";
        for (var at = 0; at < remedies.Length; at++)
        {
            text += (at == 0 ? "" : at == remedies.Length - 1 ? " or " : ", ") + Of(remedies[at]);
        }

        return text;
    }

    private static string Of(Remedy remedy) => remedy switch
    {
        Remedy.Wait => "wait until the pool resets",
        Remedy.TopUp => "top up",
        Remedy.Upgrade => "upgrade",
        Remedy.RaiseBudget => "raise the budget",
        Remedy.PayInvoice => "pay the overdue invoice",
        Remedy.Subscribe => "start a subscription",
        Remedy.AddMember => "add the member to the team",
        Remedy.UseNewKey => "send this request with a key of its own",
        _ => throw new ArgumentOutOfRangeException(nameof(remedy), remedy, "Not a remedy."),
    };
}
