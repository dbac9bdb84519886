using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;

namespace Purser.AutoBid.Worker.Feeds;

/// <summary>How an address is asked for jobs.</summary>
internal sealed record HttpFeedOptions
{
    /// <summary>How often to ask; null = once.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>How long one answer may take, its body included: 30 s is patient with a slow server and soon over a dead one.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest body, in bytes: it is held in memory.</summary>
    public int LongestBody { get; init; } = JobReader.LongestDocument;
}

/// <summary>
/// Jobs from an address that answers with a JSON list of them or with one on each line. What it has given once it does not give
/// again; when asking fails, that is a problem, and it asks again at its time, or later if the server says so.
/// </summary>
internal sealed class HttpFeed(Uri url, HttpFeedOptions options, TimeProvider time) : IJobFeed
{
    private const int ProblemsRemembered = 1000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    // Its query and its password may be secrets.
    private readonly string name = $"{url.Scheme}://{url.Authority}{url.AbsolutePath}";

    public async IAsyncEnumerable<FeedItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        // Not followed: the address is the operator's choice, and where it leads to would be somebody else's.
        using var handler = new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var given = new Sightings();
        var told = new Sightings(ProblemsRemembered);
        EntityTagHeaderValue? tag = null;
        while (true)
        {
            var poll = await AskAsync(http, tag, cancellation);
            if (poll.Problem is { } problem)
            {
                yield return new FeedItem.Problem(name, problem);
            }

            if (poll.Body is { } body)
            {
                await foreach (var item in ReadBodyAsync(body, cancellation))
                {
                    var isNew = item is FeedItem.Job job
                        ? given.TryAdd(job.Post.Id.Value, item.Where, out _)
                        : told.TryAdd(item.ToString(), item.Where, out _);
                    if (isNew)
                    {
                        yield return item;
                    }
                }

                tag = poll.Tag;
            }

            if (options.Every is not { } interval)
            {
                yield break;
            }

            await Task.Delay(poll.NotBefore > interval ? poll.NotBefore : interval, time, cancellation);
        }
    }

    private async IAsyncEnumerable<FeedItem> ReadBodyAsync(byte[] body, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // New for each answer: a job twice in one is a problem, a job in every one is not.
        var reader = new JobReader(new Sightings(), time);
        if (JobReader.IsList(body))
        {
            foreach (var item in reader.ReadDocument(name, body))
            {
                yield return item;
            }

            yield break;
        }

        using var lines = new MemoryStream(body);
        await foreach (var item in reader.ReadLinesAsync(name, lines, cancellation))
        {
            yield return item;
        }
    }

    private async Task<Reply> AskAsync(HttpClient http, EntityTagHeaderValue? tag, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            if (tag is not null)
            {
                request.Headers.IfNoneMatch.Add(tag);
            }

            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.StatusCode == HttpStatusCode.NotModified)
            {
                return new Reply();
            }

            if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is not null)
            {
                return new Reply { Problem = $"It answered {(int)response.StatusCode} and names another address, which is not asked. Give --url the address that has the jobs." };
            }

            if (!response.IsSuccessStatusCode)
            {
                return new Reply { Problem = $"It answered {(int)response.StatusCode}.", NotBefore = RetryAfter(response) };
            }

            using var stream = await response.Content.ReadAsStreamAsync(either.Token);
            return await BoundedRead.ToEndAsync(stream, options.LongestBody, either.Token) is { } body
                ? new Reply { Body = body, Tag = response.Headers.ETag }
                : new Reply { Problem = $"It answered with more than {options.LongestBody} bytes." };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Reply { Problem = $"It did not answer within {options.Timeout.TotalSeconds} seconds." };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            return new Reply { Problem = $"It cannot be reached: {exception.Message}" };
        }
    }

    private TimeSpan RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => TimeSpan.Zero,
        };
        return wait < LongestWait ? wait : LongestWait;
    }

    private readonly record struct Reply
    {
        public byte[]? Body { get; init; }

        public EntityTagHeaderValue? Tag { get; init; }

        public string? Problem { get; init; }

        /// <summary>How long the server wants to be left alone.</summary>
        public TimeSpan NotBefore { get; init; }
    }
}
