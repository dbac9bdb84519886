using System.Net;
using System.Text.RegularExpressions;

namespace Purser.Tests.Billing;

/// <summary>Shows pages, presses their buttons and goes where they lead, as a person with a browser does.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    /// <summary>What a page says; it must be there.</summary>
    public async Task<string> ReadAsync(Uri page) => await http.GetStringAsync(page);

    /// <summary>Shows a page, however it is answered.</summary>
    public async Task<Shown> ShowAsync(Uri page)
    {
        using var response = await http.GetAsync(page);
        return new Shown(response.StatusCode, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>Fills in the form behind a button and presses it.</summary>
    /// <returns>Where that leads.</returns>
    public async Task<Uri> PressAsync(Uri page, string action, params (string Name, string Value)[] filledIn)
    {
        var form = Forms().Matches(await ReadAsync(page)).Select(match => match.Value)
            .First(form => form.Contains($"""name="action" value="{action}">""", StringComparison.Ordinal));
        var fields = HiddenInputs().Matches(form)
            .Select(input => (input.Groups[1].Value, WebUtility.HtmlDecode(input.Groups[2].Value)))
            .Concat(filledIn)
            .Select(field => KeyValuePair.Create(field.Item1, field.Item2));
        using var content = new FormUrlEncodedContent(fields);
        using var response = await http.PostAsync(page, content);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return new Uri(page, response.Headers.Location!);
    }

    /// <summary>Pays on a Checkout page.</summary>
    /// <returns>Where the payer is sent back to.</returns>
    public Task<Uri> PayAsync(Uri checkout) => PressAsync(checkout, "pay", ("email", "olga@example.com"));

    public void Dispose() => http.Dispose();

    [GeneratedRegex("<form .*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">")]
    private static partial Regex HiddenInputs();
}

/// <summary>A page as it was answered.</summary>
internal sealed record Shown(HttpStatusCode Status, string Text);
