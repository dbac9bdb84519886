using System.Text;
using System.Text.Json;
using CsCheck;

namespace Purser.Jobs.Tests;

public sealed class JobPostJsonTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_job_is_read_from_its_line()
    {
        var job = Read(
            """
            {"id":"job-1","title":"Shop","type":"fixed","level":"Expert","budget":500.0,"hourlyRate":{"low":25.5,"high":40},
             "skills":["C#","React Native"],"description":"One\nTwo","postedAt":"2026-03-01T13:00:00+02:00"}
            """);

        Assert.Equal(
            new JobPost(
                JobId.Parse("job-1"),
                "Shop",
                "One\nTwo",
                JobPayment.Fixed,
                "Expert",
                500,
                new HourlyRate(25.5m, 40),
                ["C#", "React Native"],
                new DateTimeOffset(2026, 3, 1, 11, 0, 0, TimeSpan.Zero)),
            job);
    }

    [Theory]
    [InlineData("""{"id":"job-1","title":"Shop"}""")]
    [InlineData("""{"id":"job-1","title":"Shop","type":null,"level":null,"budget":null,"hourlyRate":null,"skills":null,"description":null,"postedAt":null}""")]
    [InlineData("""{"id":"job-1","title":"Shop","hourlyRate":{},"skills":[],"level":"","description":""}""")]
    [InlineData("""{"id":"job-1","title":"Shop","client":{"id":7,"tags":[[{}]]},"Budget":"lots","client":2}""")]
    [InlineData("""  { "\u0069d" : "job-1" , "title" : "S\u0068op" }  """)]
    public void A_job_needs_no_more_than_an_id_and_a_title(string json) =>
        Assert.Equal(new JobPost(JobId.Parse("job-1"), "Shop", "", JobPayment.Unknown, "", null, null, [], null), Read(json));

    [Theory]
    [InlineData("""{"budget":"500"}""", "'budget' is text; it must be a number.")]
    [InlineData("""{"budget":-1}""", "'budget' must be a number from 0 to 1000000000000.")]
    [InlineData("""{"budget":1e400}""", "'budget' must be a number from 0 to 1000000000000.")]
    [InlineData("""{"budget":1000000000001}""", "'budget' must be a number from 0 to 1000000000000.")]
    [InlineData("""{"budget":NaN}""", "It is not valid JSON:")]
    [InlineData("""{"budget":1,"budget":1}""", "'budget' is there twice.")]
    [InlineData("""{"budget":null,"budget":1}""", "'budget' is there twice.")]
    [InlineData("""{"hourlyRate":30}""", "'hourlyRate' is a number; it must be an object with low and high.")]
    [InlineData("""{"hourlyRate":{"low":"30"}}""", "'hourlyRate.low' is text; it must be a number.")]
    [InlineData("""{"hourlyRate":{"low":1,"low":2}}""", "'low' is there twice.")]
    [InlineData("""{"hourlyRate":{"low":31,"high":30}}""", "'hourlyRate.low' is above 'hourlyRate.high'.")]
    [InlineData("""{"skills":"C#"}""", "'skills' is text; it must be a list of texts.")]
    [InlineData("""{"skills":[1]}""", "A skill is a number; it must be text.")]
    [InlineData("""{"skills":[null]}""", "A skill is null; it must be text.")]
    [InlineData("""{"skills":[" "]}""", "A skill is blank; leave it out.")]
    [InlineData("""{"type":"weekly"}""", "'type' must be \"fixed\" or \"hourly\".")]
    [InlineData("""{"type":true}""", "'type' is true or false; it must be text.")]
    [InlineData("""{"level":["Expert"]}""", "'level' is a list; it must be text.")]
    [InlineData("""{"level":"a\tb"}""", "'level' holds the control character U+0009; leave it out.")]
    [InlineData("""{"description":"\u0000"}""", "'description' holds the control character U+0000; leave it out.")]
    [InlineData("""{"description":"\ud800"}""", "It holds half a character")]
    [InlineData("""{"\ud800":1}""", "It holds half a character")]
    [InlineData("""{"postedAt":"2026-03-02T12:00:01Z"}""", "'postedAt' is 2026-03-02T12:00:01Z, which is yet to come; check the feed's clock.")]
    [InlineData("""{"postedAt":"2026-03-01T12:00:00"}""", "'postedAt' must be an RFC 3339 instant")]
    [InlineData("""{"postedAt":"2026-03-01"}""", "'postedAt' must be an RFC 3339 instant")]
    [InlineData("""{"postedAt":"2026-02-30T12:00:00Z"}""", "'postedAt' must be an RFC 3339 instant")]
    [InlineData("""{"postedAt":"0001-01-01T00:00:00+14:00"}""", "'postedAt' must be an RFC 3339 instant")]
    [InlineData("""{"postedAt":1772366400}""", "'postedAt' is a number; it must be text.")]
    [InlineData("""{"id":"job-1"}""", "'title' is missing; every job has one.")]
    [InlineData("""{"title":"Shop"}""", "'id' is missing; every job has one.")]
    [InlineData("""{"title":null,"id":"job-1"}""", "'title' is missing; every job has one.")]
    [InlineData("""{"title":"  "}""", "'title' is blank; it must say what the job is.")]
    [InlineData("""{"id":"job 1"}""", "'id' must be 1 to 64 of the characters")]
    [InlineData("""{"id":17}""", "'id' is a number; it must be text.")]
    [InlineData("""[{"id":"job-1","title":"Shop"}]""", "It is a list; a job is an object")]
    [InlineData("null", "It is null; a job is an object")]
    [InlineData("", "It is not valid JSON:")]
    [InlineData("{", "It is not valid JSON:")]
    [InlineData("""{"id":"job-1","title":"Shop"} {}""", "It is not valid JSON:")]
    [InlineData("""{"id":"job-1","title":"Shop",}""", "It is not valid JSON:")]
    public void What_is_no_job_is_explained(string json, string problem) =>
        Assert.StartsWith(problem, Problem(Encoding.UTF8.GetBytes(json)), StringComparison.Ordinal);

    [Fact]
    public void What_is_too_long_is_refused()
    {
        Assert.Equal("'title' has 501 characters; 500 is the most.", Problem($$"""{"title":"{{new string('x', 501)}}"}"""));
        Assert.Equal("'description' has 50001 characters; 50000 is the most.", Problem($$"""{"description":"{{new string('x', 50_001)}}"}"""));
        Assert.Equal("A skill has 101 characters; 100 is the most.", Problem($$"""{"skills":["{{new string('x', 101)}}"]}"""));
        Assert.Equal("'skills' has more than 100.", Problem($$"""{"skills":[{{string.Join(',', Enumerable.Repeat("\"x\"", 101))}}]}"""));
    }

    [Fact]
    public void What_nests_too_deep_is_refused() =>
        Assert.StartsWith("It is not valid JSON:", Problem($$"""{"x":{{new string('[', 100_000)}}"""), StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_no_text_are_refused() =>
        Assert.Equal("It is not valid UTF-8.", Problem([.. "{\"x\":\""u8, 0xff, .. "\"}"u8]));

    [Fact]
    public void A_job_that_is_written_reads_back_equal() =>
        AnyJob.Sample(job =>
        {
            var line = JobPostJson.ToUtf8(job);

            Assert.DoesNotContain((byte)'\n', line);
            Assert.True(JobPostJson.TryRead(line, Now, out var read, out var problem), problem);
            Assert.Equal(job, read);
        });

    [Fact]
    public void A_damaged_line_is_a_job_or_a_problem() =>
        Gen.Select(AnyJob, Gen.Int[0, 10_000], Gen.Byte, Gen.Bool).Sample((job, place, value, cuts) =>
        {
            var line = JobPostJson.ToUtf8(job);
            line[place % line.Length] = value;

            var isRead = JobPostJson.TryRead(cuts ? line.AsSpan(0, place % line.Length) : line, Now, out var read, out var problem);

            Assert.Equal(isRead, read is not null);
            Assert.Equal(isRead, problem is null);
        });

    private static readonly Gen<decimal?> AnyAmount =
        Gen.OneOf(Gen.Const((decimal?)null), Gen.Decimal[0, JobLimits.Amount].Select(amount => (decimal?)amount));

    private static readonly Gen<HourlyRate?> AnyRate = Gen.Select(AnyAmount, AnyAmount).Select((one, other) =>
        (one ?? other) is null ? (HourlyRate?)null : one > other ? new HourlyRate(other, one) : new HourlyRate(one, other));

    private static readonly Gen<DateTimeOffset?> AnyTime =
        Gen.OneOf(Gen.Const((DateTimeOffset?)null), Gen.Long[0, Now.UtcTicks].Select(ticks => (DateTimeOffset?)new DateTimeOffset(ticks, TimeSpan.Zero)));

    private static readonly Gen<JobPost> AnyJob = Gen.Select(
        Gen.Select(Gen.Char["abzAZ09._:-"].Array[1, IdRule.Longest].Where(id => id.Any(character => character != '.')), Line(1, JobLimits.TitleLength), Line(0, 2000), Gen.Enum<JobPayment>()),
        Gen.Select(Line(0, JobLimits.SkillLength), AnyAmount, AnyRate),
        Gen.Select(Line(1, JobLimits.SkillLength).Array[0, 10], AnyTime)).Select((what, pay, rest) => new JobPost(
            JobId.Parse(new string(what.Item1)), what.Item2, what.Item3, what.Item4, pay.Item1, pay.Item2, pay.Item3, rest.Item1, rest.Item2));

    /// <summary>Any characters that a line may have, beginning with one that is not blank where there has to be one.</summary>
    private static Gen<string> Line(int least, int most) =>
        Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['\u00a0', '\ud7ff'], Gen.Const('"'), Gen.Const('\\'))
            .Array[least, Math.Min(most, 60)]
            .Select(characters => (least > 0 ? "x" : "") + new string(characters));

    private static JobPost Read(string json) =>
        JobPostJson.TryRead(Encoding.UTF8.GetBytes(json), Now, out var job, out var problem) ? job : throw new JsonException(problem);

    private static string Problem(string json) => Problem(Encoding.UTF8.GetBytes(json));

    private static string Problem(byte[] json)
    {
        Assert.False(JobPostJson.TryRead(json, Now, out _, out var problem));
        return problem;
    }
}
