using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Purser.Tests.OpenApi;

namespace Purser.Tests.Fuzzing;

/// <summary>Requests by the OpenAPI document: of every call, with most parameters as they should be.</summary>
/// <param name="contract">The document.</param>
/// <param name="random">Where every choice comes from.</param>
/// <param name="names">Ids that exist.</param>
/// <param name="keys">API keys, of which the first is chosen most often.</param>
internal sealed class AnyRequest(ApiContract contract, Random random, KnownNames names, string[] keys)
{
    private static readonly string[] ContentTypes = ["text/plain", "application/xml", "application/json; charset=utf-16", "multipart/form-data"];

    /// <summary>Each once, and what spends and gives back some times more: it is what a product does all day.</summary>
    private readonly ApiCall[] calls =
        [.. contract.Calls, .. Enumerable.Repeat(contract.Calls.Where(static call => call.Path.Contains("/debits", StringComparison.Ordinal)), 4).SelectMany(static calls => calls)];

    private readonly AnyJson json = new(contract, random, names);

    /// <summary>The next request; where it leads and what is in it, to be sent again by hand.</summary>
    public Made Next()
    {
        var call = calls[random.Next(calls.Length)];
        var path = call.Path;
        List<string> query = [];
        var request = new HttpRequestMessage { Method = call.Method };
        foreach (var parameter in call.Parameters)
        {
            var name = parameter.GetProperty("name").GetString()!;
            var text = json.Text(name, parameter.GetProperty("schema"));
            switch (parameter.GetProperty("in").GetString())
            {
                case "path":
                    path = path.Replace($"{{{name}}}", Uri.EscapeDataString(text), StringComparison.Ordinal);
                    break;
                case "query" when random.Next(5) < 2:
                    query.Add($"{name}={Uri.EscapeDataString(text)}");
                    break;
                case "header" when random.Next(10) > 0:
                    request.Headers.TryAddWithoutValidation(name, text);
                    break;
            }
        }

        if (random.Next(60) == 0)
        {
            query.Add("unknown=1");
        }

        if (random.Next(50) > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", random.Next(5) > 0 ? keys[0] : keys[random.Next(keys.Length)]);
        }

        var body = Body(call);
        if (body is { } bytes)
        {
            request.Content = new ByteArrayContent(bytes.Bytes);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", random.Next(40) == 0 ? ContentTypes[random.Next(ContentTypes.Length)] : bytes.Type);
        }

        var address = query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
        request.RequestUri = new Uri(address, UriKind.Relative);
        return new Made(call, address, body?.Bytes, request);
    }

    private (byte[] Bytes, string Type)? Body(ApiCall call)
    {
        if (!call.Value.TryGetProperty("requestBody", out var body))
        {
            return null;
        }

        var content = contract.Follow(body).GetProperty("content").EnumerateObject().First();
        var lines = content.Name == "application/x-ndjson" ? random.Next(1, 4) : 1;
        return (Lines(lines, content.Value), content.Name);
    }

    private byte[] Lines(int number, JsonElement media) =>
        [.. Enumerable.Range(0, number).SelectMany(at => at == 0 ? json.Body(media) : [(byte)'\n', .. json.Body(media)])];

    /// <summary>A request.</summary>
    /// <param name="Call">Of which call.</param>
    /// <param name="Address">Where it goes.</param>
    /// <param name="Body">What is in it.</param>
    /// <param name="Request">It itself.</param>
    public sealed record Made(ApiCall Call, string Address, byte[]? Body, HttpRequestMessage Request) : IDisposable
    {
        public void Dispose() => Request.Dispose();

        public override string ToString()
        {
            var headers = Request.Headers.Where(static header => header.Key != "Authorization").Select(static header => $"{header.Key}: {string.Join(", ", header.Value)}");
            return string.Join('\n', [$"{Call.Method} {Address}", .. headers, Body is null ? "" : Encoding.UTF8.GetString(Body)]);
        }
    }
}
