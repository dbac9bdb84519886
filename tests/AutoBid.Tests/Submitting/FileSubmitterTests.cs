using System.Diagnostics;
using System.Text.Json;
using Purser.AutoBid.Worker.Submitting;

namespace Purser.AutoBid.Worker.Tests.Submitting;

public sealed class FileSubmitterTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("purser-proposals-").FullName;

    private string File => Path.Combine(folder, "proposals.ndjson");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Each_proposal_is_a_line()
    {
        await SubmitAsync("job-1");
        await SubmitAsync("job-2");

        Assert.Equal(["job-1", "job-2"], Jobs());
        Assert.Equal(
            """{"teamId":"acme","memberId":"anna","job":{"id":"job-1","title":"Shop","type":"fixed","level":"Expert","budget":500,"skills":["C#"]},"score":80,"because":"C# 1 (skill)"}""",
            Lines()[0]);
    }

    [Fact]
    public async Task Proposals_at_once_each_get_a_line_whoever_writes_them()
    {
        // Two submitters are to the system what two processes are: each has opened the file for itself.
        using var one = FileSubmitter.Open(File);
        using var other = FileSubmitter.Open(File);
        var ids = Enumerable.Range(0, 200).Select(number => $"job-{number}").ToArray();

        await Task.WhenAll(ids.Select((id, index) => (index % 2 == 0 ? one : other).SubmitAsync(
            Samples.Proposal(id, new string('x', index * 100)), CancellationToken.None)));

        Assert.Equal(ids.Order(StringComparer.Ordinal), Jobs().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Another_program_may_add_to_the_file_meanwhile()
    {
        using var submitter = FileSubmitter.Open(File);
        await submitter.SubmitAsync(Samples.Proposal("job-1"), CancellationToken.None);
        using (var shell = Process.Start("/bin/sh", ["-c", """echo '{"job":{"id":"job-2"}}' >> "$0" """, File]))
        {
            await shell.WaitForExitAsync();
        }

        await submitter.SubmitAsync(Samples.Proposal("job-3"), CancellationToken.None);

        Assert.Equal(["job-1", "job-2", "job-3"], Jobs());
    }

    [Fact]
    public async Task A_line_that_broke_off_is_ended_first()
    {
        await System.IO.File.WriteAllTextAsync(File, "{\"teamId\":");

        await SubmitAsync("job-1");

        Assert.Equal("{\"teamId\":", Lines()[0]);
        Assert.Contains("\"job-1\"", Lines()[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_written_to_is_told_at_once()
    {
        var failure = Assert.Throws<IOException>(() => FileSubmitter.Open(folder));

        Assert.StartsWith($"Proposals cannot be written to {folder}: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_a_failure()
    {
        using var submitter = FileSubmitter.Open("/dev/full");

        var failure = await Assert.ThrowsAsync<SubmissionFailedException>(() => submitter.SubmitAsync(Samples.Proposal(), CancellationToken.None));

        Assert.StartsWith("The proposal cannot be written: ", failure.Message, StringComparison.Ordinal);
    }

    private async Task SubmitAsync(string jobId)
    {
        using var submitter = FileSubmitter.Open(File);
        await submitter.SubmitAsync(Samples.Proposal(jobId), CancellationToken.None);
    }

    private string[] Lines() => System.IO.File.ReadAllLines(File);

    private IEnumerable<string?> Jobs() => Lines().Select(line =>
    {
        using var proposal = JsonDocument.Parse(line);
        return proposal.RootElement.GetProperty("job").GetProperty("id").GetString();
    });
}
