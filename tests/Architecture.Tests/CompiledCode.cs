using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace Purser.Architecture.Tests;

/// <summary>A project as it was compiled: its types, and what their code mentions.</summary>
internal sealed class CompiledCode : IDisposable
{
    private readonly AssemblyDefinition assembly;

    public CompiledCode(string project) =>
        assembly = AssemblyDefinition.ReadAssembly(
            Path.Combine(AppContext.BaseDirectory, project == "Purser" ? "purser.dll" : $"Purser.{project}.dll"));

    /// <summary>The types, nested ones included, but for what generators wrote.</summary>
    public IEnumerable<TypeDefinition> Types => assembly.MainModule.GetAllTypes().Where(type => IsPursers(Outermost(type).Namespace));

    /// <summary>The assemblies whose types the code mentions.</summary>
    public IEnumerable<string> Assemblies => assembly.MainModule.AssemblyReferences.Select(reference => reference.Name);

    /// <summary>What the code of one namespace mentions, itself left out.</summary>
    public IReadOnlyCollection<Mention> MentionsOf(string @namespace)
    {
        var types = Types.Where(type => Outermost(type).Namespace == @namespace).ToList();
        Assert.NotEmpty(types);
        return [.. types.SelectMany(MentionsOf).Where(mention => mention.Assembly != assembly.Name.Name || mention.Namespace != @namespace).Distinct()];
    }

    /// <summary>What one type's code mentions.</summary>
    public static IEnumerable<Mention> MentionsOf(TypeDefinition type)
    {
        var references = type.Fields.Select(field => field.FieldType)
            .Append(type.BaseType)
            .Concat(type.Interfaces.Select(implemented => implemented.InterfaceType))
            .Concat(type.CustomAttributes.Select(attribute => attribute.AttributeType))
            .Concat(type.Methods.SelectMany(References));
        return references.OfType<TypeReference>().SelectMany(Parts).Distinct().Select(part => new Mention(
            part.Scope is AssemblyNameReference other ? other.Name : part.Module.Assembly.Name.Name, Outermost(part).Namespace, part.FullName));
    }

    public static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    public void Dispose() => assembly.Dispose();

    private static bool IsPursers(string name) => name == "Purser" || name.StartsWith("Purser.", StringComparison.Ordinal);

    private static IEnumerable<TypeReference?> References(MethodDefinition method)
    {
        var references = method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType);
        return !method.HasBody
            ? references
            : references
                .Concat(method.Body.Variables.Select(variable => variable.VariableType))
                .Concat(method.Body.ExceptionHandlers.Select(handler => handler.CatchType))
                .Concat(method.Body.Instructions.SelectMany(instruction => Named(instruction.Operand)));
    }

    private static TypeReference?[] Named(object? operand) => operand switch
    {
        GenericInstanceMethod called => [called.DeclaringType, called.ReturnType, .. called.GenericArguments],
        MethodReference called => [called.DeclaringType, called.ReturnType],
        FieldReference used => [used.DeclaringType, used.FieldType],
        TypeReference named => [named],
        _ => [],
    };

    /// <summary>A type with those that it is made of: of <c>List&lt;Entry[]&gt;</c> the list and the entry.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericParameter => [],
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        TypeSpecification made => Parts(made.ElementType),
        _ => [type],
    };
}

/// <summary>A type that code mentions.</summary>
/// <param name="Assembly">Where it is from.</param>
/// <param name="Namespace">Its namespace, or that of the type it is nested in.</param>
/// <param name="Name">Its full name.</param>
internal readonly record struct Mention(string Assembly, string Namespace, string Name)
{
    /// <summary>Whether it is of a library or part of one, such as <c>Stripe</c> or <c>System.Net</c>.</summary>
    public bool IsOf(string library) => Name.StartsWith(library + ".", StringComparison.Ordinal);
}
