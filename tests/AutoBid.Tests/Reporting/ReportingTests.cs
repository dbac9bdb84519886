using Purser.AutoBid.Worker.Reporting;
using Purser.AutoBid.Worker.Running;

namespace Purser.AutoBid.Worker.Tests.Reporting;

public sealed class ReportingTests : IDisposable
{
    private readonly StringWriter output = new() { NewLine = "\n" };

    public void Dispose() => output.Dispose();

    [Fact]
    public void On_a_terminal_the_progress_is_one_line_that_is_rewritten_and_what_is_said_stays()
    {
        var console = new WorkerConsole(output, isTerminal: true);

        console.Say("begins");
        console.Progress("1 job");
        console.Progress("2 jobs");
        console.Say("a problem");
        console.Progress("3 jobs");
        console.EndProgress();

        Assert.Equal("begins\n\r\u001b[K1 job\r\u001b[K2 jobs\r\u001b[Ka problem\n\r\u001b[K3 jobs\r\u001b[K", output.ToString());
    }

    [Fact]
    public void In_a_log_the_progress_is_a_line_each_time_and_comes_less_often()
    {
        var console = new WorkerConsole(output, isTerminal: false);

        console.Progress("1 job");
        console.Progress("2 jobs");
        console.EndProgress();

        Assert.Equal("1 job\n2 jobs\n", output.ToString());
        Assert.Equal(TimeSpan.FromSeconds(10), console.ProgressEvery);
    }

    [Fact]
    public void The_progress_adds_up_the_members()
    {
        var feed = new FeedTally();
        for (var job = 0; job < 1500; job++)
        {
            feed.AddJob();
        }

        feed.AddProblem();
        MemberTally one = new(), other = new();
        one.Add(Counted.Scanned, 1000);
        other.Add(Counted.Scanned, 200);
        other.Add(Counted.Failed);

        Assert.Equal(
            "1,500 jobs read, 1 problem, 1,200 scanned, 0 matched, 0 submitted, 0 skipped, 1 failed, 150 jobs/s",
            ProgressLine.Of(feed, [one, other], TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void The_summary_has_a_row_for_each_member_and_ends_with_the_feed()
    {
        var tally = new MemberTally();
        tally.Add(Counted.Read, 1200);
        tally.Add(Counted.OutOfQuery, 1000);
        tally.Add(Counted.InQuery, 200);
        tally.Add(Counted.Answered, 150);

        Assert.Equal(
            """
            member   read  in query  scanned  matched  submitted  skipped  failed  elsewhere  known before  passed over  credits  why it stopped
            olga    1,200       200        0        0          0        0       0          0             0           50        0  The feed ended.
            feed: 0 jobs, 0 problems

            """,
            SummaryTable.Of(new FeedTally(), [new MemberSummary(MemberId.Parse("olga"), tally, "The feed ended.")]));
    }
}
