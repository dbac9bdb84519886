namespace Purser.Gateway.Tests;

/// <summary>Every call that has a body, with one that is fine and names every member.</summary>
internal static class BodyCalls
{
    public static readonly BodyCall[] All =
    [
        new(HttpMethod.Put, "/v1/teams/{0}", """
            {"name":"Acme","timeZone":"Europe/Berlin","owner":{"memberId":"anna","name":"Anna"},
             "subscription":{"plan":"pro","seats":3,"anchor":"2026-01-31T00:00:00Z"}}
            """),
        new(HttpMethod.Put, "/v1/teams/{0}", """{"name":"Acme","owner":{"memberId":"anna","name":"Anna"},"trial":true,"subscription":null}"""),
        new(HttpMethod.Patch, "/v1/teams/{0}", """{"name":"Acme & Sons","timeZone":"Europe/Berlin"}"""),
        new(HttpMethod.Post, "/v1/teams/{0}/debits", """{"memberId":"anna","action":"cover_letter","jobId":"job-1","regeneration":false,"holdSeconds":30}"""),
        new(HttpMethod.Post, "/v1/teams/{0}/debits/batch", """
            {"debits":[{"key":"a","memberId":"anna","action":"cover_letter","jobId":"job-1","regeneration":false,"holdSeconds":30},
                       {"key":"b","memberId":"anna","action":"cover_letter","jobId":"job-1","regeneration":false}]}
            """),
        new(HttpMethod.Post, "/v1/teams/{0}/debits/2/reversal", """{"reason":"it failed"}""", IsOptional: true),
        new(HttpMethod.Post, "/v1/teams/{0}/debits/2/confirmation", "{}", IsOptional: true),
        new(HttpMethod.Put, "/v1/teams/{0}/members/ben", """{"name":"Ben","role":"member","budget":50}"""),
        new(HttpMethod.Post, "/v1/teams/{0}/members/ben/make-owner", "{}", IsOptional: true),
        new(HttpMethod.Put, "/v1/teams/{0}/budget", """{"budget":50}"""),
        new(HttpMethod.Put, "/v1/teams/{0}/automation-budget", """{"credits":300,"percent":null}"""),
        new(HttpMethod.Post, "/v1/teams/{0}/extra", """{"credits":100,"reason":"goodwill"}"""),
        new(HttpMethod.Put, "/v1/teams/{0}/subscription", """{"plan":"pro","seats":3,"anchor":"2026-01-31T00:00:00Z"}"""),
        new(HttpMethod.Post, "/v1/teams/{0}/checkout", """{"plan":"pro","seats":3}"""),
        new(HttpMethod.Post, "/v1/teams/{0}/billing-portal", "{}", IsOptional: true),
        new(HttpMethod.Post, "/v1/teams/{0}/reconcile", "{}", IsOptional: true),
        new(HttpMethod.Post, "/v1/teams/{0}/top-ups", """{"pack":"small"}"""),
        new(HttpMethod.Put, "/v1/teams/{0}/auto-top-up", """{"enabled":true,"threshold":50,"pack":"small","mostPerCycle":3}"""),
        new(HttpMethod.Put, "/v1/teams/{0}/auto-top-up", """{"enabled":false,"threshold":null,"pack":null,"mostPerCycle":null}"""),
        new(HttpMethod.Put, "/v1/teams/{0}/auto-bid/anna", """{"enabled":true,"query":"react","threshold":70,"dailyCap":50,"dailyCredits":120}"""),
    ];

    /// <summary>For theories: their indices, because those are what test runners can name.</summary>
    public static TheoryData<int> Indices => [.. Enumerable.Range(0, All.Length)];
}

internal sealed record BodyCall(HttpMethod Method, string Template, string Good, bool IsOptional = false)
{
    public string Path(string teamId) => string.Format(Template, teamId);
}
