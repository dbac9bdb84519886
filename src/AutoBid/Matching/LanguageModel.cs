using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace Purser.AutoBid.Worker.Matching;

/// <summary>Connects to a language model.</summary>
internal static class LanguageModel
{
    /// <summary>A model behind any endpoint that speaks OpenAI's chat completions.</summary>
    /// <param name="endpoint">The address before <c>/chat/completions</c>, e.g. <c>http://localhost:11434/v1</c>.</param>
    /// <param name="model">The model's name there.</param>
    /// <param name="apiKey">Null for servers that want none.</param>
    public static IChatClient Connect(Uri endpoint, string model, string? apiKey) =>
        new ChatClient(model, new ApiKeyCredential(apiKey ?? "none"), new OpenAIClientOptions
        {
            Endpoint = endpoint,

            // The matcher has its own, by its own clock.
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        }).AsIChatClient();
}
