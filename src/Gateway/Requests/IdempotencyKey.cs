using Purser.Gateway.Problems;

namespace Purser.Gateway.Requests;

/// <summary>The key under which a request is done at most once.</summary>
internal static class IdempotencyKey
{
    private const string Header = "Idempotency-Key";

    public static string Of(HttpContext context)
    {
        var values = context.Request.Headers[Header];
        return values.Count switch
        {
            0 => throw Invalid("The header Idempotency-Key is missing; send a key of your own for this request, "
                + "and the same one when you send the request again."),
            1 when Limits.IsKey(values[0]) => values[0]!,
            1 => throw Invalid($"The header Idempotency-Key must be 1 to {Limits.KeyLength} printable characters."),
            _ => throw Invalid($"The header Idempotency-Key is there {values.Count} times; send it once."),
        };
    }

    /// <summary>The key, or null where there is none.</summary>
    public static string? OptionalOf(HttpContext context) => context.Request.Headers[Header].Count == 0 ? null : Of(context);

    private static ProblemException Invalid(string detail) => new(Problem.InvalidHeader(Header, detail));
}
