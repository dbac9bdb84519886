using System.Text;
using CsCheck;
using Purser.AutoBid.Worker.Feeds;
using static Purser.AutoBid.Worker.Tests.Feeds.FeedItems;

namespace Purser.AutoBid.Worker.Tests.Feeds;

public sealed class NdjsonFeedTests
{
    [Fact]
    public async Task Each_line_is_a_job_however_it_ends() =>
        Assert.Equal(
            ["feed:1 a", "feed:2 b", "feed:6 c"],
            await ReadAsync($"{Job("a")}\n{Job("b")}\r\n\n\r\n \t\n{Job("c")}"));

    [Fact]
    public async Task A_feed_of_nothing_has_no_items() => Assert.Empty(await ReadAsync(""));

    [Fact]
    public async Task A_byte_order_mark_is_passed_over() =>
        Assert.Equal(["feed:1 a", "feed:2 b"], await ReadAsync($"\ufeff{Job("a")}\n{Job("b")}\n"));

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    public async Task Another_encoding_is_a_problem_said_once(string encoding, bool hasMark)
    {
        var bytes = Encoding.GetEncoding(encoding).GetBytes($"{(hasMark ? "\ufeff" : "")}{Job("a")}\n{Job("b")}\n");

        Assert.Equal(["feed ! It is UTF-16; save it as UTF-8."], await ReadAsync(bytes));
    }

    [Fact]
    public async Task What_is_no_job_is_a_problem_at_its_line_and_the_rest_is_read() =>
        Assert.Equal(
            ["feed:1 a", "feed:2 ! 'budget' is text; it must be a number.", "feed:3 ! It is not valid UTF-8.", "feed:4 b"],
            await ReadAsync(
                [.. Bytes(Job("a")), .. "\n"u8, .. Bytes(Job("x", ",\"budget\":\"5\"")), .. "\n\"\xff"u8, 0xff, .. "\"\n"u8, .. Bytes(Job("b"))]));

    [Fact]
    public async Task A_job_that_is_there_twice_is_a_problem_that_says_where_it_was() =>
        Assert.Equal(
            ["feed:1 a", "feed:2 b", "feed:3 ! The job a was there before, at feed:1."],
            await ReadAsync($"{Job("a")}\n{Job("b")}\n{Job("a")}\n"));

    [Fact]
    public async Task A_line_of_the_longest_length_is_read_and_a_longer_one_is_not()
    {
        var longest = Job("a", new string(' ', LineReader.Longest - Job("a").Length));
        var longer = Job("b", new string(' ', LineReader.Longest + 1 - Job("b").Length));

        Assert.Equal(
            ["feed:1 a", "feed:2 ! The line is longer than 1048576 bytes.", "feed:3 c", "feed:4 ! The line is longer than 1048576 bytes."],
            await ReadAsync($"{longest}\n{longer}\n{Job("c")}\n{longer}"));
    }

    [Fact]
    public async Task An_endless_line_is_not_kept()
    {
        // 2 GiB: no array could hold it.
        await using var stream = new SameByteStream((byte)'x', 2L * 1024 * 1024 * 1024);
        var before = GC.GetTotalAllocatedBytes();

        Assert.Equal(["feed:1 ! The line is longer than 1048576 bytes."], await new NdjsonFeed("feed", stream, TimeProvider.System).ReadToEndAsync());

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 200 * 1024 * 1024);
    }

    [Fact]
    public async Task A_stream_that_breaks_is_a_problem()
    {
        await using var stream = new BreakingStream(Bytes($"{Job("a")}\n{Job("b")}"));

        Assert.Equal(
            ["feed:1 a", "feed ! It cannot be read further: The disk is gone."],
            await new NdjsonFeed("feed", stream, TimeProvider.System).ReadToEndAsync());
    }

    [Fact]
    public async Task A_job_is_there_as_soon_as_its_line_is()
    {
        var pipe = new System.IO.Pipelines.Pipe();
        await using var items = new NdjsonFeed("feed", pipe.Reader.AsStream(), TimeProvider.System)
            .ReadAsync(CancellationToken.None).GetAsyncEnumerator();

        await pipe.Writer.WriteAsync(Bytes($"{Job("a")}\n{{\"id\":\"b\","));
        Assert.Equal("feed:1 a", await items.NextAsync());

        await pipe.Writer.WriteAsync(Bytes("\"title\":\"Shop\"}\n"));
        Assert.Equal("feed:2 b", await items.NextAsync());
    }

    [Fact]
    public Task Any_bytes_in_any_pieces_are_read_alike() =>
        Gen.Select(
            Gen.OneOf(Gen.Const((byte)'\n'), Gen.Const((byte)'{'), Gen.Byte).Array[0, 200],
            Gen.Int[1, 20]).SampleAsync(async (bytes, size) =>
            {
                await using var pieces = new PiecewiseStream(bytes, size);

                Assert.Equal(await ReadAsync(bytes), await new NdjsonFeed("feed", pieces, TimeProvider.System).ReadToEndAsync());
            }, iter: 500);

    private static Task<string[]> ReadAsync(string text) => ReadAsync(Bytes(text));

    private static async Task<string[]> ReadAsync(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return await new NdjsonFeed("feed", stream, TimeProvider.System).ReadToEndAsync();
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
