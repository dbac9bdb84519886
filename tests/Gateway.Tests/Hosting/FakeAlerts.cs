using Purser.Alerts;

namespace Purser.Gateway.Tests;

/// <summary>Alerts and where they go, in memory. Nothing is posted.</summary>
internal sealed class FakeAlerts : IAlertEndpoints, IAlertLog
{
    private readonly Lock gate = new();
    private readonly List<AlertEndpoint> endpoints = [];
    private readonly List<(AlertEndpoint Of, AlertDelivery What)> deliveries = [];
    private readonly List<RaisedAlert> raised = [];

    /// <summary>The secret that each endpoint has now.</summary>
    public Dictionary<string, string> Secrets { get; } = [];

    /// <summary>Why nothing may be posted anywhere; null: it may.</summary>
    public string? Never { get; set; }

    /// <summary>How posting a test ends.</summary>
    public AlertPosted Posted { get; set; } = new(204, Trouble: null);

    public void Raise(RaisedAlert alert)
    {
        lock (gate)
        {
            raised.Insert(0, alert);
        }
    }

    public void Deliver(string endpointId, AlertDelivery delivery)
    {
        lock (gate)
        {
            deliveries.Insert(0, (endpoints.Single(endpoint => endpoint.EndpointId == endpointId), delivery));
        }
    }

    public Task<string?> Add(AlertEndpoint endpoint, AlertSecret secret) => DoAsync(() =>
    {
        if (Never is null)
        {
            endpoints.Insert(0, endpoint);
            Secrets[endpoint.EndpointId] = secret.Text;
        }

        return Never;
    });

    public Task<AlertEndpoint[]> List(AlertEndpointsQuery query) => DoAsync(() => endpoints
        .Where(endpoint => query.TeamId is null || endpoint.TeamId == query.TeamId)
        .SkipWhile(endpoint => query.Before is not null && endpoint.EndpointId != query.Before).Skip(query.Before is null ? 0 : 1)
        .Take(query.Count).ToArray());

    public Task<AlertEndpoint?> Rotate(string endpointId, AlertSecret secret, DateTimeOffset now, TimeSpan overlap) => DoAsync(() =>
    {
        var at = endpoints.FindIndex(endpoint => endpoint.EndpointId == endpointId);
        if (at < 0)
        {
            return null;
        }

        Secrets[endpointId] = secret.Text;
        return endpoints[at] = endpoints[at] with { RotatedAt = now };
    });

    public Task<bool> Remove(string endpointId, DateTimeOffset now) => DoAsync(() => endpoints.RemoveAll(endpoint => endpoint.EndpointId == endpointId) > 0);

    public Task<AlertPosted?> Test(string endpointId) => DoAsync(() => endpoints.Exists(endpoint => endpoint.EndpointId == endpointId) ? Posted : null);

    public Task<AlertDelivery[]?> Deliveries(AlertDeliveriesQuery query) => DoAsync(() =>
        endpoints.Exists(endpoint => endpoint.EndpointId == query.EndpointId)
            ? deliveries.Where(delivery => delivery.Of.EndpointId == query.EndpointId && !(delivery.What.AlertId >= query.Before))
                .Select(static delivery => delivery.What).Take(query.Count).ToArray()
            : null);

    public Task<RaisedAlert[]> Last(TeamId teamId, int count) => DoAsync(() => raised.Where(alert => alert.TeamId == teamId).Take(count).ToArray());

    public Task<long> Test(TeamId teamId) => DoAsync(() =>
    {
        var id = raised.Count + 1L;
        raised.Insert(0, new RaisedAlert(id, teamId, FakeTeam.Start, AlertKind.Test, EntryId: null, "A test.", new AlertFacts(Team: null)));
        return id;
    });

    public Task<AlertEndpoint[]> Listeners(TeamId teamId) => DoAsync(() => endpoints.Where(endpoint => endpoint.TeamId is null || endpoint.TeamId == teamId).ToArray());

    private Task<T> DoAsync<T>(Func<T> what)
    {
        lock (gate)
        {
            return Task.FromResult(what());
        }
    }
}
