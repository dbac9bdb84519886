namespace Purser.Architecture.Tests;

/// <summary>Who may know whom.</summary>
public sealed class ProjectTests
{
    /// <summary>Every project, and the projects it is compiled against. What those bring along is known too.</summary>
    private static readonly Dictionary<string, string[]> Knows = new(StringComparer.Ordinal)
    {
        ["src/Jobs"] = [],
        ["src/Grains.Interfaces"] = ["src/Jobs"],
        ["src/Grains"] = ["src/Grains.Interfaces"],
        ["src/Hosting"] = ["src/Grains.Interfaces"],
        ["src/Silo"] = ["src/Grains", "src/Hosting"],
        ["src/Gateway"] = ["src/Grains.Interfaces", "src/Hosting"],
        ["src/Purser"] = ["src/Gateway", "src/Silo"],
        ["src/AutoBid"] = ["src/Grains.Interfaces", "src/Hosting"],
        ["src/Client"] = [],
        ["tools/StripeStandIn"] = [],
        ["tools/Local"] = ["src/Client", "tools/StripeStandIn"],
        ["examples/Host"] = [],
        ["examples/Letters"] = ["src/Client"],
        ["benchmarks"] = ["src/Client", "src/Grains.Interfaces", "src/Hosting", "tools/Local"],
        ["benchmarks/Peers"] = [],
        ["tests/Architecture.Tests"] = ["src/AutoBid", "src/Client", "src/Purser", "tools/Local"],
        ["tests/AutoBid.Tests"] = ["src/AutoBid"],
        ["tests/Browser.Tests"] = ["tools/Local"],
        ["tests/Client.Tests"] = ["src/Client"],
        ["tests/Cluster.Tests"] = ["examples/Letters", "src/Client", "src/Grains.Interfaces", "tools/Local", "tools/StripeStandIn"],
        ["tests/Gateway.Tests"] = ["src/Purser"],
        ["tests/Grains.Tests"] = ["src/Grains", "src/Silo", "tools/Local", "tools/StripeStandIn"],
        ["tests/Jobs.Tests"] = ["src/Jobs"],
        ["tests/Local.Tests"] = ["tools/Local"],
        ["tests/Silo.Tests"] = ["src/Purser", "tools/Local"],
        ["tests/StripeStandIn.Tests"] = ["tools/StripeStandIn"],
    };

    public static TheoryData<string> Projects => [.. Repository.Projects()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_knows_whom_it_may_and_nobody_else(string project) =>
        Assert.Equal(Knows.GetValueOrDefault(project, ["who is not in the table"]), Repository.ReferencesOf(project).Order(StringComparer.Ordinal));

    /// <summary>Libraries that a project must not mention.</summary>
    [Theory]
    [InlineData("Jobs", "Orleans", "Npgsql", "Microsoft.AspNetCore", "Microsoft.Extensions")]
    [InlineData("Grains.Interfaces", "Npgsql", "Stripe", "Microsoft.AspNetCore")]
    [InlineData("Grains", "Microsoft.AspNetCore", "dbup-core")]
    [InlineData("Hosting", "Orleans.Runtime", "Stripe", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Server")]
    [InlineData("Silo", "Stripe")]
    [InlineData("Purser", "Stripe", "Npgsql")]
    [InlineData("Gateway", "Orleans.Runtime", "Orleans.Clustering.AdoNet", "Npgsql", "dbup-core")]
    [InlineData("AutoBid", "Orleans.Clustering.AdoNet", "Npgsql", "Stripe", "Microsoft.AspNetCore")]
    [InlineData("Client", "Orleans", "Npgsql", "Stripe", "Microsoft.AspNetCore", "Microsoft.Extensions.Http")]
    [InlineData("StripeStandIn", "Stripe", "Orleans", "Npgsql")]
    [InlineData("Local", "Orleans", "Stripe")]
    public void A_project_does_without(string project, params string[] libraries)
    {
        using var code = new CompiledCode(project);
        var known = code.Assemblies.ToList();

        Assert.Contains("System.Runtime", known);
        Assert.All(libraries, library => Assert.DoesNotContain(
            known, name => name == library || name == $"{library}.net" || name.StartsWith($"{library}.", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_table_of_the_house_has_every_room()
    {
        var rooms = Repository.Projects().Where(project => !project.StartsWith("tests/", StringComparison.Ordinal) && project is not ("src/Grains" or "benchmarks/Peers"))
            .Concat(Repository.FoldersIn("src/Grains"));
        var table = Repository.Read("docs/architecture.md");

        Assert.All(rooms, room => Assert.Contains($"`{room}`", table, StringComparison.Ordinal));
        Assert.All(
            Repository.Projects().Where(project => project.StartsWith("tests/", StringComparison.Ordinal)),
            project => Assert.Contains($"`{Path.GetFileName(project)}`", table, StringComparison.Ordinal));
    }

    [Fact]
    public void No_two_types_have_one_name()
    {
        // The client is for others, and says the contract's words for itself: no project of the server knows it.
        var names = Repository.Projects().Where(project => project.StartsWith("src/", StringComparison.Ordinal) || project.StartsWith("tools/", StringComparison.Ordinal))
            .Where(project => project != "src/Client")
            .SelectMany(project => TypesOf(Path.GetFileName(project)))
            .GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key);

        Assert.Empty(names.Except(["Program"], StringComparer.Ordinal));

        static IEnumerable<string> TypesOf(string project)
        {
            using var code = new CompiledCode(project);
            return [.. code.Types.Where(type => type.DeclaringType is null).Select(type => type.Name)];
        }
    }
}
