using Purser.Access;
using Purser.Grains.Tests.Teams;

namespace Purser.Grains.Tests.Access;

/// <summary>The table of API keys, on a real PostgreSQL.</summary>
public sealed class ApiKeysTests(LedgerServer server)
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-01T12:00:00Z");

    [Fact]
    public async Task A_secret_is_found_by_its_hash_until_its_key_is_revoked()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var (keys, secret) = (Keys(cluster), ApiKeySecret.New());
        var key = new ApiKey("key_1", "Backend", ApiKeyScope.Team, TeamId.Parse("acme"), secret.Prefix, Now, Now.AddDays(1));

        await keys.Add(key, secret.Hash);
        // The answer was lost, so it is asked again.
        await keys.Add(key, secret.Hash);
        var found = await keys.Find(secret.Hash);

        Assert.Equal((key, key.ExpiresAt), (found.Key, found.GoodUntil));
        Assert.Null((await keys.Find(ApiKeySecret.New().Hash)).Key);
        Assert.Equal(Now, await keys.Revoke("key_1", Now));
        Assert.Equal(Now, await keys.Revoke("key_1", Now.AddHours(1)));
        Assert.Null((await keys.Find(secret.Hash)).Key);
        Assert.Null(await keys.Revoke("key_2", Now));
        Assert.Equal(Now, Assert.Single(await keys.List(new ApiKeysQuery(null, null, 10))).RevokedAt);
    }

    [Fact]
    public async Task A_rotation_leaves_the_secret_before_for_a_while_and_no_older_one()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var keys = Keys(cluster);
        var secrets = Enumerable.Range(0, 3).Select(static _ => ApiKeySecret.New()).ToArray();
        await keys.Add(new ApiKey("key_1", "k", ApiKeyScope.Operator, null, secrets[0].Prefix, Now, null), secrets[0].Hash);

        foreach (var next in secrets.Skip(1))
        {
            await keys.Rotate("key_1", next.Prefix, next.Hash, Now, TimeSpan.FromMinutes(1));
            // The answer was lost, so it is asked again: the secret before is still the one before.
            var rotated = await keys.Rotate("key_1", next.Prefix, next.Hash, Now, TimeSpan.FromMinutes(1));
            Assert.Equal((next.Prefix, Now), (rotated!.Prefix, rotated.RotatedAt));
        }

        Assert.Null((await keys.Find(secrets[0].Hash)).Key);
        Assert.Equal(Now.AddMinutes(1), (await keys.Find(secrets[1].Hash)).GoodUntil);
        Assert.Equal((true, null), ((await keys.Find(secrets[2].Hash)).Key is not null, (await keys.Find(secrets[2].Hash)).GoodUntil));
        await keys.Revoke("key_1", Now);
        Assert.Null(await keys.Rotate("key_1", "x", ApiKeySecret.New().Hash, Now, TimeSpan.Zero));
    }

    [Fact]
    public async Task Each_change_raises_the_version_however_many_come_at_once()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var keys = Keys(cluster);
        var before = await keys.Confirm([]);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(n =>
            keys.Add(new ApiKey($"key_{n}", "k", ApiKeyScope.Debit, null, "purser_xxxxx", Now, null), ApiKeySecret.New().Hash)));

        Assert.Equal(before + 16, await keys.Confirm([]));
        Assert.Equal(before + 16, (await keys.Find(ApiKeySecret.New().Hash)).Version);
    }

    [Fact]
    public async Task Uses_are_taken_down_and_never_go_back()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var keys = Keys(cluster);
        await keys.Add(new ApiKey("key_1", "k", ApiKeyScope.Debit, null, "purser_xxxxx", Now, null), ApiKeySecret.New().Hash);

        await keys.Confirm([new ApiKeyUse("key_1", Now.AddMinutes(2))]);
        await keys.Confirm([new ApiKeyUse("key_1", Now.AddMinutes(1)), new ApiKeyUse("key_of_nobody", Now)]);

        Assert.Equal(Now.AddMinutes(2), Assert.Single(await keys.List(new ApiKeysQuery(null, null, 10))).LastUsedAt);
    }

    [Fact]
    public async Task Lists_are_of_a_team_or_of_all_page_by_page()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var keys = Keys(cluster);
        for (var n = 0; n < 6; n++)
        {
            await keys.Add(new ApiKey($"key_{n}", "k", ApiKeyScope.TeamRead, TeamId.Parse(n % 2 == 0 ? "even" : "odd"), "purser_xxxxx", Now, null), ApiKeySecret.New().Hash);
        }

        Assert.Equal(["key_5", "key_4"], (await keys.List(new ApiKeysQuery(null, null, 2))).Select(static key => key.KeyId));
        Assert.Equal(["key_3", "key_2"], (await keys.List(new ApiKeysQuery(null, "key_4", 2))).Select(static key => key.KeyId));
        Assert.Equal(["key_4", "key_2", "key_0"], (await keys.List(new ApiKeysQuery(TeamId.Parse("even"), null, 10))).Select(static key => key.KeyId));
    }

    private static IApiKeys Keys(TeamCluster cluster) => cluster.Client.GetGrain<IApiKeys>(0);
}
