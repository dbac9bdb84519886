using System.Net;
using Purser.Billing;
using Purser.Hosting;
using Purser.Teams;

namespace Purser.Gateway.Tests;

public sealed class WebhookTests(StripeHost stripe) : IClassFixture<StripeHost>
{
    private const string Invoice = """{"id":"in_1","object":"invoice","customer":"cus_1","metadata":{}}""";

    private readonly string invoicePaid = StripeHost.Event("invoice.paid", Invoice);

    private FakeInbox Inbox => stripe.Gateway.Teams.Inbox;

    [Theory]
    [InlineData(InboxOutcome.Done, "done")]
    [InlineData(InboxOutcome.WithoutEffect, "without_effect")]
    [InlineData(InboxOutcome.OfNobody, "of_nobody")]
    [InlineData(InboxOutcome.Before, "before")]
    public async Task An_event_is_taken_in_and_its_outcome_told(InboxOutcome outcome, string code)
    {
        Inbox.Outcome = outcome;

        (await stripe.SendAsync(invoicePaid)).ShouldBe(HttpStatusCode.OK, $$"""{"received":true,"outcome":"{{code}}"}""");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(-300)]
    public async Task An_event_may_be_five_minutes_late_or_early(int seconds) =>
        Assert.Equal(HttpStatusCode.OK, (await stripe.SendAsync(invoicePaid, StripeHost.Sign(invoicePaid, late: TimeSpan.FromSeconds(seconds)))).Status);

    [Theory]
    [InlineData(301)]
    [InlineData(-301)]
    [InlineData(86_400)]
    [InlineData(-86_400)]
    public async Task An_event_of_another_time_is_refused(int seconds) => ShouldBeRefused(
        await stripe.SendAsync(invoicePaid, StripeHost.Sign(invoicePaid, late: TimeSpan.FromSeconds(seconds))), "header", "300 seconds");

    [Fact]
    public async Task While_the_secret_is_rolled_one_of_two_signatures_suffices()
    {
        var old = StripeHost.Sign(invoicePaid, secret: "whsec_old");
        var both = $"{old},{StripeHost.Sign(invoicePaid).Split(',')[1]},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39";

        Assert.Equal(HttpStatusCode.OK, (await stripe.SendAsync(invoicePaid, both)).Status);
    }

    [Fact]
    public async Task A_signature_of_another_secret_or_another_body_is_refused()
    {
        var right = StripeHost.Sign(invoicePaid);
        foreach (var (body, signature) in new[]
        {
            (invoicePaid, StripeHost.Sign(invoicePaid, secret: "whsec_other")),
            (invoicePaid + " ", right),
            (invoicePaid.Replace("cus_1", "cus_2", StringComparison.Ordinal), right),
            (invoicePaid, right.ToUpperInvariant().Replace("T=", "t=", StringComparison.Ordinal).Replace("V1=", "v1=", StringComparison.Ordinal)),
            (invoicePaid, right[..^1]),
            (invoicePaid, right + "0"),
            (invoicePaid, right.Split(',')[0] + ",v1=" + new string('0', 64)),
        })
        {
            ShouldBeRefused(await stripe.SendAsync(body, signature), "header", "does not fit");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("nonsense")]
    [InlineData("t=1772366400")]
    [InlineData("v1=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39")]
    [InlineData("t=,v1=6ffbb59b")]
    [InlineData("t=abc,v1=6ffbb59b")]
    [InlineData("t=-1772366400,v1=6ffbb59b")]
    [InlineData("t=1772366400.5,v1=6ffbb59b")]
    [InlineData("t=99999999999999999999,v1=6ffbb59b")]
    [InlineData("t=1772366400,v1=")]
    [InlineData("t=1772366400,v1")]
    [InlineData("t=1772366400,,v1=6ffbb59b")]
    [InlineData("t=1772366400,t=1772366400,v1=6ffbb59b")]
    [InlineData("t=1772366400;v1=6ffbb59b")]
    [InlineData("=,=")]
    public async Task A_header_that_is_no_signature_is_refused(string header) =>
        ShouldBeRefused(await stripe.SendAsync(invoicePaid, header), "header", "Stripe-Signature");

    [Fact]
    public async Task A_missing_repeated_or_unprintable_header_is_refused()
    {
        ShouldBeRefused(await stripe.SendAsync(invoicePaid, Array.Empty<string>()), "header", "missing");

        var raw = $"Stripe-Signature: {StripeHost.Sign(invoicePaid)}\r\n";
        var twice = await RawHttp.PostAsync(stripe.Gateway, StripeHost.Path, invoicePaid, System.Text.Encoding.ASCII.GetBytes(raw + raw));

        ShouldBeRefused(twice, "header", "2 times");

        var umlaut = System.Text.Encoding.UTF8.GetBytes($"Stripe-Signature: {StripeHost.Sign(invoicePaid).Split(',')[0]},v1=schlüssel\r\n");
        ShouldBeRefused(await RawHttp.PostAsync(stripe.Gateway, StripeHost.Path, invoicePaid, umlaut), "header", "does not fit");
    }

    [Fact]
    public async Task What_is_signed_but_is_no_event_is_refused()
    {
        foreach (var body in BadBodies.ForEveryCall(invoicePaid).Select(bad => bad.Body)
            .Concat(NoEvents().Select(System.Text.Encoding.UTF8.GetBytes)).Append([]))
        {
            var answer = await stripe.SendAsync(body, StripeHost.Sign(body));

            ShouldBeRefused(answer, "pointer", ".");
        }
    }

    [Fact]
    public async Task An_event_of_a_megabyte_is_read_and_a_larger_one_is_not()
    {
        var largest = invoicePaid.PadRight(1024 * 1024);

        Assert.Equal(HttpStatusCode.OK, (await stripe.SendAsync(largest)).Status);
        (await stripe.SendAsync(largest + " ")).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    }

    [Fact]
    public async Task What_cannot_be_done_now_is_a_503_so_that_Stripe_delivers_again()
    {
        foreach (var failure in new Exception[]
        {
            new StripeAwayException("Stripe could not be asked."),
            new LedgerUnavailableException("The database is away."),
            new TimeoutException("No answer."),
            new ClusterAwayException("Away."),
        })
        {
            Inbox.Failure = failure;
            var answer = await stripe.SendAsync(invoicePaid);
            Inbox.Failure = null;

            answer.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
            Assert.Equal("1", answer.Headers["Retry-After"]);
            Assert.Equal(HttpStatusCode.OK, (await stripe.SendAsync(invoicePaid)).Status);
        }
    }

    [Fact]
    public async Task Without_a_secret_it_says_what_to_set()
    {
        await using var unset = new GatewayHost(hasCluster: true, settings: ("Stripe:WebhookSecret", ""));

        var answer = await unset.Api.PostAsync(StripeHost.Path, invoicePaid);

        answer.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "stripe-not-configured");
        Assert.Contains("Stripe__WebhookSecret", answer.Text, StringComparison.Ordinal);
    }

    private static IEnumerable<string> NoEvents()
    {
        const string Good = """
            {"id":"evt_1","object":"event","api_version":"2026-03-25.dahlia","created":1772366400,"type":"checkout.session.completed","data":{"object":{"id":"cs_1","object":"checkout.session"}}}
            """;
        foreach (var (member, value) in new[]
        {
            ("\"id\":\"evt_1\",", ""), ("\"evt_1\"", "null"), ("\"evt_1\"", "1"), ("\"evt_1\"", "\"\""), ("\"evt_1\"", "\"a\\u0000b\""),
            ("\"evt_1\"", $"\"{new string('x', 256)}\""), ("\"evt_1\"", "\"\\ud800\""),
            ("\"object\":\"event\",", ""), ("\"event\"", "\"v2.core.event\""), ("\"event\"", "null"), ("\"event\"", "{}"),
            ("\"api_version\":\"2026-03-25.dahlia\",", ""), ("\"2026-03-25.dahlia\"", "null"), ("\"2026-03-25.dahlia\"", "2026"),
            ("\"type\":\"checkout.session.completed\",", ""), ("\"checkout.session.completed\"", "null"), ("\"checkout.session.completed\"", "[]"),
            (",\"data\":{\"object\":{\"id\":\"cs_1\",\"object\":\"checkout.session\"}}", ""),
            ("{\"object\":{\"id\":\"cs_1\",\"object\":\"checkout.session\"}}", "null"),
            ("{\"object\":{\"id\":\"cs_1\",\"object\":\"checkout.session\"}}", "[]"),
            ("{\"object\":{\"id\":\"cs_1\",\"object\":\"checkout.session\"}}", "{}"),
            ("{\"id\":\"cs_1\",\"object\":\"checkout.session\"}", "null"), ("{\"id\":\"cs_1\",\"object\":\"checkout.session\"}", "\"cs_1\""),
            ("\"id\":\"cs_1\",", ""), ("\"cs_1\"", "null"), ("\"cs_1\"", "\"a\\u0000b\""),
        })
        {
            var bad = Good.Replace(member, value, StringComparison.Ordinal);
            Assert.NotEqual(Good, bad);
            yield return bad;
        }
    }

    private static void ShouldBeRefused(ApiAnswer answer, string place, string words)
    {
        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.True(answer.Json.GetProperty("errors")[0].TryGetProperty(place, out _), answer.Text);
        Assert.Contains(words, answer.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }
}
