using System.Runtime.CompilerServices;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Purser.Architecture.Tests;

/// <summary>What every client of the cluster loads.</summary>
public sealed class ContractsTests
{
    /// <summary>
    /// Messages and calls, and no logic: nothing that branches. The words of the credits (limits, amounts, codes) are in
    /// Vocabulary; beside them only these take something apart, compare what they hold, or look at what goes along with a call.
    /// </summary>
    [Fact]
    public void The_contracts_have_no_logic()
    {
        using var contracts = new CompiledCode("Grains.Interfaces");
        var branching = contracts.Types
            .Where(type => CompiledCode.Outermost(type).Namespace != "Purser")
            .SelectMany(type => type.Methods)
            .Where(method => method.HasBody && !IsGenerated(method))
            .Where(method => method.Body.Instructions.Any(instruction => instruction.OpCode.FlowControl == FlowControl.Cond_Branch))
            .Select(method => $"{method.DeclaringType.Name}.{method.Name}");

        Assert.Equal(
            ["Actor.get_Current", "AlertTerms.Equals", "AutoBidKey.Parse", "JobPostConverter.ConvertFromSurrogate", "JobPostConverter.ConvertToSurrogate"],
            branching.Order(StringComparer.Ordinal));
    }

    /// <summary>The client cannot see the server's words, and has the same ones beside <c>Unknown</c>.</summary>
    [Fact]
    public void The_clients_words_are_the_contracts()
    {
        using var client = new CompiledCode("Client");
        using var contracts = new CompiledCode("Grains.Interfaces");
        using var gateway = new CompiledCode("Gateway");
        var words = client.Types.Where(type => type.IsEnum && type.IsPublic).ToList();

        Assert.True(words.Count > 5);
        Assert.All(words, ours => Assert.Equal(
            WordsOf(contracts.Types.Concat(gateway.Types).Single(type => type.IsEnum && type.Name == ours.Name)),
            WordsOf(ours).Except(["Unknown"], StringComparer.Ordinal)));

        static IEnumerable<string> WordsOf(TypeDefinition type) => type.Fields.Where(field => field.IsStatic).Select(field => field.Name).Order(StringComparer.Ordinal);
    }

    /// <summary>What is posted of an alert and what the API shows of it is the same, but for whose it is, which the API's address says.</summary>
    [Fact]
    public void A_posted_alert_has_the_members_of_a_shown_one()
    {
        Assert.Equal(
            Members("Gateway", "AlertItem").Append("TeamId").Order(StringComparer.Ordinal), Members("Grains", "AlertData").Order(StringComparer.Ordinal));
        Assert.Equal(Members("Gateway", "AlertTeam"), Members("Grains.Interfaces", "TeamAtAlert"));

        static List<string> Members(string project, string type)
        {
            using var code = new CompiledCode(project);
            return [.. code.Types.Single(known => known.Name == type).Properties.Select(static property => property.Name).Where(static name => name != "EqualityContract")];
        }
    }

    private static bool IsGenerated(MethodDefinition method) => method.CustomAttributes.Concat(method.DeclaringType.CustomAttributes)
        .Any(attribute => attribute.AttributeType.FullName == typeof(CompilerGeneratedAttribute).FullName);
}
