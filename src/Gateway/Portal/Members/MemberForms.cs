using Purser.Gateway.Portal.Access;
using Purser.Gateway.Portal.Forms;
using Purser.Teams;

namespace Purser.Gateway.Portal.Members;

/// <summary>The forms of Team Members. What they change is decided by the team, as it is for the API.</summary>
internal static class MemberForms
{
    public const string Add = "member-added";
    public const string Change = "member-changed";
    public const string Remove = "member-removed";
    public const string HandOver = "owner-changed";
    public const string TeamBudget = "budget-set";
    public const string Automation = "automation-set";

    private static readonly string[] All = [Add, Change, Remove, HandOver, TeamBudget, Automation];

    /// <summary>None beside a number.</summary>
    private const string None = "none";

    /// <summary>Whether a form is one of these.</summary>
    public static bool Have(string? form) => All.Contains(form);

    public static void Map(Action<string, Right, Func<Visit, Task<IResult>>> map, FormDesk desk)
    {
        Take("members", Right.ManageMembers, Add, AddAsync);
        Take("members/{memberId}", Right.ManageMembers, Change, ChangeAsync);
        Take("members/{memberId}/remove", Right.ManageMembers, Remove, RemoveAsync);
        Take("members/{memberId}/make-owner", Right.TransferOwnership, HandOver, HandOverAsync);
        Take("budget", Right.SetBudgets, TeamBudget, SetTeamBudgetAsync);
        Take("automation-budget", Right.SetBudgets, Automation, SetAutomationBudgetAsync);

        void Take(string form, Right right, string name, Func<Visit, SentForm, Task> take) => map(form, right, desk.Take(name, Section.Members, take));
    }

    private static async Task AddAsync(Visit visit, SentForm form)
    {
        if (!MemberId.TryParse(form["memberId"].Trim(), out var memberId))
        {
            form.Refuse("memberId", visit.Texts["members.badid"]);
        }

        var name = form["name"].Trim();
        if (!Limits.IsName(name))
        {
            form.Refuse("name", visit.Texts["members.badname"]);
        }

        var (role, budget) = (Role(visit, form), Budget(form));
        if (form.IsRefused)
        {
            return;
        }

        if (await FindAsync(visit, memberId) is { Status: MemberStatus.Active })
        {
            form.Refuse("memberId", visit.Texts["members.already"]);
            return;
        }

        var terms = new MemberTerms(memberId, name, role, budget);
        Tell(await visit.Cluster.AskAsync(grains => grains.Team(visit.TeamId).PutMember(terms)), visit, form, "memberId");
    }

    private static async Task ChangeAsync(Visit visit, SentForm form)
    {
        if (Of(visit, form) is not { } memberId)
        {
            return;
        }

        if (await FindAsync(visit, memberId) is not { Status: MemberStatus.Active } member)
        {
            // Put would bring them back.
            form.Refuse(SentForm.Whole, visit.Texts["members.gone"]);
            return;
        }

        var role = member.Role == MemberRole.Owner ? MemberRole.Owner : Role(visit, form);
        var budget = Budget(form);
        if (!form.IsRefused)
        {
            var terms = new MemberTerms(memberId, member.Name, role, budget);
            Tell(await visit.Cluster.AskAsync(grains => grains.Team(visit.TeamId).PutMember(terms)), visit, form, "role");
        }
    }

    private static async Task RemoveAsync(Visit visit, SentForm form)
    {
        if (Of(visit, form) is not { } memberId)
        {
            return;
        }

        if (!bool.TryParse(form["forget"], out var forget))
        {
            form.Refuse("forget", visit.Texts["form.choice"]);
            return;
        }

        Tell(
            await visit.Cluster.AskAsync(
                grains => forget ? grains.Team(visit.TeamId).ForgetMember(memberId) : grains.Team(visit.TeamId).RemoveMember(memberId), isRepeatable: false),
            visit,
            form,
            SentForm.Whole);
    }

    private static async Task HandOverAsync(Visit visit, SentForm form)
    {
        if (Of(visit, form) is { } memberId)
        {
            Tell(await visit.Cluster.AskAsync(grains => grains.Team(visit.TeamId).MakeOwner(memberId)), visit, form, SentForm.Whole);
        }
    }

    private static async Task SetTeamBudgetAsync(Visit visit, SentForm form)
    {
        Credits? budget = form["budget"] == None ? null : Cap(form);
        if (!form.IsRefused)
        {
            _ = await visit.Cluster.AskAsync(grains => grains.Team(visit.TeamId).SetTeamBudget(budget)) ?? throw visit.IsGone();
        }
    }

    private static async Task SetAutomationBudgetAsync(Visit visit, SentForm form)
    {
        var budget = form["budget"] switch
        {
            None => null,
            "percent" => new AutomationBudget(Percent: (int?)form.Number("percent", 0, 100)),
            _ => new AutomationBudget(Credits: Cap(form)),
        };
        if (!form.IsRefused)
        {
            _ = await visit.Cluster.AskAsync(grains => grains.Team(visit.TeamId).SetAutomationBudget(budget)) ?? throw visit.IsGone();
        }
    }

    /// <summary>Whom the form is about: their row is open, should it be refused.</summary>
    private static MemberId? Of(Visit visit, SentForm form)
    {
        if (MemberId.TryParse(visit.Context.Request.RouteValues["memberId"] as string, out var memberId))
        {
            visit.Address = visit.Address with { Edit = memberId };
            return memberId;
        }

        form.Refuse(SentForm.Whole, visit.Texts["members.gone"]);
        return null;
    }

    private static async Task<MemberStanding?> FindAsync(Visit visit, MemberId memberId) =>
        (await visit.Cluster.AskAsync(grains => grains.Team(visit.TeamId).GetMember(memberId)))?.Standing;

    /// <summary>Ownership is handed over, not given with a role.</summary>
    private static MemberRole Role(Visit visit, SentForm form)
    {
        var role = form.Choice<MemberRole>("role");
        if (role == MemberRole.Owner)
        {
            form.Refuse("role", visit.Texts["form.choice"]);
        }

        return role ?? MemberRole.Member;
    }

    private static BudgetRule Budget(SentForm form) => form["budget"] switch
    {
        "team" => BudgetRule.FollowsTeam,
        None => BudgetRule.None,
        _ => Cap(form) is { } cap ? BudgetRule.Capped(cap) : default,
    };

    private static Credits? Cap(SentForm form) => form.Number("credits", 0, Limits.CreditsAtOnce) is { } credits ? new Credits(credits) : null;

    private static void Tell(MemberOutcome outcome, Visit visit, SentForm form, string field)
    {
        var (at, why) = outcome switch
        {
            MemberOutcome.Done => (field, null),
            MemberOutcome.NoFreeSeat full => (field, visit.Texts.Count("members.noseat", full.Seats)),
            MemberOutcome.TooManyMembers => (field, visit.Texts.Format("members.toomany", visit.Texts.Number(Limits.Members))),
            MemberOutcome.OwnerIsFixed => (field, visit.Texts["members.ownerfixed"]),
            MemberOutcome.TeamIsClosed => (SentForm.Whole, visit.Texts["members.closed"]),
            MemberOutcome.NoSuchMember => (SentForm.Whole, visit.Texts["members.gone"]),
            _ => throw visit.IsGone(),
        };
        if (why is not null)
        {
            form.Refuse(at, why);
        }
    }
}
