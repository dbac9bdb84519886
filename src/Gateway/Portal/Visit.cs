using Purser.Alerts;
using Purser.Gateway.Checkout;
using Purser.Gateway.Cluster;
using Purser.Gateway.Portal.Access;
using Purser.Gateway.Portal.Paying;
using Purser.Gateway.Portal.Texts;
using Purser.Insights;

namespace Purser.Gateway.Portal;

/// <summary>One request of somebody who was let in: who they are, what they may do at this moment, and how they are spoken to.</summary>
public sealed class Visit
{
    private const int AlertsShown = 8;

    private readonly Lazy<Task<Teams.TeamStatement>> team;
    private readonly Lazy<Task<TeamForecast>> forecast;
    private readonly Lazy<Task<Teams.AutoTopUpStanding>> autoTopUp;
    private readonly Lazy<Task<RaisedAlert[]>> alerts;

    internal Visit(HttpContext context, Admission admission, Teams.MemberStanding member, string timeZone)
    {
        var services = context.RequestServices;
        (Context, Admission, Member) = (context, admission, member);
        (Cluster, Settings, Assets) = (
            services.GetRequiredService<ClusterCalls>(), services.GetRequiredService<PortalSettings>(), services.GetRequiredService<PortalAssets>());
        Now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        Address = PageAddress.Of(context.Request);
        Texts = services.GetRequiredService<Languages>().Of(context.Request);
        Zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        team = new(async () => await Cluster.AskAsync(grains => grains.Team(TeamId).GetStatement()) ?? throw IsGone());
        autoTopUp = new(async () => await Cluster.AskAsync(grains => grains.Team(TeamId).GetAutoTopUp()) ?? throw IsGone());
        alerts = new(() => Cluster.AskAsync(grains => grains.AlertLog().Last(TeamId, AlertsShown)));
        forecast = new(async () => (await Cluster.AskAsync(grains => grains.TeamInsights(TeamId).GetForecast()) ?? throw IsGone()).Forecast);
    }

    public TeamId TeamId => Admission.TeamId;

    public Teams.MemberStanding Member { get; }

    /// <summary>Days are the team's own.</summary>
    public TimeZoneInfo Zone { get; }

    public DateTimeOffset Now { get; }

    /// <summary>What is looked at.</summary>
    public PageAddress Address { get; internal set; }

    public PageTexts Texts { get; }

    public PortalSettings Settings { get; }

    /// <summary>A form that this request sent and that was refused: it is shown as it was typed.</summary>
    public Forms.SentForm? Refused { get; internal set; }

    /// <summary>The form that was done just now, and led here; null: none was.</summary>
    public string? Done => Context.Request.Query[Forms.FormDesk.Done];

    /// <summary>The Checkout Session that a payer comes back from; null: they do not.</summary>
    internal string? Purchase =>
        Context.Request.Query[PayingPages.Session].ToString() is { Length: <= CheckoutReturn.LongestSession } session
        && session.StartsWith("cs_", StringComparison.Ordinal) && session.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? session
            : null;

    /// <summary>What a form has to carry.</summary>
    public string FormToken => Admission.FormToken;

    /// <summary>The page's address; others begin with it.</summary>
    public string Path => Admission.Path;

    /// <summary>The address of one of its tabs.</summary>
    public string PathOf(Tab tab) => tab == Tab.Credits ? Path : $"{Path}/{tab.Name}";

    /// <summary>The page, with the history of what is looked at in sight.</summary>
    public string Rows(PageAddress address) => $"{Path}{address}#history";

    /// <summary>The page, with the members in sight.</summary>
    public string Members(PageAddress address) => $"{Path}{address}#members";

    /// <summary>Where a form of a section goes; what is looked at goes along.</summary>
    internal string FormPath(string what, Section section) => $"{Path}/{what}{Address}#{section.Name}";

    /// <summary>Where a form about one member goes.</summary>
    internal string MemberFormPath(MemberId memberId, string what = "") =>
        FormPath($"members/{Uri.EscapeDataString(memberId.Value)}{what}", Section.Members);

    /// <summary>A file of what is looked at.</summary>
    public string File(string name, PageAddress address) => $"{Path}/{name}{address}";

    internal HttpContext Context { get; }

    internal Admission Admission { get; }

    internal ClusterCalls Cluster { get; }

    internal PortalAssets Assets { get; }

    /// <summary>Whether they would be let in again now: for what goes on for long.</summary>
    internal async Task<bool> IsWelcomeAsync() =>
        await Admission.HoldsAsync()
        && await Cluster.AskAsync(grains => grains.Team(TeamId).GetMember(Member.MemberId)) is { Standing.Status: MemberStatus.Active };

    internal bool May(Right right) => Member.Role.May(right);

    /// <summary>The team and its members: asked once, however many sections want it.</summary>
    internal Task<Teams.TeamStatement> TeamAsync() => team.Value;

    /// <summary>When credits run dry: asked once, since it is worked out from all that was used lately.</summary>
    internal Task<TeamForecast> ForecastAsync() => forecast.Value;

    /// <summary>What the team was told last, the newest first: asked once.</summary>
    internal Task<RaisedAlert[]> AlertsAsync() => alerts.Value;

    /// <summary>How automatic top-ups stand: asked once.</summary>
    internal Task<Teams.AutoTopUpStanding> AutoTopUpAsync() => autoTopUp.Value;

    /// <summary>Its member was there a moment ago, and no team ever goes.</summary>
    internal InvalidOperationException IsGone() => new($"Team {TeamId} is gone.");
}
