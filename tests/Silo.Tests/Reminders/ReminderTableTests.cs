using Microsoft.Extensions.DependencyInjection;

namespace Purser.Tests.Reminders;

public sealed class ReminderTableTests(SiloFixture silo) : IClassFixture<SiloFixture>, IAsyncLifetime
{
    private static readonly DateTime FarAway = new(2099, 1, 31, 12, 0, 0, 123, DateTimeKind.Utc);
    private readonly IReminderTable table = silo.Services.GetRequiredService<IReminderTable>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await table.TestOnlyClearTable(Cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_reminder_is_read_back_as_it_was_written()
    {
        var written = Reminder("a", "cycle");
        var etag = await table.UpsertRow(written, Cancellation);

        var read = await table.ReadRow(written.GrainId, "cycle", Cancellation);

        Assert.NotNull(read);
        Assert.Equal(written.GrainId, read.GrainId);
        Assert.Equal(FarAway, read.StartAt);
        Assert.Equal(written.Period, read.Period);
        Assert.Equal(etag, read.ETag);
    }

    [Fact]
    public async Task A_reminder_that_was_never_registered_is_not_there() =>
        Assert.Null(await table.ReadRow(Team("nobody"), "cycle", Cancellation));

    [Fact]
    public async Task Registering_again_moves_it_and_gives_it_another_version()
    {
        var first = await table.UpsertRow(Reminder("a", "cycle"), Cancellation);
        var moved = Reminder("a", "cycle");
        moved.StartAt = FarAway.AddDays(1);
        moved.Period = TimeSpan.FromDays(40);

        var second = await table.UpsertRow(moved, Cancellation);

        var read = Assert.Single((await table.ReadRows(moved.GrainId, Cancellation)).Reminders);
        Assert.NotEqual(first, second, StringComparer.Ordinal);
        Assert.Equal((moved.StartAt, moved.Period), (read.StartAt, read.Period));
    }

    [Fact]
    public async Task A_grain_has_its_own_reminders_by_name_and_teams_differ_by_case()
    {
        await table.UpsertRow(Reminder("a", "cycle"), Cancellation);
        await table.UpsertRow(Reminder("a", "trial"), Cancellation);
        await table.UpsertRow(Reminder("A", "cycle"), Cancellation);

        var read = (await table.ReadRows(Team("a"), Cancellation)).Reminders;

        Assert.Equal(
            ["cycle", "trial"],
            read.Select(reminder => reminder.ReminderName).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task Only_the_version_that_is_there_can_be_removed()
    {
        var reminder = Reminder("a", "cycle");
        var old = await table.UpsertRow(reminder, Cancellation);
        var current = await table.UpsertRow(reminder, Cancellation);

        Assert.False(await table.RemoveRow(reminder.GrainId, "cycle", old!, Cancellation));
        Assert.True(await table.RemoveRow(reminder.GrainId, "cycle", current!, Cancellation));
        Assert.False(await table.RemoveRow(reminder.GrainId, "cycle", current!, Cancellation));
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(0u, 0x7fff_ffffu)]
    [InlineData(0x7fff_ffffu, 0x8000_0000u)]
    [InlineData(0x4000_0000u, 0xc000_0000u)]
    [InlineData(0xc000_0000u, 0x4000_0000u)]
    [InlineData(0xffff_ffffu, 0u)]
    public async Task A_range_of_the_ring_holds_the_reminders_whose_hash_is_in_it(uint begin, uint end)
    {
        var teams = Enumerable.Range(0, 200).Select(i => $"team-{i}").ToArray();
        foreach (var team in teams)
        {
            await table.UpsertRow(Reminder(team, "cycle"), Cancellation);
        }

        var read = (await table.ReadRows(begin, end, Cancellation)).Reminders.Select(reminder => reminder.GrainId);

        var expected = teams.Select(Team).Where(team => IsInRange(team.GetUniformHashCode(), begin, end));
        Assert.Equal(expected.Order(), read.Order());
    }

    [Fact]
    public async Task Reading_a_range_uses_the_index_on_the_hash()
    {
        await Sql.ExecuteAsync(
            silo.ConnectionString,
            """
            insert into orleans.reminder
            select 'plan', 'team/' || i, 'cycle', now(), 1, hashint4(i), 0 from generate_series(1, 20000) i;
            analyze orleans.reminder
            """);
        var plan = await Sql.ScalarAsync<string>(
            silo.ConnectionString,
            "explain (format json) select * from orleans.reminder where serviceid = 'plan' and grainhash > 0 and grainhash <= 10000000");

        Assert.Contains("reminder_grain_hash", plan, StringComparison.Ordinal);
    }

    private static bool IsInRange(uint hash, uint begin, uint end) =>
        begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;

    private static ReminderEntry Reminder(string team, string name) => new()
    {
        GrainId = Team(team),
        ReminderName = name,
        StartAt = FarAway,
        Period = TimeSpan.FromHours(1),
    };

    private static GrainId Team(string id) => GrainId.Create("team", id);
}
