using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Purser;

/// <summary>The feed's own id of a job.</summary>
/// <remarks>It exists so that it cannot be confused with the id of a team or a member. See <see cref="IdRule"/> for what it may be.</remarks>
[JsonConverter(typeof(IdJsonConverter<JobId>))]
public readonly record struct JobId : IOwnId<JobId>
{
    private readonly string? value;

    private JobId(string value) => this.value = value;

    /// <inheritdoc/>
    public string Value => value ?? throw IdRule.NeverSet("job");

    /// <summary>The id with this text.</summary>
    /// <exception cref="FormatException">It breaks <see cref="IdRule"/>.</exception>
    public static JobId Parse(string s) => Parse(s, provider: null);

    /// <inheritdoc/>
    public static JobId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var id) ? id : throw IdRule.Broken("job", s);

    /// <summary>The id with this text, if it is within <see cref="IdRule"/>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, out JobId result) => TryParse(s, provider: null, out result);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out JobId result)
    {
        var holds = IdRule.Holds(s);
        result = holds ? new(s!) : default;
        return holds;
    }

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
