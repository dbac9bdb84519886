using Purser.Gateway.Portal.Pages;

namespace Purser.Gateway.Portal.Forms;

/// <summary>
/// Takes forms: what is accepted leads back to the page, so that loading it again sends nothing again; what is refused is shown as it
/// was typed, with what is wrong beside each field.
/// </summary>
internal sealed class FormDesk(Shell shell)
{
    /// <summary>The parameter that says, after a form, what was done.</summary>
    public const string Done = "done";

    /// <param name="name">The form's.</param>
    /// <param name="section">Where it stands.</param>
    /// <param name="take">Does what it says, or refuses it.</param>
    public Func<Visit, Task<IResult>> Take(string name, Section section, Func<Visit, SentForm, Task> take) => async visit =>
    {
        var form = await SentForm.ReadAsync(visit, name);
        await take(visit, form);
        if (!form.IsRefused)
        {
            var address = (visit.Address with { Edit = null }).ToString();
            return new SeeOther($"{visit.PathOf(section.Tab)}{address}{(address is "" ? '?' : '&')}{Done}={name}#{section.Name}");
        }

        visit.Refused = form;
        return await shell.ShowAsync(visit, section.Tab);
    };
}
