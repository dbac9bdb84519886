using Purser.Gateway.Portal;
using Purser.Gateway.Portal.Texts;

namespace Purser.Gateway.Tests.Portal;

/// <summary>Words of the product's own.</summary>
public sealed class OwnTextsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("purser-texts-").FullName;

    [Fact]
    public void They_stand_in_the_place_of_the_pages_and_the_others_stay()
    {
        Write("en", """{"page.title":"Budget","cards.share":"{0} left"}""");
        var settings = new PortalSettings { Texts = folder };

        var english = new Languages(settings).All.Single(texts => texts.Language == "en");

        Assert.Empty(settings.Errors());
        Assert.Equal(("Budget", "5 left", "Credits Used"), (english["page.title"], english.Format("cards.share", 5, 10), english["cards.used"]));
    }

    [Theory]
    [InlineData("en", """{"page.titel":"Budget"}""", "en.json: there is no text page.titel.")]
    [InlineData("en", """{"cards.share":"{0} of {1}, {2}"}""", "en.json: cards.share has nothing for {2}.")]
    [InlineData("en", """{"cards.share":"{0} of {"}""", "en.json: cards.share has nothing for {.")]
    [InlineData("fr", """{"page.title":"Crédits"}""", "fr.json: a language of your own needs every text")]
    [InlineData("en", "[]", "where a file is not an object of texts")]
    public void What_is_wrong_with_them_is_said_at_start(string language, string json, string error)
    {
        Write(language, json);

        Assert.Contains(error, Assert.Single(new PortalSettings { Texts = folder }.Errors()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() =>
        Assert.Equal(
            ["Purser:Portal:Texts is /nowhere; it must be a folder that is there."], new PortalSettings { Texts = "/nowhere" }.Errors());

    [Fact]
    public void A_language_more_is_a_file_more()
    {
        Write("fr", System.Text.Json.JsonSerializer.Serialize(Languages.BuiltIn()["en"]));
        var settings = new PortalSettings { Texts = folder };

        Assert.Empty(settings.Errors());
        Assert.Contains(new Languages(settings).All, texts => texts.Language == "fr");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string language, string json) => File.WriteAllText(Path.Combine(folder, $"{language}.json"), json);
}
