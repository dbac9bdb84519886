using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Purser.Jobs;

namespace Purser.AutoBid.Worker.Matching;

/// <summary>
/// The profiles of a file: one for everybody, or one for each member.
/// <code>
/// {"skills": ["C#", ".NET"], "keywords": {"startup": 0.5, "wordpress": -1}, "about": "I build web services."}
/// {"members": {"anna": {"skills": {"C#": 2, "SQL": 1}}, "ben": {"about": "I draw."}}}
/// </code>
/// Skills and keywords are lists, each term counting 1, or objects that say how much each counts. Comments and commas at the
/// end of a list are taken: people write this file.
/// </summary>
internal sealed class MemberProfiles
{
    /// <summary>Most that one term may count, for or against.</summary>
    public const double MostWeight = 10;

    private const int MostTerms = 500;
    private const int LongestAbout = 10_000;

    private static readonly JsonDocumentOptions ByHand = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    private readonly MemberProfile? everybody;
    private readonly Dictionary<MemberId, MemberProfile> members = [];

    private MemberProfiles(JsonElement root)
    {
        Expect(root, JsonValueKind.Object, "The file", "an object");
        if (!root.TryGetProperty("members", out var each))
        {
            everybody = Profile(root, "");
            return;
        }

        OnlyKnown(root, "", "members");
        Expect(each, JsonValueKind.Object, "members", "an object with a profile for each member's id");
        foreach (var member in each.EnumerateObject())
        {
            members.Add(
                MemberId.TryParse(member.Name, out var memberId) ? memberId : throw new ProfileException($"members has '{member.Name}', which is no member's id."),
                Profile(member.Value, $"members.{member.Name}."));
        }
    }

    /// <exception cref="ProfileException">There is no such file, or it does not hold profiles; the message says why.</exception>
    public static MemberProfiles Load(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProfileException($"The profile cannot be read: {exception.Message}", exception);
        }
        catch (ProfileException exception)
        {
            throw new ProfileException($"{path}: {exception.Message}", exception);
        }
    }

    /// <exception cref="ProfileException">They are no profiles; the message says why.</exception>
    public static MemberProfiles Parse(byte[] utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, ByHand);
            return new MemberProfiles(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter is the reader's word for a string that is no Unicode.
            throw new ProfileException($"It is not valid JSON: {exception.Message}", exception);
        }
    }

    /// <summary>The profile to measure jobs by for a member.</summary>
    public bool TryGet(MemberId memberId, [NotNullWhen(true)] out MemberProfile? profile)
    {
        profile = everybody ?? members.GetValueOrDefault(memberId);
        return profile is not null;
    }

    private static MemberProfile Profile(JsonElement json, string place)
    {
        Expect(json, JsonValueKind.Object, place.Length == 0 ? "The file" : place.TrimEnd('.'), "an object with skills, keywords and about");
        OnlyKnown(json, place, "skills", "keywords", "about");
        var profile = new MemberProfile(
            Terms(json, "skills", place, least: 0),
            Terms(json, "keywords", place, least: -MostWeight),
            About(json, place));
        return profile is { Skills.Count: 0, Keywords.Count: 0, About: "" }
            ? throw new ProfileException($"{place}skills, keywords and about say nothing; jobs cannot be measured by that.")
            : profile;
    }

    private static Dictionary<string, double> Terms(JsonElement json, string name, string place, double least)
    {
        Dictionary<string, double> terms = new(StringComparer.OrdinalIgnoreCase);
        if (!json.TryGetProperty(name, out var value))
        {
            return terms;
        }

        IEnumerable<(string Term, double Weight)> said = value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().Select(item => (Text(item, $"An item of {place}{name}"), 1.0)),
            JsonValueKind.Object => value.EnumerateObject().Select(item => (item.Name, Weight(item.Value, $"{place}{name}.{item.Name}", least))),
            _ => throw new ProfileException($"{place}{name} must be a list of texts, or an object that says how much each counts."),
        };
        foreach (var (term, weight) in said)
        {
            if (!Phrase.TryParse(term, out _, out var problem))
            {
                throw new ProfileException($"{place}{name}: {problem.Message}");
            }

            if (!terms.TryAdd(term.Trim(), weight))
            {
                throw new ProfileException($"{place}{name} has '{term}' twice.");
            }
        }

        return terms.Count > MostTerms ? throw new ProfileException($"{place}{name} has {terms.Count} terms; {MostTerms} is the most.") : terms;
    }

    private static double Weight(JsonElement json, string what, double least) =>
        json.ValueKind == JsonValueKind.Number && json.GetDouble() is var weight && weight >= least && weight <= MostWeight && weight != 0
            ? weight
            : throw new ProfileException($"{what} must be a number from {least} to {MostWeight}, and not 0.");

    private static string About(JsonElement json, string place)
    {
        var about = json.TryGetProperty("about", out var value) ? Text(value, $"{place}about") : "";
        return about.Length > LongestAbout
            ? throw new ProfileException($"{place}about has {about.Length} characters; {LongestAbout} is the most.")
            : about;
    }

    private static string Text(JsonElement json, string what)
    {
        Expect(json, JsonValueKind.String, what, "text");
        return json.GetString()!;
    }

    private static void Expect(JsonElement json, JsonValueKind kind, string what, string rule)
    {
        if (json.ValueKind != kind)
        {
            throw new ProfileException($"{what} must be {rule}.");
        }
    }

    private static void OnlyKnown(JsonElement json, string place, params string[] known)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (!known.Contains(member.Name, StringComparer.Ordinal))
            {
                throw new ProfileException($"There is no {place}{member.Name}; there may be {string.Join(", ", known)}.");
            }
        }
    }
}

/// <summary>A file does not say what a member offers.</summary>
internal sealed class ProfileException(string message, Exception? cause = null) : Exception(message, cause);
