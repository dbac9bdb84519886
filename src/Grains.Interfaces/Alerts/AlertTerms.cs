namespace Purser.Alerts;

/// <summary>Of what a team wants to be told.</summary>
/// <param name="Thresholds">Shares of something that are used up; at most <see cref="MostThresholds"/>, each once.</param>
/// <param name="ExtraBelow">Fewer extra credits than that are left; null: nobody wants to know.</param>
/// <param name="Muted">What nobody is told, though it happens.</param>
[GenerateSerializer, Immutable, Alias("purser.AlertTerms")]
public sealed record AlertTerms(AlertThreshold[] Thresholds, Credits? ExtraBelow, AlertKind[] Muted)
{
    /// <summary>How many thresholds a team may have.</summary>
    public const int MostThresholds = 20;

    /// <summary>Those of a team whose owner never chose.</summary>
    public static readonly AlertTerms Default = new(
        [
            new(AlertBasis.Pool, 80),
            new(AlertBasis.Pool, 100),
            new(AlertBasis.Spendable, 100),
            new(AlertBasis.MemberBudget, 100),
            new(AlertBasis.AutomationBudget, 100),
        ],
        ExtraBelow: null,
        [AlertKind.Reset]);

    /// <summary>Whether something that happens is told.</summary>
    public bool Wants(AlertKind kind) => !Muted.Contains(kind);

    /// <inheritdoc />
    public bool Equals(AlertTerms? other) =>
        other is not null
        && Thresholds.AsSpan().SequenceEqual(other.Thresholds)
        && ExtraBelow == other.ExtraBelow
        && Muted.AsSpan().SequenceEqual(other.Muted);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Thresholds.Length, ExtraBelow, Muted.Length);
}

/// <summary>A share of something that, once it is used up, is told: once in each cycle.</summary>
/// <param name="Basis">Of what.</param>
/// <param name="Percent">1 to 100; reached where as much or more is used.</param>
[GenerateSerializer, Immutable, Alias("purser.AlertThreshold")]
public readonly record struct AlertThreshold(AlertBasis Basis, int Percent);
