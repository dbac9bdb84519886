using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Purser.Tests.Storage;

public sealed class GrainStorageTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private const string StateName = "state";
    private readonly IGrainStorage storage = silo.Services.GetRequiredKeyedService<IGrainStorage>("snapshots");

    [Fact]
    public async Task What_was_never_written_does_not_exist()
    {
        var read = await ReadAsync(NewGrain());

        Assert.False(read.RecordExists);
        Assert.Null(read.ETag);
    }

    [Fact]
    public async Task What_was_written_is_read_back_and_each_write_has_a_version()
    {
        var grain = NewGrain();
        var state = State("first");
        await storage.WriteStateAsync(StateName, grain, state);
        state.State = new Note { Text = "second" };
        await storage.WriteStateAsync(StateName, grain, state);

        var read = await ReadAsync(grain);

        Assert.True(read.RecordExists);
        Assert.Equal("second", read.State?.Text);
        Assert.Equal("2", read.ETag);
    }

    [Fact]
    public async Task Of_sixteen_first_writes_at_once_one_wins_and_the_others_learn_it()
    {
        var grain = NewGrain();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => TryWriteAsync(grain, State($"{writer}"))));

        var winner = Assert.Single(outcomes, outcome => outcome is not null);
        Assert.Equal(winner, (await ReadAsync(grain)).State?.Text);
    }

    [Fact]
    public async Task Of_sixteen_writes_over_one_version_one_wins()
    {
        var grain = NewGrain();
        await storage.WriteStateAsync(StateName, grain, State("first"));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => TryWriteAsync(grain, State($"{writer}", "1"))));

        Assert.Single(outcomes, outcome => outcome is not null);
        Assert.Equal("2", (await ReadAsync(grain)).ETag);
    }

    [Fact]
    public async Task A_first_write_over_a_cleared_state_is_a_conflict()
    {
        var grain = NewGrain();
        var state = State("first");
        await storage.WriteStateAsync(StateName, grain, state);
        await storage.ClearStateAsync(StateName, grain, state);

        Assert.Null(await TryWriteAsync(grain, State("blind")));
        Assert.False((await ReadAsync(grain)).RecordExists);
        Assert.NotNull(await TryWriteAsync(grain, State("informed", state.ETag)));
    }

    [Fact]
    public async Task Clearing_an_old_version_is_a_conflict()
    {
        var grain = NewGrain();
        var state = State("first");
        await storage.WriteStateAsync(StateName, grain, state);
        await storage.WriteStateAsync(StateName, grain, state);

        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            storage.ClearStateAsync(StateName, grain, State("", "1")));

        Assert.True((await ReadAsync(grain)).RecordExists);
    }

    [Fact]
    public async Task A_storage_that_deletes_on_clear_leaves_no_row_and_refuses_old_versions()
    {
        var deleting = silo.Services.GetRequiredKeyedService<IGrainStorage>(RunningSilo.DeletingStorage);
        var grain = NewGrain();
        var state = State("first");
        await deleting.WriteStateAsync(StateName, grain, state);
        await Assert.ThrowsAsync<InconsistentStateException>(() => deleting.ClearStateAsync(StateName, grain, State("", "9")));

        await deleting.ClearStateAsync(StateName, grain, state);

        Assert.Equal(0, await Sql.ScalarAsync<long>(
            silo.ConnectionString, $"select count(*) from orleans.grain_state where grainidextensionstring like '%{grain.Key}'"));
    }

    [Theory]
    [InlineData("ab", "AB")]
    [InlineData("ab", "0ab")]
    [InlineData("1", "01")]
    [InlineData("0123456789abcdef0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF")]
    public async Task Teams_whose_names_are_the_same_hexadecimal_number_have_states_of_their_own(string one, string other)
    {
        var type = Guid.NewGuid().ToString("N");
        await storage.WriteStateAsync(StateName, GrainId.Create(type, one), State(one));
        await storage.WriteStateAsync(StateName, GrainId.Create(type, other), State(other));

        Assert.Equal(one, (await ReadAsync(GrainId.Create(type, one))).State?.Text);
        Assert.Equal(other, (await ReadAsync(GrainId.Create(type, other))).State?.Text);
    }

    [Fact]
    public async Task Grains_of_two_types_with_the_same_key_have_states_of_their_own()
    {
        var key = NewGrain().Key;
        await storage.WriteStateAsync(StateName, GrainId.Create(GrainType.Create("team"), key), State("team"));
        await storage.WriteStateAsync(StateName, GrainId.Create(GrainType.Create("bid"), key), State("bid"));

        Assert.Equal("team", (await ReadAsync(GrainId.Create(GrainType.Create("team"), key))).State?.Text);
    }

    private async Task<string?> TryWriteAsync(GrainId grain, GrainState<Note> state)
    {
        try
        {
            await storage.WriteStateAsync(StateName, grain, state);
            return state.State!.Text;
        }
        catch (InconsistentStateException)
        {
            return null;
        }
    }

    private async Task<GrainState<Note>> ReadAsync(GrainId grain)
    {
        var state = new GrainState<Note>();
        await storage.ReadStateAsync(StateName, grain, state);
        return state;
    }

    private static GrainState<Note> State(string text, string? etag = null) =>
        new() { State = new Note { Text = text }, ETag = etag! };

    private static GrainId NewGrain() => GrainId.Create("test", $"team-{Guid.NewGuid():N}");
}

[GenerateSerializer]
internal sealed class Note
{
    [Id(0)]
    public string Text { get; init; } = "";
}
