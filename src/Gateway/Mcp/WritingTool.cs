using System.Globalization;
using ModelContextProtocol.Protocol;

namespace Purser.Gateway.Mcp;

/// <summary>A tool that changes something: it says first what it would do, and does it when it is called again with the confirmation it gave.</summary>
/// <param name="Overwrites">Whether what was there before is lost.</param>
/// <param name="Preview">What would happen, in a sentence; asks only.</param>
/// <param name="Write">Does it. Asked for again with the same confirmation it does nothing more.</param>
/// <param name="Say">What was done, in a sentence.</param>
internal sealed record WritingTool<TArguments, TAnswer>(
    string Name,
    string Title,
    string Description,
    string[] Calls,
    bool Overwrites,
    Func<ToolCall, TArguments, Task<string>> Preview,
    Func<ToolCall, TArguments, Confirmation, Task<TAnswer>> Write,
    Func<TAnswer, string> Say)
    : AssistantTool(Name, Title, $"{Description} {How}", Calls)
    where TArguments : class
    where TAnswer : class
{
    private const string How = "Two steps: called without confirm it changes nothing, says what would happen and gives a confirmation; "
        + "show that to whoever decides, and call again with the same arguments and confirm to do it, once.";

    /// <inheritdoc />
    public override Type Arguments => typeof(TArguments);

    /// <inheritdoc />
    public override Type Answer => typeof(WriteAnswer<TAnswer>);

    /// <inheritdoc />
    public override bool IsRead => false;

    /// <inheritdoc />
    public override ToolAnnotations Annotations => new() { ReadOnlyHint = false, DestructiveHint = Overwrites, IdempotentHint = true, OpenWorldHint = false };

    /// <inheritdoc />
    public override async Task<ToolAnswer> CallAsync(ToolCall call)
    {
        var arguments = call.Read<TArguments>();
        return call.Confirmation is { } token
            ? await WriteAsync(call, arguments, await call.Confirmations.ReadAsync(call, token))
            : await PreviewAsync(call, arguments);
    }

    private async Task<ToolAnswer> PreviewAsync(ToolCall call, TArguments arguments)
    {
        var effect = await Preview(call, arguments);
        var (token, expiresAt) = await call.Confirmations.OfferAsync(call);
        return new ToolAnswer(
            string.Create(CultureInfo.InvariantCulture, $"Nothing is changed yet. {effect} To do it, call {Name} again with the same arguments and confirm, before {expiresAt:yyyy-MM-ddTHH:mm:ssZ}."),
            new WriteAnswer<TAnswer>(Done: false, effect, token, expiresAt, Result: null));
    }

    private async Task<ToolAnswer> WriteAsync(ToolCall call, TArguments arguments, Confirmation confirmation)
    {
        call.Caller.Actor.Act();
        var result = await Write(call, arguments, confirmation);
        return new ToolAnswer(Say(result), new WriteAnswer<TAnswer>(Done: true, Say(result), Confirm: null, ExpiresAt: null, result));
    }
}

/// <summary>What a change would do, or did.</summary>
/// <param name="Done">Whether it is done; false: nothing is changed.</param>
/// <param name="Effect">What would happen, or what happened, for people.</param>
/// <param name="Confirm">The argument to call again with; null once it is done.</param>
/// <param name="ExpiresAt">Until when that is good.</param>
/// <param name="Result">What the call of the API answered; null before it is done.</param>
internal sealed record WriteAnswer<T>(bool Done, string Effect, string? Confirm, DateTimeOffset? ExpiresAt, T? Result)
    where T : class;
