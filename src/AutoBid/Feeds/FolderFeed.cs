using System.Runtime.CompilerServices;

namespace Purser.AutoBid.Worker.Feeds;

/// <summary>
/// The files of a folder, by name: <c>*.ndjson</c> and <c>*.jsonl</c> with a job on each line, <c>*.json</c> with one job or a
/// list of them. Each file is read once, for as long as it stays there; one that cannot be opened is tried again at every look.
/// </summary>
/// <param name="folder">The folder; not those in it.</param>
/// <param name="follow">
/// How often to look for files that arrived; null = only those that are there now. One that is followed is read when two looks
/// in a row have found it with the same size and time of change: until then somebody may still be writing it.
/// </param>
/// <param name="time">The clock.</param>
internal sealed class FolderFeed(string folder, TimeSpan? follow, TimeProvider time) : IJobFeed
{
    private const string Document = ".json";

    private static readonly string[] Extensions = [".ndjson", ".jsonl", Document];

    public async IAsyncEnumerable<FeedItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = new JobReader(new Sightings(), time);
        HashSet<string> done = new(StringComparer.Ordinal);
        HashSet<string> closed = new(StringComparer.Ordinal);
        Dictionary<string, FileLook> before = new(StringComparer.Ordinal);
        string? told = null;
        while (true)
        {
            var looks = Look(out var trouble);
            if (trouble is not null && trouble != told)
            {
                yield return new FeedItem.Problem(folder, trouble);
            }

            told = trouble;
            foreach (var (path, look) in looks)
            {
                var isSettled = follow is null || (before.TryGetValue(path, out var earlier) && earlier == look);
                if (!isSettled || done.Contains(path))
                {
                    continue;
                }

                if (Open(path, out var reason) is not { } file)
                {
                    // Told once, and tried again: whoever put it there may have its rights set a moment later.
                    if (closed.Add(path))
                    {
                        yield return new FeedItem.Problem(Path.GetFileName(path), reason);
                    }

                    continue;
                }

                closed.Remove(path);
                done.Add(path);
                await using (file)
                {
                    await foreach (var item in ReadFileAsync(reader, path, file, cancellation))
                    {
                        yield return item;
                    }
                }
            }

            if (follow is not { } interval)
            {
                yield break;
            }

            if (trouble is null)
            {
                done.IntersectWith(looks.Select(file => file.Path));
                closed.IntersectWith(looks.Select(file => file.Path));
                before = looks.ToDictionary(file => file.Path, file => file.Look, StringComparer.Ordinal);
            }

            await Task.Delay(interval, time, cancellation);
        }
    }

    /// <summary>The folder's files in the order of their names, and how each looks now.</summary>
    private List<(string Path, FileLook Look)> Look(out string? trouble)
    {
        trouble = null;
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFiles()
                .Where(file => Extensions.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file => (file.FullName, FileLook.Of(file)))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            trouble = $"The folder cannot be read: {exception.Message}";
            return [];
        }
    }

    private static FileStream? Open(string path, out string trouble)
    {
        trouble = "";
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, useAsync: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            trouble = CannotBeRead(exception);
            return null;
        }
    }

    private static async IAsyncEnumerable<FeedItem> ReadFileAsync(
        JobReader reader, string path, FileStream file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var name = Path.GetFileName(path);
        if (!Path.GetExtension(path).Equals(Document, StringComparison.OrdinalIgnoreCase))
        {
            await foreach (var item in reader.ReadLinesAsync(name, file, cancellation))
            {
                yield return item;
            }

            yield break;
        }

        byte[]? document = null;
        string? trouble = null;
        try
        {
            document = await BoundedRead.ToEndAsync(file, JobReader.LongestDocument, cancellation);
        }
        catch (IOException exception)
        {
            trouble = CannotBeRead(exception);
        }

        if (document is null)
        {
            yield return new FeedItem.Problem(
                name, trouble ?? $"It is longer than {JobReader.LongestDocument} bytes; write a job on each line of an .ndjson file.");
            yield break;
        }

        foreach (var item in reader.ReadDocument(name, document))
        {
            yield return item;
        }
    }

    private static string CannotBeRead(Exception exception) => $"The file cannot be read: {exception.Message}";

    /// <summary>By what a file is known to have changed.</summary>
    private readonly record struct FileLook(long Size, DateTime Changed)
    {
        public static FileLook Of(FileInfo file) => file.Exists ? new FileLook(file.Length, file.LastWriteTimeUtc) : default;
    }
}
