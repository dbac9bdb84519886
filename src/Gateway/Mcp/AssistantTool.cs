using ModelContextProtocol.Protocol;

namespace Purser.Gateway.Mcp;

/// <summary>A tool: calls of the API as an assistant picks and reads them. What it may is what they may.</summary>
/// <param name="Name">Stable, snake_case.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">What an assistant picks it by.</param>
/// <param name="Calls">The calls that it makes, by their names in the OpenAPI document: their keys and limits are its own.</param>
internal abstract record AssistantTool(string Name, string Title, string Description, params string[] Calls)
{
    /// <summary>Beside the tool's own: what the calls are asked.</summary>
    public abstract Type Arguments { get; }

    /// <summary>What is answered.</summary>
    public abstract Type Answer { get; }

    /// <summary>Whether it is about one team.</summary>
    public bool IsOfTeam { get; init; } = true;

    /// <summary>Whether it changes nothing.</summary>
    public abstract bool IsRead { get; }

    /// <summary>What clients are told of its effects.</summary>
    public abstract ToolAnnotations Annotations { get; }

    /// <summary>The arguments that tools have beside those of their calls.</summary>
    public IEnumerable<string> OwnArguments => [.. IsOfTeam ? [ToolCall.Team] : Array.Empty<string>(), .. IsRead ? [] : Array.Empty<string>().Append(ToolCall.Confirm)];

    /// <exception cref="Problems.ProblemException">It cannot be answered.</exception>
    public abstract Task<ToolAnswer> CallAsync(ToolCall call);
}

/// <summary>What a tool answers.</summary>
/// <param name="Text">In a few words.</param>
/// <param name="Document">All of it.</param>
internal sealed record ToolAnswer(string Text, object Document);

/// <summary>A tool that changes nothing.</summary>
/// <param name="Read">Asks the calls.</param>
/// <param name="Say">The answer in a few words.</param>
internal sealed record ReadingTool<TArguments, TAnswer>(
    string Name, string Title, string Description, string[] Calls, Func<ToolCall, TArguments, Task<TAnswer>> Read, Func<TAnswer, string> Say)
    : AssistantTool(Name, Title, Description, Calls)
    where TArguments : class
    where TAnswer : class
{
    /// <inheritdoc />
    public override Type Arguments => typeof(TArguments);

    /// <inheritdoc />
    public override Type Answer => typeof(TAnswer);

    /// <inheritdoc />
    public override bool IsRead => true;

    /// <inheritdoc />
    public override ToolAnnotations Annotations => new() { ReadOnlyHint = true, DestructiveHint = false, IdempotentHint = true, OpenWorldHint = false };

    /// <inheritdoc />
    public override async Task<ToolAnswer> CallAsync(ToolCall call)
    {
        var answer = await Read(call, call.Read<TArguments>());
        return new ToolAnswer(Say(answer), answer);
    }
}
