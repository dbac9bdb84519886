using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace Purser.Grains.Tests;

public sealed class ArchitectureTests
{
    /// <summary>The credits themselves are pure: whatever their code mentions is .NET's or Purser's own.</summary>
    [Fact]
    public void Accounts_know_neither_orleans_nor_sql_nor_the_clock()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(Purser.Accounts.TeamAccount).Assembly.Location);
        var accounts = assembly.MainModule.GetAllTypes()
            .Where(type => Outermost(type).Namespace.StartsWith("Purser.Accounts", StringComparison.Ordinal))
            .ToList();

        var mentioned = accounts.SelectMany(Mentions).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(accounts.Count > 20, "The accounts were not found.");
        Assert.DoesNotContain(mentioned, name => name.StartsWith("Orleans", StringComparison.Ordinal));
        Assert.DoesNotContain(mentioned, name => name.StartsWith("Npgsql", StringComparison.Ordinal));
        Assert.DoesNotContain(mentioned, name => name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal));
        Assert.DoesNotContain(mentioned, name => name == "System.TimeProvider");
        Assert.DoesNotContain(mentioned, name => name is "Purser.Ledger" || name.StartsWith("Purser.Ledger.", StringComparison.Ordinal));
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
