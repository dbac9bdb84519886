using System.Text.Json;
using Purser.Gateway.Answers;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Requests;

/// <summary>
/// Reads a body by hand, strictly and without a detour through objects: unknown, repeated and missing members,
/// wrong types and numbers out of range each end it with a problem that points to the place.
/// <code>
/// body.Enter();
/// for (var seen = 0u; body.Next(Members, ref seen, out var member);) { switch (member) { … } }
/// </code>
/// </summary>
/// <remarks>The bytes must be valid UTF-8 already: the reader does not look into strings by itself.</remarks>
internal ref struct JsonBody(ReadOnlySpan<byte> utf8)
{
    /// <summary>No body nests deeper than its objects in an array in an object; a little more gives a better message.</summary>
    private const int Deepest = 8;

    private Utf8JsonReader _json = new(utf8, new JsonReaderOptions { MaxDepth = Deepest });
    private Place _place = new("#", Index: -1);
    private string? _member;

    /// <summary>Where an object is: a pointer, and its index when it is in an array, spelt out only for a problem.</summary>
    public readonly record struct Place(string Pointer, int Index)
    {
        public override string ToString() => Index < 0 ? Pointer : $"{Pointer}/{Index}";
    }

    private readonly string Pointer => _member is null ? _place.ToString() : $"{_place}/{_member}";

    /// <summary>Goes into the body's own object.</summary>
    public void Enter()
    {
        _json.Read();
        Expect(JsonTokenType.StartObject, "a JSON object");
    }

    /// <summary>Goes into the object that is the current member's value; give the answer to <see cref="Leave"/>.</summary>
    public Place EnterObject()
    {
        _json.Read();
        Expect(JsonTokenType.StartObject, "an object");
        var outer = _place;
        _place = new Place(Pointer, Index: -1);
        _member = null;
        return outer;
    }

    /// <summary>Goes into the array that is the current member's value; give the answer to <see cref="Leave"/>.</summary>
    public Place EnterArray()
    {
        _json.Read();
        Expect(JsonTokenType.StartArray, "an array");
        var outer = _place;
        _place = new Place(Pointer, Index: -1);
        _member = null;
        return outer;
    }

    /// <summary>The next object of the array, if there is one.</summary>
    public bool NextObject()
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndArray)
        {
            return false;
        }

        _place = _place with { Index = _place.Index + 1 };
        _member = null;
        Expect(JsonTokenType.StartObject, "an object");
        return true;
    }

    public void Leave(Place outer)
    {
        _place = outer;
        _member = null;
    }

    /// <summary>The next member of the object; at its end, whether all required ones were there.</summary>
    public bool Next(MemberNames names, ref uint seen, out int member)
    {
        _json.Read();
        _member = null;
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            if (names.FirstMissing(seen) is { } missing)
            {
                throw Invalid($"The member {missing} is missing.", $"{_place}/{missing}");
            }

            member = -1;
            return false;
        }

        member = names.Find(ref _json);
        if (member < 0)
        {
            var unknown = Shorten(Text());
            throw Invalid(
                $"There is no member {unknown} here; the members are {names.All}.",
                $"{_place}/{unknown.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}");
        }

        _member = names[member];
        var bit = 1u << member;
        if ((seen & bit) != 0)
        {
            throw Invalid($"The member {_member} is there twice.");
        }

        seen |= bit;
        return true;
    }

    /// <summary>After the body's object: nothing may follow.</summary>
    public void End() => _json.Read();

    /// <summary>An id of the caller's own.</summary>
    public string Id()
    {
        _json.Read();
        Expect(JsonTokenType.String, "a string");
        var text = Text();
        return Limits.IsId(text) ? text : throw Invalid($"{_member} must be {Ids.Rule}.");
    }

    /// <summary>An id, or null where it is null.</summary>
    public string? OptionalId() => IsNull() ? null : Id();

    /// <summary>A string with a rule of its own.</summary>
    public string String(Func<string?, bool> holds, string rule)
    {
        _json.Read();
        Expect(JsonTokenType.String, "a string");
        var text = Text();
        return holds(text) ? text : throw Invalid($"{_member} must be {rule}.");
    }

    /// <summary>The same, or null where it is null.</summary>
    public string? OptionalString(Func<string?, bool> holds, string rule) => IsNull() ? null : String(holds, rule);

    public bool Bool()
    {
        _json.Read();
        return _json.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => throw Invalid($"{_member} must be true or false."),
        };
    }

    public bool? OptionalBool() => IsNull() ? null : Bool();

    public long Number(long least, long most)
    {
        _json.Read();
        return _json.TokenType == JsonTokenType.Number
            && (_json.TryGetInt64(out var number) || WholeNumber.TryParse(_json.ValueSpan, out number))
            && number >= least && number <= most
            ? number
            : throw Invalid($"{_member} must be a whole number from {least} to {most}.");
    }

    public long? OptionalNumber(long least, long most) => IsNull() ? null : Number(least, most);

    /// <summary>One of a word's codes.</summary>
    public TWord Code<TWord>()
        where TWord : struct, Enum
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.String)
        {
            foreach (var (word, code) in Codes.Table<TWord>.Pairs)
            {
                if (_json.ValueTextEquals(code.EncodedUtf8Bytes))
                {
                    return word;
                }
            }
        }

        throw Invalid($"{_member} must be one of {Codes.List<TWord>()}.");
    }

    /// <summary>An instant with its offset.</summary>
    public DateTimeOffset Instant()
    {
        _json.Read();
        Expect(JsonTokenType.String, "a string");
        return Instants.TryParse(Text(), out var instant)
            ? instant
            : throw Invalid($"{_member} must be an RFC 3339 instant such as 2026-01-31T00:00:00Z.");
    }

    public DateTimeOffset? OptionalInstant() => IsNull() ? null : Instant();

    /// <summary>Whether the current member's value is null; if so, it is read.</summary>
    public bool IsNull()
    {
        var ahead = _json;
        if (!ahead.Read() || ahead.TokenType != JsonTokenType.Null)
        {
            return false;
        }

        _json = ahead;
        return true;
    }

    /// <summary>What is wrong with the current member, or with the object when no member is current.</summary>
    public readonly ProblemException Invalid(string detail) => Invalid(detail, Pointer);

    private static ProblemException Invalid(string detail, string pointer) =>
        new(Problem.InvalidBody(detail, pointer));

    private readonly void Expect(JsonTokenType type, string what)
    {
        if (_json.TokenType != type)
        {
            throw Invalid($"{_member ?? (_place.Index < 0 ? "The body" : "An item")} must be {what}.");
        }
    }

    private readonly string Text() => _json.GetString()!;

    private static string Shorten(string name) =>
        new([.. (name.Length > 40 ? name[..40] + "…" : name).Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '\ufffd' : character)]);
}
