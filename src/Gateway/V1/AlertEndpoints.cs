using Purser.Alerts;
using Purser.Gateway.Answers;
using Purser.Gateway.Auth;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.V1;

internal static class AlertEndpointRoutes
{
    public static void MapAlertEndpoints(this IEndpointRouteBuilder v1)
    {
        var endpoints = v1.MapNoun("Alert endpoints", "Where alerts go: signed as Standard Webhooks has it, and tried again for three days.");
        endpoints.ForOperators();
        endpoints.MapPost("/alert-endpoints", AddAsync).WithName("addAlertEndpoint");
        endpoints.MapGet("/alert-endpoints", ListAsync).WithName("listAlertEndpoints");
        endpoints.MapDelete("/alert-endpoints/{endpointId}", RemoveAsync).WithName("removeAlertEndpoint");
        endpoints.MapPost("/alert-endpoints/{endpointId}/rotation", RotateAsync).WithName("rotateAlertEndpoint");
        endpoints.MapPost("/alert-endpoints/{endpointId}/test", TestAsync).WithName("testAlertEndpoint");
        endpoints.MapGet("/alert-endpoints/{endpointId}/deliveries", DeliveriesAsync).WithName("listAlertDeliveries");
    }

    /// <summary>Have alerts posted somewhere</summary>
    /// <remarks>Those of one team, or of all. Only addresses of the public internet are posted to, by https, unless the deployment allows its own network.</remarks>
    /// <response code="201">It hears of what happens from now on. The secret is shown now, and never again.</response>
    internal static async Task<Created<AlertEndpointMade>> AddAsync(Body<AlertEndpointRequest> body, ClusterCalls cluster, TimeProvider time)
    {
        var request = body.Value;
        if (!Uri.TryCreate(request.Url, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            return Problem.InvalidBody("url must be a whole http or https address, without a user in it and without a fragment.", "#/url");
        }

        if (request.TeamId is { } team && await cluster.AskAsync(grains => grains.Team(team).GetAlerts()) is null)
        {
            return Problem.NoSuchTeam(team);
        }

        var secret = AlertSecret.New();
        var endpoint = new AlertEndpoint(AlertSecret.NewEndpointId(), request.TeamId, request.Name, url, time.GetUtcNow());
        return await cluster.AskAsync(grains => grains.AlertEndpoints().Add(endpoint, secret)) is { } never
            ? Problem.InvalidBody(never, "#/url")
            : AlertEndpointMade.Of(endpoint, secret);
    }

    /// <summary>Where alerts go, the newest first, without the secrets</summary>
    /// <response code="200">One page.</response>
    internal static async Task<Answer<AlertEndpointsAnswer>> ListAsync(QueryOf<AlertEndpointsFilter> filter, ClusterCalls cluster)
    {
        var (team, cursor, limit) = filter.Value;
        var endpoints = await cluster.AskAsync(grains => grains.AlertEndpoints().List(new AlertEndpointsQuery(team, cursor, limit)));
        return new AlertEndpointsAnswer(
            Array.ConvertAll(endpoints, AlertEndpointItem.Of), endpoints.Length == limit ? endpoints[^1].EndpointId : null);
    }

    /// <summary>Have alerts posted somewhere no longer</summary>
    /// <response code="200">What was on its way is given up.</response>
    internal static async Task<Answer<RemovedAlertEndpoint>> RemoveAsync(string endpointId, ClusterCalls cluster, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return await cluster.AskAsync(grains => grains.AlertEndpoints().Remove(endpointId, now))
            ? new RemovedAlertEndpoint(endpointId)
            : Problem.NoSuchEndpoint(endpointId);
    }

    /// <summary>Give an endpoint another secret</summary>
    /// <remarks>For `overlapSeconds` messages are signed with the one before too, so that the receiver can be changed meanwhile.</remarks>
    /// <response code="200">The endpoint with its new secret, which is shown now and never again.</response>
    internal static async Task<Answer<AlertEndpointMade>> RotateAsync(
        string endpointId, Body<RotationRequest> body, ClusterCalls cluster, TimeProvider time)
    {
        var (secret, now, overlap) = (AlertSecret.New(), time.GetUtcNow(), TimeSpan.FromSeconds(body.Value.OverlapSeconds));
        return await cluster.AskAsync(grains => grains.AlertEndpoints().Rotate(endpointId, secret, now, overlap)) is { } endpoint
            ? AlertEndpointMade.Of(endpoint, secret)
            : Problem.NoSuchEndpoint(endpointId);
    }

    /// <summary>Post a test message to an endpoint</summary>
    /// <response code="200">How that ended.</response>
    internal static async Task<Answer<AlertEndpointTest>> TestAsync(string endpointId, Body<Nothing>? body, ClusterCalls cluster) =>
        await cluster.AskAsync(grains => grains.AlertEndpoints().Test(endpointId), isRepeatable: false) is { } posted
            ? new AlertEndpointTest(posted.Trouble is null, posted.Status, posted.Trouble)
            : Problem.NoSuchEndpoint(endpointId);

    /// <summary>What became of the alerts that went to an endpoint, the newest first</summary>
    /// <response code="200">One page.</response>
    internal static async Task<Answer<AlertDeliveriesAnswer>> DeliveriesAsync(
        string endpointId, QueryOf<AlertDeliveriesFilter> filter, ClusterCalls cluster)
    {
        var (cursor, limit) = filter.Value;
        return await cluster.AskAsync(grains => grains.AlertEndpoints().Deliveries(new AlertDeliveriesQuery(endpointId, cursor, limit))) is { } deliveries
            ? new AlertDeliveriesAnswer(Array.ConvertAll(deliveries, AlertDeliveryItem.Of), deliveries.Length == limit ? deliveries[^1].AlertId : null)
            : Problem.NoSuchEndpoint(endpointId);
    }
}

/// <summary>Where alerts shall go.</summary>
/// <param name="Url">Where they are posted to.</param>
/// <param name="Name">What people call it.</param>
/// <param name="TeamId">Whose alerts; absent: those of all teams.</param>
[Example("""{"url":"https://hooks.example.com/credits","name":"Billing backend"}""")]
internal sealed record AlertEndpointRequest([Text(2_000)] string Url, [Name] string Name, [OwnId] TeamId? TeamId = null);

/// <summary>An endpoint with its secret.</summary>
/// <param name="Secret">What its messages are signed with.</param>
/// <param name="TeamId">Whose alerts; null: those of all teams.</param>
internal sealed record AlertEndpointMade(
    string EndpointId, [Address] string Url, string Secret, [Name] string Name, [OwnId] TeamId? TeamId, DateTimeOffset CreatedAt, DateTimeOffset? RotatedAt)
{
    public static AlertEndpointMade Of(AlertEndpoint endpoint, AlertSecret secret) =>
        new(endpoint.EndpointId, endpoint.Url.AbsoluteUri, secret.Text, endpoint.Name, endpoint.TeamId, endpoint.CreatedAt, endpoint.RotatedAt);
}

/// <summary>Which endpoints.</summary>
/// <param name="TeamId">Only those of a team.</param>
/// <param name="Cursor">The `next` of the page before.</param>
internal sealed record AlertEndpointsFilter([OwnId] TeamId? TeamId = null, [OwnId] string? Cursor = null, [Between(1, Limits.PageSize)] int Limit = 50);

/// <summary>One page of endpoints.</summary>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
internal sealed record AlertEndpointsAnswer(AlertEndpointItem[] Items, string? Next);

/// <summary>An endpoint, without its secret.</summary>
/// <param name="TeamId">Whose alerts; null: those of all teams.</param>
/// <param name="RotatedAt">When its secret was last exchanged.</param>
internal sealed record AlertEndpointItem(
    string EndpointId, [Address] string Url, [Name] string Name, [OwnId] TeamId? TeamId, DateTimeOffset CreatedAt, DateTimeOffset? RotatedAt)
{
    public static AlertEndpointItem Of(AlertEndpoint endpoint) =>
        new(endpoint.EndpointId, endpoint.Url.AbsoluteUri, endpoint.Name, endpoint.TeamId, endpoint.CreatedAt, endpoint.RotatedAt);
}

/// <summary>That there is no such endpoint any more.</summary>
internal sealed record RemovedAlertEndpoint(string EndpointId);

/// <summary>How posting a test message ended.</summary>
/// <param name="Delivered">Whether the receiver took it.</param>
/// <param name="Status">What the receiver answered; null: nothing.</param>
/// <param name="Trouble">Why it did not arrive; null: it did.</param>
internal sealed record AlertEndpointTest(bool Delivered, int? Status, string? Trouble);

/// <summary>Which deliveries.</summary>
/// <param name="Cursor">The `next` of the page before.</param>
internal sealed record AlertDeliveriesFilter([AtLeast(1)] long? Cursor = null, [Between(1, Limits.PageSize)] int Limit = 50);

/// <summary>One page of deliveries.</summary>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
internal sealed record AlertDeliveriesAnswer(AlertDeliveryItem[] Items, long? Next);

/// <summary>An alert on its way to an endpoint.</summary>
/// <param name="Alert">What it says.</param>
/// <param name="RaisedAt">Since when.</param>
/// <param name="Attempts">How often it was posted.</param>
/// <param name="TriedAt">When last.</param>
/// <param name="DeliveredAt">When the receiver had it; null: it has not.</param>
/// <param name="NextAt">When it is posted next; null: it was delivered, or given up.</param>
/// <param name="Status">What the receiver answered last; null: nothing.</param>
/// <param name="Trouble">Why the last attempt failed; null: it did not.</param>
internal sealed record AlertDeliveryItem(
    [AtLeast(1)] long AlertId,
    [OwnId] TeamId TeamId,
    AlertKind Alert,
    DateTimeOffset RaisedAt,
    [AtLeast(0)] int Attempts,
    DateTimeOffset? TriedAt,
    DateTimeOffset? DeliveredAt,
    DateTimeOffset? NextAt,
    int? Status,
    string? Trouble)
{
    public static AlertDeliveryItem Of(AlertDelivery delivery) => new(
        delivery.AlertId,
        delivery.TeamId,
        delivery.Kind,
        delivery.RaisedAt,
        delivery.Attempts,
        delivery.TriedAt,
        delivery.DeliveredAt,
        delivery.NextAt,
        delivery.Status,
        delivery.Trouble);
}
