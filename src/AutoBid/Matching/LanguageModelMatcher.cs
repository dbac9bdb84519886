using System.ClientModel;
using Microsoft.Extensions.AI;
using Purser.Jobs;

namespace Purser.AutoBid.Worker.Matching;

/// <summary>
/// Lets a language model score jobs. An answer that cannot be used is asked for once more; a model that is busy or cannot be
/// reached, a few times, see <see cref="LanguageModelOptions.Waits"/>.
/// </summary>
internal sealed class LanguageModelMatcher(IChatClient model, LanguageModelOptions options, TimeProvider time) : IJobMatcher
{
    private readonly ChatOptions chat = new()
    {
        Temperature = options.Temperature,
        ResponseFormat = options.AsksForJson ? ChatResponseFormat.Json : null,
    };

    public async Task<JobMatch> MatchAsync(JobPost job, MemberProfile profile, CancellationToken cancellation)
    {
        var messages = LanguageModelPrompt.For(job, profile, options.DescriptionLength);
        if (LanguageModelAnswer.TryRead(await AskAsync(messages, cancellation), out var match, out var problem))
        {
            return match;
        }

        messages.Add(LanguageModelPrompt.Again(problem));
        return LanguageModelAnswer.TryRead(await AskAsync(messages, cancellation), out match, out problem)
            ? match
            : throw new MatchFailedException($"The language model's answer cannot be used, twice: {problem}.");
    }

    private async Task<string> AskAsync(List<ChatMessage> messages, CancellationToken cancellation)
    {
        for (var tries = 0; ; tries++)
        {
            using var limit = new CancellationTokenSource(options.Timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
            try
            {
                return (await model.GetResponseAsync(messages, chat, either.Token)).Text;
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                if (!MayPass(exception) || tries == options.Waits.Count)
                {
                    throw new MatchFailedException($"The language model did not answer: {Explain(exception)}", exception);
                }

                await Task.Delay(Wait(exception, options.Waits[tries]), time, cancellation);
            }
        }
    }

    private static bool MayPass(Exception exception) => exception is
        ClientResultException { Status: 0 or 408 or 429 or >= 500 } or HttpRequestException or IOException or OperationCanceledException;

    private string Explain(Exception exception) => exception switch
    {
        ClientResultException { Status: > 0 and var status } => $"it answered {status}.",
        OperationCanceledException => $"not within {options.Timeout.TotalSeconds} seconds.",
        _ => exception.Message,
    };

    private TimeSpan Wait(Exception exception, TimeSpan wait) =>
        exception is ClientResultException refused
        && refused.GetRawResponse() is { } response
        && response.Headers.TryGetValue("Retry-After", out var after)
        && int.TryParse(after, out var seconds)
        && TimeSpan.FromSeconds(seconds) is var asked && asked > wait
            ? asked < options.LongestWait ? asked : options.LongestWait
            : wait;
}
