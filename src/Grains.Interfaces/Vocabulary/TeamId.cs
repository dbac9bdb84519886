using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Purser;

/// <summary>A caller's own id of a team.</summary>
/// <remarks>It exists so that it cannot be confused with the id of a member or a job. See <see cref="IdRule"/> for what it may be.</remarks>
[Immutable]
[JsonConverter(typeof(IdJsonConverter<TeamId>))]
public readonly record struct TeamId : IOwnId<TeamId>
{
    private readonly string? value;

    private TeamId(string value) => this.value = value;

    /// <inheritdoc/>
    public string Value => value ?? throw IdRule.NeverSet("team");

    /// <summary>The id with this text.</summary>
    /// <exception cref="FormatException">It breaks <see cref="IdRule"/>.</exception>
    public static TeamId Parse(string s) => Parse(s, provider: null);

    /// <inheritdoc/>
    public static TeamId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var id) ? id : throw IdRule.Broken("team", s);

    /// <summary>The id with this text, if it is within <see cref="IdRule"/>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, out TeamId result) => TryParse(s, provider: null, out result);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TeamId result)
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
