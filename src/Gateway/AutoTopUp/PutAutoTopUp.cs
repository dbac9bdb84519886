using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.AutoTopUp;

/// <summary><c>PUT /v1/teams/{teamId}/auto-top-up</c>: switches it on with its terms, or off.</summary>
internal static class PutAutoTopUp
{
    private const int Enabled = 0, Threshold = 1, Pack = 2, MostPerCycle = 3;

    private static readonly MemberNames Body = new(["enabled"], "threshold", "pack", "mostPerCycle");

    private static readonly BodyParser<AutoTopUpTerms?> Parse = static (ref body) =>
    {
        var isEnabled = false;
        long? threshold = null, mostPerCycle = null;
        string? pack = null;
        for (var seen = 0u; body.Next(Body, ref seen, out var member);)
        {
            switch (member)
            {
                case Enabled:
                    isEnabled = body.Bool();
                    break;
                case Threshold:
                    threshold = body.OptionalNumber(1, Limits.CreditsAtOnce);
                    break;
                case Pack:
                    pack = body.OptionalId();
                    break;
                case MostPerCycle:
                    mostPerCycle = body.OptionalNumber(1, Limits.AutoTopUps);
                    break;
            }
        }

        return !isEnabled
            ? null
            : threshold is { } below && pack is not null && mostPerCycle is { } most
                ? new AutoTopUpTerms(new Credits(below), pack, (int)most)
                : throw body.Invalid("Automatic top-ups need threshold, pack and mostPerCycle.");
    };

    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        var terms = await RequestBody.Read(context, Parse);
        await (await context.Ask(cluster => cluster.Team(teamId).SetAutoTopUp(terms)) switch
        {
            AutoTopUpOutcome.Done done => GetAutoTopUp.Send(context, teamId, done.Standing),
            AutoTopUpOutcome.UnknownPack unknown =>
                ProblemWriter.Write(context, Problem.NotInCatalog("pack", unknown.Pack, unknown.Known, "#/pack")),
            _ => ProblemWriter.Write(context, Problem.NoSuchTeam(teamId)),
        });
    }
}
