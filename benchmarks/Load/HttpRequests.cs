using System.Text;

namespace Purser.Benchmarks.Load;

/// <summary>
/// Requests as bytes made once; what differs from one to the next (the team, the idempotency key) has a fixed width
/// and is written over in place.
/// </summary>
internal sealed class HttpRequests
{
    private readonly byte[] bytes;
    private readonly int team;
    private readonly int key;

    private HttpRequests(byte[] bytes)
    {
        this.bytes = bytes;
        team = bytes.AsSpan().IndexOf("########"u8);
        key = bytes.AsSpan().IndexOf("$$$$$$$$$$$$$$$$"u8);
    }

    /// <summary>Debits of <paramref name="team"/>; each has a key of its own.</summary>
    public static HttpRequests Debits(TeamNames team, string bearer) => new(Compose(
        $"POST /v1/teams/{team.Pattern}/debits",
        $"Idempotency-Key: $$$$$$$$$$$$$$$$-{Guid.NewGuid():N}\r\n",
        bearer,
        """{"memberId":"m1","action":"cover_letter","jobId":"job-2041"}"""));

    /// <summary>Opens teams with enough credits for any run.</summary>
    public static HttpRequests Openings(TeamNames team, int seats, string bearer) => new(Compose(
        $"PUT /v1/teams/{team.Pattern}",
        "",
        bearer,
        $$$"""{"name":"Benchmark","owner":{"memberId":"m1","name":"Mo"},"subscription":{"plan":"max","seats":{{{seats}}}}}"""));

    /// <summary>The n-th request, to the given team (of those that the name stands for).</summary>
    public ReadOnlySpan<byte> Next(long n, int team)
    {
        if (this.team >= 0)
        {
            team.TryFormat(bytes.AsSpan(this.team, 8), out _, "D8");
        }

        if (key >= 0)
        {
            Scatter((ulong)n).TryFormat(bytes.AsSpan(key, 16), out _, "x16");
        }

        return bytes;
    }

    private static byte[] Compose(string call, string header, string bearer, string body) => Encoding.ASCII.GetBytes(
        $"{call} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {bearer}\r\n{header}"
        + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    /// <summary>
    /// Real keys are random, which is what an index likes least. This maps numbers to scattered numbers, never two to
    /// the same one (the finaliser of SplitMix64).
    /// </summary>
    private static ulong Scatter(ulong n)
    {
        unchecked
        {
            n = (n ^ (n >> 30)) * 0xbf58476d1ce4e5b9;
            n = (n ^ (n >> 27)) * 0x94d049bb133111eb;
            return n ^ (n >> 31);
        }
    }
}
