using System.Globalization;

namespace Purser.Gateway.Portal.Forms;

/// <summary>A form as it was sent: what was typed, and what is wrong with it. A refused one is shown again just so.</summary>
public sealed class SentForm
{
    /// <summary>Stands for the whole form, where no field of it is at fault.</summary>
    public const string Whole = "form";

    private readonly Dictionary<string, string> typed;
    private readonly Dictionary<string, string> wrong = new(StringComparer.Ordinal);
    private readonly Texts.PageTexts texts;

    private SentForm(string name, Dictionary<string, string> typed, Texts.PageTexts texts) => (Name, this.typed, this.texts) = (name, typed, texts);

    /// <summary>Which form.</summary>
    public string Name { get; }

    public bool IsRefused => wrong.Count > 0;

    /// <summary>The first field that something is wrong with; null where all is well.</summary>
    public string? FirstWrong { get; private set; }

    internal static async Task<SentForm> ReadAsync(Visit visit, string name)
    {
        var form = await visit.Context.Request.ReadFormAsync(visit.Context.RequestAborted);
        return new SentForm(name, form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal), visit.Texts);
    }

    /// <summary>What was typed into a field; empty where it was not sent.</summary>
    public string this[string field] => typed.GetValueOrDefault(field, "");

    /// <summary>What is wrong with a field, to be shown beside it; null where nothing is.</summary>
    public string? WrongWith(string field) => wrong.GetValueOrDefault(field);

    internal void Refuse(string field, string why)
    {
        FirstWrong ??= field;
        wrong.TryAdd(field, why);
    }

    /// <summary>A whole number in a range; null, and refused, where it is none.</summary>
    internal long? Number(string field, long least, long most)
    {
        if (long.TryParse(this[field].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Refuse(field, texts.Format("form.number", texts.Number(least), texts.Number(most)));
        return null;
    }

    /// <summary>One of a word's codes; null, and refused, where it is none.</summary>
    internal TWord? Choice<TWord>(string field)
        where TWord : struct, Enum
    {
        var choice = PageAddress.Word<TWord>(this[field]);
        if (choice is null)
        {
            Refuse(field, texts["form.choice"]);
        }

        return choice;
    }
}
