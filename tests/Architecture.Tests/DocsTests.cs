using System.Text.RegularExpressions;

namespace Purser.Architecture.Tests;

/// <summary>What the documents lead to is there.</summary>
public sealed partial class DocsTests
{
    [Fact]
    public void Every_test_that_the_threat_model_names_is_there()
    {
        var sources = Repository.ReadAll("tests", "Tests.cs").ToList();
        var rows = Repository.Read("docs/threat-model.md").Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal));
        var named = rows.SelectMany(row => NamedTest().Matches(row)).Select(match => match.Groups["name"].Value)
            .SelectMany(name => name.Split('.')).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(named.Count > 40, $"Only {named.Count} are named.");
        Assert.All(named, name => Assert.True(
            sources.Exists(source => Regex.IsMatch(source, $@"(class|Task|void) {name}\b", RegexOptions.None, TimeSpan.FromSeconds(1))), $"There is no test {name}."));
    }

    /// <summary>A class of tests, one test of it, or a test of the class named before.</summary>
    [GeneratedRegex(@"`(?<name>(\w+Tests(\.\w+)?)|[A-Z][a-z]*(_\w+)+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedTest();
}
