using System.Text.Json;

namespace Purser.Jobs;

/// <summary>Reads one job, member by member; what is wrong with it is thrown as a <see cref="FormatException"/>.</summary>
/// <remarks>The bytes must be valid UTF-8 already: the JSON reader does not look into strings by itself.</remarks>
internal ref struct JobPostReader(ReadOnlySpan<byte> utf8, DateTimeOffset now)
{
    /// <summary>Our own members nest two deep; the rest is for those of other people.</summary>
    private const int Deepest = 32;

    private static readonly string[] Members =
        ["id", "title", "type", "level", "budget", "hourlyRate", "skills", "description", "postedAt"];

    private static readonly string[] RateMembers = ["low", "high"];

    private Utf8JsonReader json = new(utf8, new JsonReaderOptions { MaxDepth = Deepest });

    public JobPost Read()
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException($"It is {Kind}; a job is an object such as {{\"id\":\"job-1\",\"title\":\"…\"}}.");
        }

        JobId? id = null;
        string? title = null, level = null, description = null;
        var payment = JobPayment.Unknown;
        decimal? budget = null;
        HourlyRate? rate = null;
        IReadOnlyList<string> skills = [];
        DateTimeOffset? postedAt = null;
        for (var seen = 0; Next(Members, ref seen, out var member);)
        {
            switch (member)
            {
                case "id": id = Id(); break;
                case "title": title = Title(); break;
                case "type": payment = Payment(); break;
                case "level": level = Text("'level'", JobLimits.SkillLength); break;
                case "budget": budget = Amount("'budget'"); break;
                case "hourlyRate": rate = Rate(); break;
                case "skills": skills = Skills(); break;
                case "description": description = Text("'description'", JobLimits.DescriptionLength, mayHaveLines: true); break;
                default: postedAt = PostedAt(); break;
            }
        }

        json.Read(); // Nothing but blanks may follow.
        return new JobPost(
            id ?? throw Missing("id"),
            title ?? throw Missing("title"),
            description ?? "",
            payment,
            level ?? "",
            budget,
            rate,
            skills,
            postedAt);
    }

    /// <summary>Goes to the value of the next member that is known and is not null; false at the object's end.</summary>
    private bool Next(string[] known, ref int seen, out string member)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var index = Find(known);
            json.Read();
            if (index < 0)
            {
                json.Skip();
                continue;
            }

            member = known[index];
            if ((seen & (1 << index)) != 0)
            {
                throw new FormatException($"'{member}' is there twice.");
            }

            seen |= 1 << index;
            if (json.TokenType != JsonTokenType.Null)
            {
                return true;
            }
        }

        member = "";
        return false;
    }

    private readonly int Find(string[] known)
    {
        for (var index = 0; index < known.Length; index++)
        {
            if (json.ValueTextEquals(known[index]))
            {
                return index;
            }
        }

        return -1;
    }

    private readonly JobId Id() => JobId.TryParse(Text("'id'", int.MaxValue), out var id)
        ? id
        : throw new FormatException($"'id' must be {IdRule.Words}.");

    private readonly string Title() => Text("'title'", JobLimits.TitleLength) is var title && !string.IsNullOrWhiteSpace(title)
        ? title
        : throw new FormatException("'title' is blank; it must say what the job is.");

    private readonly JobPayment Payment() => Text("'type'", int.MaxValue) switch
    {
        "fixed" => JobPayment.Fixed,
        "hourly" => JobPayment.Hourly,
        _ => throw new FormatException("'type' must be \"fixed\" or \"hourly\"."),
    };

    private HourlyRate? Rate()
    {
        Expect(JsonTokenType.StartObject, "'hourlyRate'", "an object with low and high");
        decimal? low = null, high = null;
        for (var seen = 0; Next(RateMembers, ref seen, out var member);)
        {
            if (member == "low")
            {
                low = Amount("'hourlyRate.low'");
            }
            else
            {
                high = Amount("'hourlyRate.high'");
            }
        }

        return low > high ? throw new FormatException("'hourlyRate.low' is above 'hourlyRate.high'.")
            : (low ?? high) is null ? null
            : new HourlyRate(low, high);
    }

    private string[] Skills()
    {
        Expect(JsonTokenType.StartArray, "'skills'", "a list of texts");
        List<string> skills = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (skills.Count == JobLimits.Skills)
            {
                throw new FormatException($"'skills' has more than {JobLimits.Skills}.");
            }

            var skill = Text("A skill", JobLimits.SkillLength);
            skills.Add(string.IsNullOrWhiteSpace(skill) ? throw new FormatException("A skill is blank; leave it out.") : skill);
        }

        return [.. skills];
    }

    private readonly DateTimeOffset PostedAt()
    {
        var text = Text("'postedAt'", int.MaxValue);

        // Without an offset it would be taken for this machine's own time.
        var hasOffset = text is [.., 'Z'] or [.., '+' or '-', _, _, ':', _, _];
        if (!hasOffset || !json.TryGetDateTimeOffset(out var postedAt))
        {
            throw new FormatException("'postedAt' must be an RFC 3339 instant such as 2026-01-31T00:00:00Z.");
        }

        return postedAt - now > JobLimits.PostedAhead
            ? throw new FormatException($"'postedAt' is {text}, which is yet to come; check the feed's clock.")
            : postedAt.ToUniversalTime();
    }

    private readonly decimal Amount(string what)
    {
        Expect(JsonTokenType.Number, what, "a number");
        return json.TryGetDecimal(out var amount) && amount is >= 0 and <= JobLimits.Amount
            ? amount
            : throw new FormatException($"{what} must be a number from 0 to {JobLimits.Amount}.");
    }

    private readonly string Text(string what, int longest, bool mayHaveLines = false)
    {
        Expect(JsonTokenType.String, what, "text");
        var text = json.GetString()!;
        if (text.Length > longest)
        {
            throw new FormatException($"{what} has {text.Length} characters; {longest} is the most.");
        }

        foreach (var character in text)
        {
            if (char.IsControl(character) && !(mayHaveLines && (character is '\t' or '\r' or '\n')))
            {
                throw new FormatException($"{what} holds the control character U+{(int)character:X4}; leave it out.");
            }
        }

        return text;
    }

    private readonly void Expect(JsonTokenType type, string what, string rule)
    {
        if (json.TokenType != type)
        {
            throw new FormatException($"{what} is {Kind}; it must be {rule}.");
        }
    }

    private readonly string Kind => json.TokenType switch
    {
        JsonTokenType.String => "text",
        JsonTokenType.Number => "a number",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };

    private static FormatException Missing(string member) => new($"'{member}' is missing; every job has one.");
}
