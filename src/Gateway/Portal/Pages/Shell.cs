using Microsoft.AspNetCore.WebUtilities;
using Purser.Gateway.Portal.Paying;

namespace Purser.Gateway.Portal.Pages;

/// <summary>The page as a whole, and its sections one by one.</summary>
internal sealed class Shell(TimeProvider time, ILogger<Shell> log)
{
    /// <summary>
    /// The page is sent with what is there by then; the rest is fetched by itself. A person sees a delay from a tenth of a second on,
    /// and nearly always everything is there sooner.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>For a browser without scripts, which cannot fetch the rest.</summary>
    private const string Whole = "whole";

    private static readonly TimeSpan PatienceForAll = TimeSpan.FromSeconds(20);

    /// <summary>One of the page's tabs, with a form that was refused where that is so.</summary>
    public async Task<IResult> ShowAsync(Visit visit, Tab tab)
    {
        var sections = Section.All.Where(section => section.Tab == tab && visit.May(section.Right)).ToArray();
        var loading = Array.ConvertAll(sections, section => TryAsync(section, visit));
        // Nor can it fetch what somebody typed.
        var patience = visit.Refused is not null || visit.Context.Request.Query.ContainsKey(Whole) ? PatienceForAll : Patience;
        try
        {
            await Task.WhenAll(loading).WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            // What is not there yet is fetched by the browser.
        }

        var states = new List<SectionState>(sections.Length);
        for (var at = 0; at < sections.Length; at++)
        {
            states.Add(loading[at].IsCompletedSuccessfully ? await loading[at] : Pending(sections[at], visit));
        }

        var page = visit.Admission.Origin is null
            ? HtmlAnswer.Of<ShellPage>((nameof(ShellPage.Visit), visit), (nameof(ShellPage.Tab), tab), (nameof(ShellPage.Sections), states))
            : HtmlAnswer.Of<SectionList>((nameof(SectionList.Visit), visit), (nameof(SectionList.Sections), states));
        return page with { Status = visit.Refused is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity };
    }

    /// <summary>One section, to be put where it stands in the page.</summary>
    public async Task<IResult> ShowSectionAsync(Visit visit)
    {
        var name = visit.Context.Request.RouteValues["section"] as string;
        if (Array.Find([.. Section.All, Section.TopUp], known => string.Equals(known.Name, name, StringComparison.Ordinal) && visit.May(known.Right)) is not { } section)
        {
            return new Notice(StatusCodes.Status404NotFound, "notice.request");
        }

        var state = await TryAsync(section, visit);
        return HtmlAnswer.Of<SectionBody>((nameof(SectionBody.Visit), visit), (nameof(SectionBody.State), state))
            with { Status = state.HasFailed ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK };
    }

    private async Task<SectionState> TryAsync(Section section, Visit visit)
    {
        var state = Pending(section, visit);
        try
        {
            return state with { Content = await section.LoadAsync(visit) };
        }
        catch (Exception failure)
        {
            Guard.LogFailedSection(log, failure, section.Name);
            return state with { HasFailed = true };
        }
    }

    private static SectionState Pending(Section section, Visit visit) =>
        new(section.Name, visit.PathOf(section.Tab), SourceOf(section, visit), Content: null, HasFailed: false);

    /// <summary>The cards thank a payer also when they are loaded anew, as they are soon: the page's own address has forgotten them by then.</summary>
    private static string SourceOf(Section section, Visit visit)
    {
        var source = $"{visit.Path}/sections/{section.Name}{visit.Address}";
        return section == Section.Cards && visit.Purchase is { } session ? QueryHelpers.AddQueryString(source, PayingPages.Session, session) : source;
    }
}
