using Purser.Gateway.Portal.Access;
using Purser.Gateway.Portal.Cards;
using Purser.Gateway.Portal.Forecast;
using Purser.Gateway.Portal.History;
using Purser.Gateway.Portal.Members;
using Purser.Gateway.Portal.Where;
using Purser.Gateway.Portal.Why;

namespace Purser.Gateway.Portal;

/// <summary>A part of the page that is loaded, fails and is tried again by itself.</summary>
/// <param name="Name">What its address ends with.</param>
/// <param name="Right">Who may see it.</param>
/// <param name="LoadAsync">Asks for what it shows; the address's query says what of it.</param>
internal sealed record Section(string Name, Right Right, Func<Visit, Task<SectionContent>> LoadAsync)
{
    /// <summary>In the order of the page.</summary>
    public static readonly Section[] All =
    [
        new("cards", Right.See, CardsSection.LoadAsync),
        new("forecast", Right.See, ForecastSection.LoadAsync),
        new("where", Right.See, WhereSection.LoadAsync),
        new("why", Right.See, WhySection.LoadAsync),
        new("history", Right.See, HistorySection.LoadAsync),
        new("members", Right.See, MembersSection.LoadAsync),
    ];
}

/// <summary>What a section shows.</summary>
/// <param name="Component">How it is drawn.</param>
/// <param name="Model">What.</param>
public sealed record SectionContent(Type Component, object Model);

/// <summary>A section as it stands in the page.</summary>
/// <param name="Name">Which.</param>
/// <param name="Source">Where it is loaded from, anew or for the first time.</param>
/// <param name="Content">What it shows; null where it is not there yet, or failed.</param>
/// <param name="HasFailed">Whether it could not be loaded.</param>
public sealed record SectionState(string Name, string Source, SectionContent? Content, bool HasFailed);
