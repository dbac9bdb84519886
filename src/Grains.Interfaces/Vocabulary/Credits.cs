using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purser;

/// <summary>
/// A whole number of credits. There are no fractions of a credit, and an overflow is an exception
/// (arithmetic is checked throughout), so a count can never silently become another one.
/// </summary>
/// <remarks>
/// It exists so that a count of credits cannot be confused with a count of seats, days or rows.
/// A balance is never below zero; the amount of an entry may be (−1 for a debit).
/// </remarks>
[GenerateSerializer, Immutable, Alias("purser.Credits")]
[JsonConverter(typeof(CreditsJsonConverter))]
public readonly record struct Credits(long Count) : IComparable<Credits>
{
    /// <summary>No credits.</summary>
    public static Credits Zero => default;

    /// <summary>One credit: what every AI action costs.</summary>
    public static Credits One => new(1);

    public static Credits operator +(Credits left, Credits right) => new(left.Count + right.Count);

    public static Credits operator -(Credits left, Credits right) => new(left.Count - right.Count);

    public static Credits operator -(Credits value) => new(-value.Count);

    public static bool operator <(Credits left, Credits right) => left.Count < right.Count;

    public static bool operator >(Credits left, Credits right) => left.Count > right.Count;

    public static bool operator <=(Credits left, Credits right) => left.Count <= right.Count;

    public static bool operator >=(Credits left, Credits right) => left.Count >= right.Count;

    /// <summary>The larger of two counts.</summary>
    public static Credits Max(Credits left, Credits right) => left > right ? left : right;

    /// <inheritdoc />
    public int CompareTo(Credits other) => Count.CompareTo(other.Count);

    /// <inheritdoc />
    public override string ToString() => Count.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Credits are a plain number in JSON.</summary>
public sealed class CreditsJsonConverter : JsonConverter<Credits>
{
    /// <inheritdoc />
    public override Credits Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetInt64());

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Credits value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Count);
}
