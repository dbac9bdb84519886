using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Purser.Teams;

namespace Purser.Gateway.Requests;

/// <summary>Where the next page of teams goes on. Opaque, so that what is in it may change.</summary>
internal static class TeamCursor
{
    // In no id and in no word.
    private const char Between = '|';

    private const string OfList = "t";
    private const string OfSearch = "s";

    public static string? Write(TeamPlace? place) => place switch
    {
        null => null,
        { CreatedAt: { } createdAt } => Encode(OfList, Microseconds(createdAt), place.TeamId.Value),
        _ => Encode(OfSearch, place.Sought!, place.Word!, place.TeamId.Value),
    };

    /// <param name="text">The parameter <c>cursor</c>; null where there is none.</param>
    /// <param name="isOfSearch">Whether it must be of a search.</param>
    public static TeamPlace? Read(string? text, bool isOfSearch)
    {
        if (text is null)
        {
            return null;
        }

        return Decode(text) switch
        {
            [OfList, var micros, var id] when !isOfSearch
                && long.TryParse(micros, NumberStyles.None, CultureInfo.InvariantCulture, out var createdAt)
                && createdAt < Microsecond(DateTimeOffset.MaxValue)
                && TeamId.TryParse(id, provider: null, out var team) => new TeamPlace(team, DateTimeOffset.UnixEpoch.AddMicroseconds(createdAt)),
            [OfSearch, { Length: > 0 } sought, var word, var id] when isOfSearch
                && word.StartsWith(sought, StringComparison.Ordinal)
                && TeamId.TryParse(id, provider: null, out var team) => new TeamPlace(team, Word: word, Sought: sought),
            _ => throw Query.Invalid("cursor", "cursor must be the `next` of an earlier page of the same list, unchanged."),
        };
    }

    private static string Encode(params ReadOnlySpan<string?> parts) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Between, parts)));

    private static string[] Decode(string text)
    {
        if (!Base64Url.IsValid(text))
        {
            return [];
        }

        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(Base64Url.DecodeFromChars(text)).Split(Between);
        }
        catch (ArgumentException)
        {
            return [];
        }
    }

    private static string Microseconds(DateTimeOffset instant) => Microsecond(instant).ToString(CultureInfo.InvariantCulture);

    private static long Microsecond(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
