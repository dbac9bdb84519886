using Purser.Portal;

namespace Purser.Grains.Tests.Teams;

/// <summary>What gateways agree on to let people in, on a real PostgreSQL.</summary>
public sealed class PortalDoorTests(LedgerServer server)
{
    private static readonly DateTimeOffset Later = DateTimeOffset.Parse("2026-03-01T12:05:00Z");

    [Fact]
    public async Task A_link_is_used_once_whoever_asks_at_the_same_instant()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var link = Guid.NewGuid();

        var used = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Door(cluster).UseLink(new LinkUse(link, Guid.NewGuid(), Later))));

        Assert.Single(used, first => first);
    }

    [Fact]
    public async Task An_attempt_whose_answer_was_lost_is_still_the_first()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var use = new LinkUse(Guid.NewGuid(), Guid.NewGuid(), Later);

        Assert.True(await Door(cluster).UseLink(use));
        Assert.True(await Door(cluster).UseLink(use));
        Assert.False(await Door(cluster).UseLink(use with { AttemptId = Guid.NewGuid() }));
    }

    [Fact]
    public async Task All_get_the_same_key_and_it_is_made_once()
    {
        await using var cluster = await TeamCluster.StartAsync(server);

        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Door(cluster).GetKeys()));

        Assert.All(keys, each => Assert.Equal(Assert.Single(keys[0]).Secret, Assert.Single(each).Secret));
        Assert.Equal(32, keys[0][0].Secret.Length);
    }

    [Fact]
    public async Task A_session_is_found_by_the_hash_of_its_token_until_it_is_revoked()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var session = Session("acme", "anna");

        await Door(cluster).OpenSession(session);
        // The answer was lost, so it is asked again.
        await Door(cluster).OpenSession(session);
        var found = await Door(cluster).FindSession(session.TokenHash);

        Assert.Equal((session.TeamId, session.MemberId, session.Origin, session.ExpiresAt), (found!.TeamId, found.MemberId, found.Origin, found.ExpiresAt));
        Assert.Null(await Door(cluster).FindSession(Guid.NewGuid().ToByteArray()));
        Assert.Equal(1, await Door(cluster).RevokeSessions(new SessionsToRevoke.OfToken(session.TokenHash)));
        Assert.Equal(0, await Door(cluster).RevokeSessions(new SessionsToRevoke.OfToken(session.TokenHash)));
        Assert.Null(await Door(cluster).FindSession(session.TokenHash));
    }

    [Fact]
    public async Task All_sessions_of_a_member_are_revoked_and_nobody_elses()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        PortalSession[] sessions = [Session("revoked", "anna"), Session("revoked", "anna"), Session("revoked", "ben"), Session("other", "anna")];
        foreach (var session in sessions)
        {
            await Door(cluster).OpenSession(session);
        }

        var revoked = await Door(cluster).RevokeSessions(new SessionsToRevoke.OfMember(TeamId.Parse("revoked"), MemberId.Parse("anna")));

        Assert.Equal(2, revoked);
        var left = await Task.WhenAll(sessions.Select(session => Door(cluster).FindSession(session.TokenHash)));
        Assert.Equal([false, false, true, true], left.Select(session => session is not null));
    }

    [Fact]
    public async Task Sessions_are_let_go_of_a_day_after_they_expired()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var old = Session("old", "anna") with { ExpiresAt = DateTimeOffset.Parse("2001-01-01T00:00:00Z") };
        await Door(cluster).OpenSession(old);
        Assert.NotNull(await Door(cluster).FindSession(old.TokenHash));

        await Door(cluster).OpenSession(Session("old", "anna"));

        Assert.Null(await Door(cluster).FindSession(old.TokenHash));
    }

    private static PortalSession Session(string team, string member) => new(
        System.Security.Cryptography.RandomNumberGenerator.GetBytes(32), TeamId.Parse(team), MemberId.Parse(member), "https://app.example.com", DateTimeOffset.Parse("2100-01-01T00:00:00Z"));

    private static IPortalDoor Door(TeamCluster cluster) => cluster.Client.GetGrain<IPortalDoor>(0);
}
