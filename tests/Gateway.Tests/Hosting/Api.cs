using System.Net.Http.Headers;
using System.Text;

namespace Purser.Gateway.Tests;

/// <summary>A caller with the operator's key. Every answer it gets is held against the OpenAPI document.</summary>
public sealed class Api(Uri address) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };

    private readonly Lazy<Task<ApiContract>> contract = new(() => ApiContract.LoadAsync(address));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiAnswer> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, Json(json));

    public Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<ApiAnswer> PostAsync(string path, string? json = null, string? key = null) =>
        SendAsync(HttpMethod.Post, path, json is null ? null : Json(json), key);

    public async Task<ApiAnswer> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, string? key = null, Action<HttpRequestHeaders>? headers = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", GatewayHost.OperatorKey);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        headers?.Invoke(request.Headers);
        using var response = await http.SendAsync(request, Cancellation);
        var answer = await ApiAnswer.OfAsync(response, Cancellation);
        (await contract.Value).Check(method, path, answer);
        return answer;
    }

    public async Task<ApiContract> ContractAsync() => await contract.Value;

    /// <summary>Opens a team that pays for itself, with anna as its owner.</summary>
    public async Task OpenAsync(string teamId) => await PutAsync(
        $"/v1/teams/{teamId}", """{"name":"Acme","owner":{"memberId":"anna","name":"Anna"},"subscription":{"plan":"pro","seats":3}}""");

    public static HttpContent Json(string text) => new StringContent(text, Encoding.UTF8, "application/json");

    public void Dispose() => http.Dispose();
}
