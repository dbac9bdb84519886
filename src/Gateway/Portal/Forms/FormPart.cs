using Microsoft.AspNetCore.Components;
using Purser.Gateway.Portal.Pages;

namespace Purser.Gateway.Portal.Forms;

/// <summary>A form of the page: as things are, or as it was sent where that was refused.</summary>
public abstract class FormPart : PortalView
{
    /// <summary>Its name, the same as the one of what takes it.</summary>
    [Parameter, EditorRequired]
    public string Form { get; set; } = "";

    /// <summary>What was sent and refused; null where this form was not.</summary>
    protected SentForm? Sent => Visit.Refused is { } refused && refused.Name == Form ? refused : null;

    /// <summary>What stands in a field.</summary>
    protected string Shown(string field, string? asItIs) => Sent?[field] ?? asItIs ?? "";

    /// <summary>Whether a choice is made.</summary>
    protected bool IsChosen(string field, string choice, bool isSo) => Sent is { } sent ? sent[field] == choice : isSo;

    /// <summary>Where what is wrong with a field is said.</summary>
    protected string ErrorId(string field) => $"{Form}-{field}-error";

    /// <summary>What tells everybody, also those who cannot see it, that something is wrong with a field.</summary>
    protected Dictionary<string, object> Marks(string field)
    {
        var marks = new Dictionary<string, object>(StringComparer.Ordinal);
        if (Sent?.WrongWith(field) is not null)
        {
            marks.Add("aria-invalid", "true");
            marks.Add("aria-describedby", ErrorId(field));
            if (Sent.FirstWrong == field)
            {
                marks.Add("autofocus", true);
            }
        }

        return marks;
    }
}
