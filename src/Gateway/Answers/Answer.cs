using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Answers;

internal static class Answer
{
    /// <summary>The answer to a request whose key was used before for the same request.</summary>
    public static void MarkReplayed(HttpContext context) => context.Response.Headers["Idempotency-Replayed"] = "true";
}

/// <summary>What a typed call answers: a document, or what is wrong instead.</summary>
internal abstract class AnswerBase<T>(int status, T? document, Problem? problem) : IResult
{
    /// <summary>Whether the request's key was used before for the same request.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>The document, for whoever asked for it from within.</summary>
    /// <exception cref="ProblemException">There is a problem instead.</exception>
    public T Document => problem is null ? document! : throw new ProblemException(problem);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (problem is not null)
        {
            return ProblemWriter.WriteAsync(httpContext, problem);
        }

        if (IsReplayed)
        {
            Answer.MarkReplayed(httpContext);
        }

        var json = ScratchJson.Begin(out var writer);
        JsonSerializer.Serialize(writer, document!, (JsonTypeInfo<T>)GatewayJson.Default.GetTypeInfo(typeof(T))!);
        return json.SendAsync(httpContext, status);
    }

    protected static void Describe(EndpointBuilder endpoint, int status) =>
        endpoint.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(T), [ScratchJson.MediaType]));
}

/// <summary>200 with a document, or a problem.</summary>
internal sealed class Answer<T> : AnswerBase<T>, IEndpointMetadataProvider
{
    private Answer(T? document, Problem? problem)
        : base(StatusCodes.Status200OK, document, problem)
    {
    }

    public static implicit operator Answer<T>(T document) => new(document, problem: null);

    public static implicit operator Answer<T>(Problem problem) => new(default, problem);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, StatusCodes.Status200OK);
}

/// <summary>201 with a document, or a problem.</summary>
internal sealed class Created<T> : AnswerBase<T>, IEndpointMetadataProvider
{
    private Created(T? document, Problem? problem)
        : base(StatusCodes.Status201Created, document, problem)
    {
    }

    public static implicit operator Created<T>(T document) => new(document, problem: null);

    public static implicit operator Created<T>(Problem problem) => new(default, problem);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, StatusCodes.Status201Created);
}

/// <summary>201 with a document that is new, 200 with one that was there before, or a problem.</summary>
internal sealed class CreatedOrKept<T> : AnswerBase<T>, IEndpointMetadataProvider
{
    private CreatedOrKept(int status, T? document, Problem? problem = null)
        : base(status, document, problem)
    {
    }

    public static implicit operator CreatedOrKept<T>(Problem problem) => new(problem.Status, default, problem);

    public static CreatedOrKept<T> New(T document) => new(StatusCodes.Status201Created, document);

    public static CreatedOrKept<T> Kept(T document, bool isReplayed = false) =>
        new(StatusCodes.Status200OK, document) { IsReplayed = isReplayed };

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        Describe(builder, StatusCodes.Status200OK);
        Describe(builder, StatusCodes.Status201Created);
    }
}
