using Purser.Billing;
using Purser.Gateway.Portal.Texts;
using Purser.Teams;

namespace Purser.Gateway.Portal.Paying;

/// <summary>Packs that are bought by themselves: when, how often, and what holds them back.</summary>
internal static class AutoTopUpSection
{
    public static async Task<SectionContent> LoadAsync(Visit visit)
    {
        var asking = visit.Cluster.AskAsync(grains => grains.Billing(visit.TeamId).GetPacks());
        return new SectionContent(typeof(AutoTopUpView), new AutoTopUpModel(await visit.AutoTopUpAsync(), await asking));
    }
}

/// <summary>Packs that are bought by themselves.</summary>
/// <param name="Standing">How that stands.</param>
/// <param name="Packs">What can be bought.</param>
public sealed record AutoTopUpModel(AutoTopUpStanding Standing, PackOffer[] Packs)
{
    /// <summary>What is bought; null while it is off, or where it is not sold any more.</summary>
    public PackOffer? Pack => Array.Find(Packs, pack => pack.Code == Standing.Terms?.Pack);
}

/// <summary>How automatic top-ups stand, in words.</summary>
internal static class AutoTopUpWords
{
    /// <summary>In two or three, for a card.</summary>
    public static string Short(AutoTopUpStanding standing, PageTexts texts) => texts[standing switch
    {
        { Terms: null, Stopped: not null } => "autotopup.short.stopped",
        { Terms: null } => "autotopup.short.off",
        { InFlight: not null } => "autotopup.short.buying",
        { HeldBackBy: not null } => "autotopup.short.held",
        _ => "autotopup.short.on",
    }];

    /// <summary>What holds them back.</summary>
    public static string Of(AutoTopUpHold hold, AutoTopUpStanding standing, Visit visit)
    {
        var texts = visit.Texts;
        var until = standing.HeldBackUntil is { } at ? texts.DayAndTime(at, visit.Zone) : null;
        return hold switch
        {
            AutoTopUpHold.CannotSpend => texts["autotopup.held.cannotspend"],
            AutoTopUpHold.NobodyPaid => texts["autotopup.held.nobodypaid"],
            AutoTopUpHold.PackNotSold => texts["autotopup.held.notsold"],
            AutoTopUpHold.MostReached => until is null
                ? texts.Count("autotopup.held.most", standing.AttemptsThisCycle)
                : texts.Count("autotopup.held.mostuntil", standing.AttemptsThisCycle, until),
            _ => texts.Format("autotopup.held.failed", until),
        };
    }

    /// <summary>Why one failed or they were switched off: in the reader's language where the words are ours, else as Stripe said it.</summary>
    public static string Why(string reason, PageTexts texts) => reason switch
    {
        AutoTopUpReasons.Refunded => texts["autotopup.why.refunded"],
        AutoTopUpReasons.Disputed => texts["autotopup.why.disputed"],
        AutoTopUpReasons.TeamClosed => texts["autotopup.why.closed"],
        AutoTopUpReasons.SwitchedOff => texts["autotopup.why.off"],
        AutoTopUpReasons.TooLate => texts["autotopup.why.late"],
        AutoTopUpReasons.NoCustomer => texts["autotopup.why.nocustomer"],
        AutoTopUpReasons.NoCard => texts["autotopup.why.nocard"],
        AutoTopUpReasons.PayerAway => texts["autotopup.why.payer"],
        _ => reason,
    };
}
