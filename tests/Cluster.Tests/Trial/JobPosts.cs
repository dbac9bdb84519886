using System.Text.Json;
using Purser.Tests.History;
using Purser.Tests.Running;

namespace Purser.Tests.Trial;

/// <summary>What five members do about many job posts: open each, write for every third, write again for every seventh of those.</summary>
internal sealed class JobPosts
{
    private const int MadeUp = 3000;

    private JobPosts(IReadOnlyList<string> ids) => Days = [.. ids.Select(Asks)];

    public static string[] Members { get; } = ["owner", "anna", "ben", "cleo", "dan"];

    /// <summary>Job by job, what is asked for, in order.</summary>
    public IReadOnlyList<Ask.Debit[]> Days { get; }

    /// <summary>Everything that is asked for.</summary>
    public IEnumerable<Ask.Debit> All => Days.SelectMany(job => job);

    public static async Task<JobPosts> ReadAsync(CancellationToken cancellation) => new(Chosen.JobPosts is { Length: > 0 } file
        ? [.. (await File.ReadAllLinesAsync(file, cancellation)).Where(line => line.Length > 0).Select(Id)]
        : [.. Enumerable.Range(1, MadeUp).Select(number => $"job-{number:00000}")]);

    private static string Id(string line)
    {
        using var post = JsonDocument.Parse(line);
        return post.RootElement.GetProperty("id").GetString()!;
    }

    private static Ask.Debit[] Asks(string job, int at)
    {
        var member = Members[at % Members.Length];
        var letter = (at / 3) + 1;
        Ask.Debit[] asks =
        [
            new($"{job}/open", member, AiAction.JobAssistant, job, Regeneration: false),
            new($"{job}/letter", member, AiAction.CoverLetter, job, Regeneration: false),
            new($"{job}/letter again", member, AiAction.CoverLetter, job, Regeneration: true),
        ];
        return at % 3 != 2 ? asks[..1] : letter % 7 != 0 ? asks[..2] : asks;
    }
}
