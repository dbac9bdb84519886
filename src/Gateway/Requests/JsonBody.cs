using System.Text.Json;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Requests;

/// <summary>
/// Reads the body of a debit by hand, strictly and without a detour through objects: unknown, repeated and missing members,
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

    private Utf8JsonReader json = new(utf8, new JsonReaderOptions { MaxDepth = Deepest });
    private Place place = new("#", Index: -1);
    private string? member;

    /// <summary>Where an object is: a pointer, and its index when it is in an array, spelt out only for a problem.</summary>
    public readonly record struct Place(string Pointer, int Index)
    {
        public override string ToString() => Index < 0 ? Pointer : $"{Pointer}/{Index}";
    }

    private readonly string Pointer => member is null ? place.ToString() : $"{place}/{member}";

    /// <summary>Goes into the body's own object.</summary>
    public void Enter()
    {
        json.Read();
        Expect(JsonTokenType.StartObject, "a JSON object");
    }

    /// <summary>Goes into the array that is the current member's value; give the answer to <see cref="Leave"/>.</summary>
    public Place EnterArray()
    {
        json.Read();
        Expect(JsonTokenType.StartArray, "an array");
        var outer = place;
        place = new Place(Pointer, Index: -1);
        member = null;
        return outer;
    }

    /// <summary>The next object of the array, if there is one.</summary>
    public bool NextObject()
    {
        json.Read();
        if (json.TokenType == JsonTokenType.EndArray)
        {
            return false;
        }

        place = place with { Index = place.Index + 1 };
        member = null;
        Expect(JsonTokenType.StartObject, "an object");
        return true;
    }

    public void Leave(Place outer)
    {
        place = outer;
        member = null;
    }

    /// <summary>The next member of the object; at its end, whether all required ones were there.</summary>
    public bool Next(MemberNames names, ref uint seen, out int index)
    {
        json.Read();
        member = null;
        if (json.TokenType == JsonTokenType.EndObject)
        {
            if (names.FirstMissing(seen) is { } missing)
            {
                throw Invalid(Wrong.Missing(missing), $"{place}/{missing}");
            }

            index = -1;
            return false;
        }

        index = names.Find(ref json);
        if (index < 0)
        {
            var unknown = Wrong.Shorten(Text());
            throw Invalid(Wrong.Unknown(unknown, names.All), $"{place}/{Wrong.Step(unknown)}");
        }

        member = names[index];
        var bit = 1u << index;
        if ((seen & bit) != 0)
        {
            throw Invalid(Wrong.Repeated(member));
        }

        seen |= bit;
        return true;
    }

    /// <summary>After the body's object: nothing may follow.</summary>
    public void End() => json.Read();

    /// <summary>An id of the caller's own.</summary>
    public TId Id<TId>()
        where TId : struct, IOwnId<TId>
    {
        json.Read();
        Expect(JsonTokenType.String, "a string");
        return TId.TryParse(Text(), provider: null, out var id) ? id : throw Invalid(Wrong.Not(member, IdRule.Words));
    }

    /// <summary>An id, or null where it is null.</summary>
    public TId? OptionalId<TId>()
        where TId : struct, IOwnId<TId> => IsNull() ? null : Id<TId>();

    /// <summary>A string with a rule of its own.</summary>
    public string String(Func<string?, bool> holds, string rule)
    {
        json.Read();
        Expect(JsonTokenType.String, "a string");
        var text = Text();
        return holds(text) ? text : throw Invalid(Wrong.Not(member, rule));
    }

    public bool Bool()
    {
        json.Read();
        return Values.Flag(ref json) ?? throw Invalid(Wrong.NoFlag(member));
    }

    public bool? OptionalBool() => IsNull() ? null : Bool();

    public long Number(long least, long most)
    {
        json.Read();
        return Values.Number(ref json, least, most) ?? throw Invalid(Wrong.NoNumber(member, least, most));
    }

    public long? OptionalNumber(long least, long most) => IsNull() ? null : Number(least, most);

    /// <summary>One of a word's codes.</summary>
    public TWord Code<TWord>()
        where TWord : struct, Enum
    {
        json.Read();
        return Values.Code<TWord>(ref json) ?? throw Invalid(Wrong.NoCode<TWord>(member));
    }

    /// <summary>Whether the current member's value is null; if so, it is read.</summary>
    public bool IsNull()
    {
        var ahead = json;
        if (!ahead.Read() || ahead.TokenType != JsonTokenType.Null)
        {
            return false;
        }

        json = ahead;
        return true;
    }

    /// <summary>What is wrong with the current member, or with the object when no member is current.</summary>
    public readonly ProblemException Invalid(string detail) => Invalid(detail, Pointer);

    private static ProblemException Invalid(string detail, string pointer) =>
        new(Problem.InvalidBody(detail, pointer));

    private readonly void Expect(JsonTokenType type, string what)
    {
        if (json.TokenType != type)
        {
            throw Invalid($"{member ?? (place.Index < 0 ? "The body" : "An item")} must be {what}.");
        }
    }

    private readonly string Text() => json.GetString()!;
}
