namespace Purser.Jobs.Tests;

public sealed class SearchQueryTests
{
    [Theory]
    // Words.
    [InlineData("", true)]
    [InlineData("  \t\n", true)]
    [InlineData("shop", true)]
    [InlineData("SHOP react", true)]
    [InlineData("shop angular", false)]
    [InlineData("sho", false)]
    [InlineData("hop", false)]
    [InlineData("sho*", true)]
    [InlineData("shop*", true)]
    [InlineData("shops*", false)]
    [InlineData("checkout", true)]
    [InlineData("typescript", true)]
    // Phrases.
    [InlineData("\"react native\"", true)]
    [InlineData("\"React, native!\"", true)]
    [InlineData("\"native react\"", false)]
    [InlineData("\"react nat*\"", true)]
    [InlineData("“react native”", true)]
    [InlineData("ci/cd", true)]
    [InlineData("\"native app\"", true)]
    [InlineData("\"app typescript\"", false)] // from the title into the skills
    [InlineData("\"client's shop\"", true)]
    // OR, exclusion, groups.
    [InlineData("angular OR shop", true)]
    [InlineData("angular OR vue", false)]
    [InlineData("angular or shop", false)]
    [InlineData("angular vue OR shop", true)]
    [InlineData("angular (vue OR shop)", false)]
    [InlineData("shop AND react", true)]
    [InlineData("-angular", true)]
    [InlineData("-shop", false)]
    [InlineData("shop -react", false)]
    [InlineData("-\"native react\"", true)]
    [InlineData("-(angular OR react)", false)]
    [InlineData("-(angular react)", true)]
    [InlineData("-skill:TypeScript", false)]
    [InlineData("-(-shop)", true)]
    [InlineData("(((shop)))", true)]
    [InlineData("(shop)(react)", true)]
    // Fields.
    [InlineData("skill:typescript", true)]
    [InlineData("skill:type", false)]
    [InlineData("skill:type*", true)]
    [InlineData("skill:\"react native\"", true)]
    [InlineData("SKILL:\"react nat*\"", true)]
    [InlineData("skill:react", false)]
    [InlineData("level:expert", true)]
    [InlineData("level:exp*", true)]
    [InlineData("level:entry", false)]
    [InlineData("type:fixed", true)]
    [InlineData("type:Hourly", false)]
    public void A_job_is_found_by(string query, bool found) => Assert.Equal(found, Query(query).Matches(Shop));

    [Theory]
    [InlineData("C#")]
    [InlineData("c++")]
    [InlineData(".NET")]
    [InlineData("node.js")]
    [InlineData("e-commerce")]
    [InlineData("objective-c")]
    [InlineData("asp.net")]
    [InlineData("18+")]
    [InlineData("F#")]
    [InlineData("web3.js")]
    [InlineData("Café")]
    [InlineData("разработка")]
    [InlineData("𝐁𝐨𝐥𝐝")]
    [InlineData("हिन्दी")]
    [InlineData("5,000")]
    [InlineData("R&D")]
    public void A_word_of_the_trade_is_found_as_it_is_written(string word)
    {
        foreach (var text in new[] { $"{word}", $"We need {word}, now.", $"({word})", $"{word}/{word}.", $"\"{word}\"…", $"SQL,{word}; XML" })
        {
            Assert.True(Query(word).Matches(Titled(text)), text);
        }
    }

    [Theory]
    [InlineData("c", "C++ and C# and Objective-C")]
    [InlineData("c+", "C++")]
    [InlineData("net", ".NET, ASP.NET and .net")]
    [InlineData(".net", "ASP.NET")]
    [InlineData("node", "Node.js")]
    [InlineData("commerce", "e-commerce")]
    [InlineData("stack", "Full-Stack")]
    public void A_word_is_not_found_in_a_longer_one(string word, string text) => Assert.False(Query(word).Matches(Titled(text)));

    [Theory]
    [InlineData("python", "Python+Django")]
    [InlineData("django", "Python+Django")]
    [InlineData("c++", "C++17")]
    [InlineData("python", "-Python- and more")]
    [InlineData("soon", "well...soon")]
    [InlineData("end", "the end.")]
    [InlineData("it", "it's")]
    [InlineData("love", "❤️love❤️")]
    public void What_is_not_part_of_a_word_parts_words(string word, string text) => Assert.True(Query(word).Matches(Titled(text)));

    [Theory]
    [InlineData("budget:>500", "500", false)]
    [InlineData("budget:>500", "500.01", true)]
    [InlineData("budget:>=500", "500", true)]
    [InlineData("budget:<500", "500", false)]
    [InlineData("budget:<=500", "500", true)]
    [InlineData("budget:=500", "500", true)]
    [InlineData("budget:500", "500", true)]
    [InlineData("budget:500.5", "500", false)]
    [InlineData("budget:\"500\"", "500", true)]
    [InlineData("budget:500..1000", "500", true)]
    [InlineData("budget:500..1000", "1000", true)]
    [InlineData("budget:500..1000", "1000.5", false)]
    [InlineData("budget:0", "0", true)]
    [InlineData("budget:>=0", null, false)]
    [InlineData("-budget:>=0", null, true)]
    [InlineData("budget:>=0 OR -budget:>=0", null, true)]
    public void A_budget_is_compared(string query, string? budget, bool found) =>
        Assert.Equal(found, Query(query).Matches(Titled("Shop") with { Budget = budget is null ? null : decimal.Parse(budget) }));

    [Theory]
    [InlineData("rate:>=30", 20, 30, true)]
    [InlineData("rate:>30", 20, 30, false)]
    [InlineData("rate:<=30", 30, 50, true)]
    [InlineData("rate:<30", 30, 50, false)]
    [InlineData("rate:40", 30, 50, true)]
    [InlineData("rate:51", 30, 50, false)]
    [InlineData("rate:45..60", 30, 50, true)]
    [InlineData("rate:51..60", 30, 50, false)]
    [InlineData("rate:>=30", 40, null, true)]
    [InlineData("rate:<=30", 40, null, false)]
    [InlineData("rate:>=30", null, 25, false)]
    [InlineData("rate:<=30", null, 25, true)]
    [InlineData("rate:>=0", null, null, false)]
    [InlineData("-rate:>=0", null, null, true)]
    public void A_rate_is_a_range_that_may_hold_what_is_asked_for(string query, int? low, int? high, bool found) =>
        Assert.Equal(found, Query(query).Matches(Titled("Shop") with { Rate = new HourlyRate(low, high) }));

    [Theory]
    [InlineData("react skil:x", 6, "There is no field 'skil'; fields are skill, type, level, budget, rate.")]
    [InlineData("react \"native app", 6, "The quote at character 7 is never closed.")]
    [InlineData("skill:\"native", 6, "The quote at character 7 is never closed.")]
    [InlineData("react (native", 6, "The parenthesis at character 7 is never closed.")]
    [InlineData("react) native", 5, "The ')' at character 6 closes nothing.")]
    [InlineData("react ()", 7, "There is nothing to look for before the ')' at character 8.")]
    [InlineData("OR react", 0, "There is nothing to look for before the operator at character 1;")]
    [InlineData("react OR OR vue", 9, "There is nothing to look for before the operator at character 10;")]
    [InlineData("react OR", 7, "The search ends where there should be something to look for.")]
    [InlineData("react AND", 8, "The search ends where there should be something to look for.")]
    [InlineData("react NOT vue", 6, "To exclude a word write -word;")]
    [InlineData("react - vue", 6, "The '-' at character 7 excludes nothing:")]
    [InlineData("react --vue", 6, "The '-' at character 7 excludes nothing:")]
    [InlineData("react -", 6, "The '-' at character 7 excludes nothing:")]
    [InlineData("design & code", 7, "'&' has no letter or digit to look for.")]
    [InlineData("\"\"", 0, "'' has no letter or digit to look for.")]
    [InlineData("re*ct", 0, "A * may only stand at the end of a word.")]
    [InlineData("*act", 0, "A * may only stand at the end of a word.")]
    [InlineData("*", 0, "A * may only stand at the end of a word.")]
    [InlineData("skill:", 0, "Write a skill directly after 'skill:'")]
    [InlineData("skill: react", 0, "Write a skill directly after 'skill:'")]
    [InlineData("skill:*", 0, "Write a skill directly after 'skill:'")]
    [InlineData("level:a*b", 0, "Write a level directly after 'level:'")]
    [InlineData("type:weekly", 0, "A type is type:hourly or type:fixed.")]
    [InlineData("budget:cheap", 0, "Write an amount directly after 'budget:'")]
    [InlineData("budget:>", 0, "Write an amount directly after 'budget:'")]
    [InlineData("budget:=>5", 0, "Write an amount directly after 'budget:'")]
    [InlineData("budget:-5", 0, "Write an amount directly after 'budget:'")]
    [InlineData("budget:1,000", 0, "Write an amount directly after 'budget:'")]
    [InlineData("budget:9..5", 0, "Write an amount directly after 'budget:'")]
    [InlineData("budget:5..", 0, "Write an amount directly after 'budget:'")]
    [InlineData("rate:99999999999999999999999999999999", 0, "Write an amount directly after 'rate:'")]
    [InlineData("react \0", 6, "Character 7 cannot be shown")]
    public void What_is_no_query_is_explained(string text, int position, string message)
    {
        Assert.False(SearchQuery.TryParse(text, out _, out var error));

        Assert.Equal(position, error.Position);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_character_is_no_query()
    {
        Assert.False(SearchQuery.TryParse("react \ud83d", out _, out var error));

        Assert.Equal(6, error.Position);
    }

    [Fact]
    public void A_query_of_the_longest_length_is_read_and_a_longer_one_is_not()
    {
        Assert.True(SearchQuery.TryParse(new string('a', JobLimits.QueryLength), out _, out _));

        Assert.False(SearchQuery.TryParse(new string('a', JobLimits.QueryLength + 1), out _, out var error));
        Assert.Equal("A search has at most 1000 characters; this one has 1001.", error.Message);
    }

    [Fact]
    public void Parentheses_may_be_nested_only_so_deep()
    {
        Assert.True(SearchQuery.TryParse(Nested(JobLimits.QueryDepth), out var query, out _));
        Assert.True(query.Matches(Shop));

        Assert.False(SearchQuery.TryParse(Nested(JobLimits.QueryDepth + 1), out _, out var error));
        Assert.Equal(JobLimits.QueryDepth, error.Position);

        static string Nested(int depth) => new string('(', depth) + "shop" + new string(')', depth);
    }

    [Fact]
    public void Groups_side_by_side_are_not_nested()
    {
        var query = string.Join(' ', Enumerable.Repeat("(shop)", JobLimits.QueryDepth * 2));

        Assert.True(Query(query).Matches(Shop));
    }

    [Fact]
    public void A_query_is_kept_as_it_was_written()
    {
        Assert.Equal("  Shop  OR x", Query("  Shop  OR x").Text);
        Assert.Equal("", SearchQuery.Everything.Text);
        Assert.True(SearchQuery.Everything.Matches(Shop));
    }

    private static JobPost Shop => new(
        JobId.Parse("job-1"),
        "React Native app",
        "The client’s shop needs a checkout (CI/CD).",
        JobPayment.Fixed,
        "Expert",
        Budget: 500,
        Rate: null,
        ["TypeScript", "React Native"],
        PostedAt: null);

    private static JobPost Titled(string title) => new(JobId.Parse("job-1"), title, "", JobPayment.Unknown, "", null, null, [], null);

    private static SearchQuery Query(string text) =>
        SearchQuery.TryParse(text, out var query, out var error) ? query : throw new ArgumentException(error.Message, nameof(text));
}
