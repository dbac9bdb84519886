using Mono.Cecil;

namespace Purser.Architecture.Tests;

/// <summary>The folders of src/Grains, each a namespace: who knows whom, and which libraries.</summary>
public sealed class GrainsTests : IDisposable
{
    private readonly CompiledCode grains = new("Grains");

    public void Dispose() => grains.Dispose();

    [Theory]
    [InlineData("Accounts")]
    [InlineData("Accounts.Decisions", "Accounts")]
    [InlineData("Access", "AuditTrail")]
    [InlineData("Alerts", "Accounts", "Accounts.Decisions", "AuditTrail", "Insights", "Ledger")]
    [InlineData("AuditTrail")]
    [InlineData("Ledger", "Accounts", "Alerts", "AuditTrail")]
    [InlineData("Teams", "Accounts", "Accounts.Decisions", "Alerts", "AuditTrail", "AutoBid", "Billing", "Ledger")]
    [InlineData("History", "Accounts", "History.Blocks", "Ledger", "Teams")]
    [InlineData("History.Blocks")]
    [InlineData("Billing", "Accounts", "Ledger")]
    [InlineData("AutoBid", "AutoBid.Decisions", "Ledger", "Teams")]
    [InlineData("AutoBid.Decisions")]
    [InlineData("Portal")]
    [InlineData("Insights", "Accounts")]
    [InlineData("Listing", "Ledger", "Teams")]
    [InlineData("Insights.Reading", "Accounts", "AutoBid", "History", "History.Blocks", "Insights")]
    public void A_folder_knows_whom_it_may_and_nobody_else(string folder, params string[] others) => Assert.Equal(
        others,
        grains.MentionsOf($"Purser.{folder}").Where(mention => mention.Assembly == "Purser.Grains" && mention.Namespace.StartsWith("Purser.", StringComparison.Ordinal))
            .Select(mention => mention.Namespace["Purser.".Length..]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <summary>What decides is pure: it has no cluster, no database, no network, no files and no clock.</summary>
    [Theory]
    [InlineData("Accounts")]
    [InlineData("Accounts.Decisions")]
    [InlineData("AutoBid.Decisions")]
    [InlineData("History.Blocks")]
    [InlineData("Insights")]
    public void What_decides_is_pure(string folder)
    {
        string[] world = ["Orleans", "Npgsql", "Stripe", "Microsoft.Extensions", "System.Net", "System.IO", "System.Data", "System.Threading"];
        Assert.DoesNotContain(
            grains.MentionsOf($"Purser.{folder}"),
            mention => mention.Name is "System.TimeProvider" or "System.Random" || Array.Exists(world, mention.IsOf));
    }

    [Theory]
    [InlineData("Stripe", "Billing")]
    [InlineData("Npgsql", "Access", "Alerts", "AuditTrail", "AutoBid", "Billing", "History", "Ledger", "Listing", "Portal")]
    public void A_library_is_spoken_with_by_these_alone(string library, params string[] folders) => Assert.Equal(
        folders,
        grains.Types.Where(type => CompiledCode.MentionsOf(type).Any(mention => mention.IsOf(library)))
            .Select(type => CompiledCode.Outermost(type).Namespace).Where(name => name != "Purser")
            .Select(name => name["Purser.".Length..]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <summary>
    /// What Stripe's library throws has no way across a grain's border, so one class alone speaks with it, and turns all of it
    /// into an answer or into Stripe's absence.
    /// </summary>
    [Fact]
    public void Only_the_Stripe_account_speaks_with_Stripes_library()
    {
        var others = grains.Types.Where(type => CompiledCode.Outermost(type).Name != "StripeAccount").SelectMany(CompiledCode.MentionsOf).ToList();

        Assert.Contains(others, mention => mention.Name == "Stripe.PaymentIntent");
        Assert.DoesNotContain(others, IsTheLibrary);
    }

    [Fact]
    public void Each_question_to_Stripe_goes_through_what_catches()
    {
        var account = grains.Types.Single(type => type.FullName == "Purser.Billing.StripeAccount");
        var questions = account.Methods.Where(method => method.IsPublic && method.ReturnType.FullName.Contains("Purser.Billing.StripeAnswer", StringComparison.Ordinal)).ToList();

        Assert.True(questions.Count > 15, "The questions were not found.");
        Assert.All(questions, question =>
        {
            var called = question.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>().ToList();
            Assert.Contains(called, method => method.Name is "AskAsync" or "AllAsync");
            Assert.DoesNotContain(called, method => IsTheLibrary(new Mention("", "", method.DeclaringType.GetElementType().FullName)));
        });
    }

    /// <summary>A statement has every member of a team, and a run asks again and again: what it needs to know of one is asked of one.</summary>
    [Fact]
    public void Auto_Bid_never_asks_for_a_whole_teams_statement()
    {
        var called = grains.Types.Where(type => CompiledCode.Outermost(type).Namespace.StartsWith("Purser.AutoBid", StringComparison.Ordinal))
            .SelectMany(type => type.Methods).Where(method => method.HasBody)
            .SelectMany(method => method.Body.Instructions).Select(instruction => instruction.Operand).OfType<MethodReference>()
            .Where(method => method.DeclaringType.FullName.StartsWith("Purser.Teams.I", StringComparison.Ordinal)).Select(method => method.Name).ToHashSet();

        Assert.Contains("GetMember", called);
        Assert.DoesNotContain("GetStatement", called);
    }

    private static bool IsTheLibrary(Mention mention) => mention.IsOf("Stripe")
        && (mention.Name.EndsWith("Service", StringComparison.Ordinal)
            || mention.Name is "Stripe.StripeException" or "Stripe.StripeClient" or "Stripe.V1Services");
}
