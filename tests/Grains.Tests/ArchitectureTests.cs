using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace Purser.Grains.Tests;

public sealed class ArchitectureTests
{
    /// <summary>The credits themselves, and what Auto Bid decides, are pure: whatever their code mentions is .NET's or Purser's own.</summary>
    [Theory]
    [InlineData("Purser.Accounts", 20)]
    [InlineData("Purser.AutoBid.Decisions", 10)]
    public void What_decides_knows_neither_orleans_nor_sql_nor_the_clock(string place, int least)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(Purser.Accounts.TeamAccount).Assembly.Location);
        var pure = assembly.MainModule.GetAllTypes()
            .Where(type => Outermost(type).Namespace.StartsWith(place, StringComparison.Ordinal))
            .ToList();

        var mentioned = pure.SelectMany(Mentions).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(pure.Count > least, "What decides was not found.");
        Assert.DoesNotContain(mentioned, name => name.StartsWith("Orleans", StringComparison.Ordinal));
        Assert.DoesNotContain(mentioned, name => name.StartsWith("Npgsql", StringComparison.Ordinal));
        Assert.DoesNotContain(mentioned, name => name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal));
        Assert.DoesNotContain(mentioned, name => name == "System.TimeProvider");
        Assert.DoesNotContain(mentioned, name => name is "Purser.Ledger" || name.StartsWith("Purser.Ledger.", StringComparison.Ordinal));
    }

    /// <summary>
    /// What Stripe's library throws has no way across a grain's border, so one class alone speaks with it, and turns all of it
    /// into an answer or into Stripe's absence.
    /// </summary>
    [Fact]
    public void Only_the_Stripe_account_speaks_with_Stripes_library_and_each_question_goes_through_what_catches()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(Purser.Accounts.TeamAccount).Assembly.Location);
        var types = assembly.MainModule.GetAllTypes().ToList();
        var account = types.Single(type => type.FullName == "Purser.Billing.StripeAccount");
        var others = types.Where(type => Outermost(type) != account).SelectMany(Mentions).Distinct(StringComparer.Ordinal).ToList();

        Assert.Contains("Stripe.PaymentIntent", others);
        Assert.DoesNotContain(others, IsTheLibrary);

        var questions = account.Methods.Where(method => method.IsPublic && method.ReturnType.FullName.Contains("Purser.Billing.StripeAnswer", StringComparison.Ordinal)).ToList();
        Assert.True(questions.Count > 15, "The questions were not found.");
        Assert.All(questions, question =>
        {
            var called = question.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>().ToList();
            Assert.Contains(called, method => method.Name is "AskAsync" or "AllAsync");
            Assert.DoesNotContain(called, method => IsTheLibrary(method.DeclaringType.GetElementType().FullName));
        });

        static bool IsTheLibrary(string name) => name.StartsWith("Stripe.", StringComparison.Ordinal)
            && (name.EndsWith("Service", StringComparison.Ordinal) || name is "Stripe.StripeException" or "Stripe.StripeClient" or "Stripe.V1Services");
    }

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<string> Mentions(TypeDefinition type)
    {
        IEnumerable<TypeReference?> references = type.Fields.Select(field => field.FieldType)
            .Append(type.BaseType)
            .Concat(type.Interfaces.Select(implemented => implemented.InterfaceType))
            .Concat(type.CustomAttributes.Select(attribute => attribute.AttributeType));
        foreach (var method in type.Methods)
        {
            references = references.Append(method.ReturnType).Concat(method.Parameters.Select(parameter => parameter.ParameterType));
            if (method.HasBody)
            {
                references = references
                    .Concat(method.Body.Variables.Select(variable => variable.VariableType))
                    .Concat(method.Body.Instructions.Select(instruction => instruction.Operand switch
                    {
                        MethodReference called => called.DeclaringType,
                        FieldReference used => used.DeclaringType,
                        TypeReference named => named,
                        _ => null,
                    }));
            }
        }

        return references.OfType<TypeReference>().Select(reference => reference.GetElementType().FullName);
    }
}
