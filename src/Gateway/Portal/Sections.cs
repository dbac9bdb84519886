using Purser.Gateway.Portal.Access;
using Purser.Gateway.Portal.Alerts;
using Purser.Gateway.Portal.Bidding;
using Purser.Gateway.Portal.Cards;
using Purser.Gateway.Portal.Forecast;
using Purser.Gateway.Portal.History;
using Purser.Gateway.Portal.Members;
using Purser.Gateway.Portal.Paying;
using Purser.Gateway.Portal.Where;
using Purser.Gateway.Portal.Why;

namespace Purser.Gateway.Portal;

/// <summary>One of the page's tabs.</summary>
/// <param name="Name">What its address ends with; empty for the first one.</param>
public sealed record Tab(string Name)
{
    /// <summary>Credits, where they went, and who uses them.</summary>
    public static readonly Tab Credits = new("");

    /// <summary>What Auto Bid shall do, did, and would have done.</summary>
    public static readonly Tab AutoBid = new("auto-bid");

    /// <summary>In the order of the page.</summary>
    public static readonly Tab[] All = [Credits, AutoBid];
}

/// <summary>A part of the page that is loaded, fails and is tried again by itself.</summary>
/// <param name="Name">What its address ends with.</param>
/// <param name="Tab">Where it stands.</param>
/// <param name="Right">Who may see it.</param>
/// <param name="LoadAsync">Asks for what it shows; the address's query says what of it.</param>
internal sealed record Section(string Name, Tab Tab, Right Right, Func<Visit, Task<SectionContent>> LoadAsync)
{
    public static readonly Section Cards = new("cards", Tab.Credits, Right.See, CardsSection.LoadAsync);

    public static readonly Section Members = new("members", Tab.Credits, Right.See, MembersSection.LoadAsync);

    public static readonly Section Bidding = new("bidding", Tab.AutoBid, Right.See, BiddingSection.LoadAsync);

    public static readonly Section AutoTopUp = new("autotopup", Tab.Credits, Right.Pay, AutoTopUpSection.LoadAsync);

    public static readonly Section Alerts = new("alerts", Tab.Credits, Right.SetAlerts, AlertsSection.LoadAsync);

    /// <summary>In the order of the page.</summary>
    public static readonly Section[] All =
    [
        Cards,
        new("forecast", Tab.Credits, Right.See, ForecastSection.LoadAsync),
        new("where", Tab.Credits, Right.See, WhereSection.LoadAsync),
        new("why", Tab.Credits, Right.See, WhySection.LoadAsync),
        new("history", Tab.Credits, Right.See, HistorySection.LoadAsync),
        Members,
        AutoTopUp,
        Alerts,
        Bidding,
        new("funnel", Tab.AutoBid, Right.See, FunnelSection.LoadAsync),
        new("whatif", Tab.AutoBid, Right.See, WhatIfSection.LoadAsync),
    ];

    /// <summary>What stands by itself on pages of other origins only.</summary>
    public static readonly Section TopUp = new("top-up", Tab.Credits, Right.Pay, TopUpSection.LoadAsync);
}

/// <summary>What a section shows.</summary>
/// <param name="Component">How it is drawn.</param>
/// <param name="Model">What.</param>
public sealed record SectionContent(Type Component, object Model);

/// <summary>A section as it stands in the page.</summary>
/// <param name="Name">Which.</param>
/// <param name="Page">The page that it stands in.</param>
/// <param name="Source">Where it is loaded from, anew or for the first time.</param>
/// <param name="Content">What it shows; null where it is not there yet, or failed.</param>
/// <param name="HasFailed">Whether it could not be loaded.</param>
public sealed record SectionState(string Name, string Page, string Source, SectionContent? Content, bool HasFailed);
