using Purser.Gateway.Requests;

namespace Purser.Gateway.OpenApi;

/// <summary>RFC 9457 problem details.</summary>
/// <remarks>Problems are written by hand. This is their schema, against which the tests hold every one.</remarks>
/// <param name="Type">Stable: one per kind of problem.</param>
/// <param name="Title">The same for every occurrence.</param>
/// <param name="Detail">What was wrong and what to do.</param>
internal sealed record ProblemDocument([ProblemType] string Type, string Title, [Between(400, 599)] int Status, [NotEmpty] string Detail)
{
    /// <summary>The code, where a rule refused.</summary>
    public string Reason { get; init; } = "";

    /// <summary>A refused debit: what the pool has left.</summary>
    public Credits Remaining { get; init; }

    /// <summary>A refused debit: the extra bucket.</summary>
    public Credits Extra { get; init; }

    /// <summary>A refused debit: when the pool refills; null when it will not.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>What would help.</summary>
    public Remedy[] Remedies { get; init; } = [];

    /// <summary>Where in the request it was.</summary>
    public ErrorPlace[] Errors { get; init; } = [];
}

/// <summary>Where in a request a problem is.</summary>
internal sealed record ErrorPlace(string Detail)
{
    /// <summary>A JSON pointer into the body.</summary>
    public string Pointer { get; init; } = "";

    /// <summary>The name of a header.</summary>
    public string Header { get; init; } = "";

    /// <summary>The name of a parameter in the address.</summary>
    public string Parameter { get; init; } = "";

    /// <summary>Where in the text at that place, in UTF-16 units from 0.</summary>
    [AtLeast(0)]
    public int Position { get; init; }
}

/// <summary>What the types of problems look like.</summary>
internal sealed class ProblemTypeAttribute : RuleAttribute
{
    public override void Describe(Microsoft.OpenApi.OpenApiSchema schema) =>
        (schema.Format, schema.Pattern) = ("uri", @"^urn:purser:problem:[a-z0-9\-]+$");
}

/// <summary>At least one character.</summary>
internal sealed class NotEmptyAttribute : RuleAttribute
{
    public override void Describe(Microsoft.OpenApi.OpenApiSchema schema) => schema.MinLength = 1;
}
