using System.Net;
using System.Text.RegularExpressions;
using Purser.Billing;
using Purser.Gateway.Checkout;
using Purser.Teams;

namespace Purser.Gateway.Tests;

public sealed class ReturnPageTests(GatewayHost gateway)
{
    private const string Session = "cs_test_a1B2";

    [Fact]
    public async Task Who_paid_for_a_pack_sees_what_was_added()
    {
        await SettleAsync("paid", TopUpStatus.Paid, "small", extra: 250);
        gateway.Teams["paid"].TopUps.Add(new TopUp(
            Session, "small", new Credits(100), 1200, "usd", TopUpStatus.Paid, IsAutomatic: false, FakeTeam.Start));

        var page = await GetAsync("paid");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("100 credits were added. Extra credits: 250.", page.Text, StringComparison.Ordinal);
        Assert.Equal(Session, gateway.Teams["paid"].LastOrder);
    }

    [Theory]
    [InlineData(TopUpStatus.Pending, "small", "Your payment is on its way")]
    [InlineData(TopUpStatus.Open, "small", "Nothing was bought")]
    [InlineData(TopUpStatus.Expired, "small", "Nothing was bought")]
    [InlineData(TopUpStatus.Failed, "small", "The payment failed")]
    [InlineData(TopUpStatus.Paid, null, "has the plan pro with 3 seats. Credits remaining: 750 of 750.")]
    [InlineData(TopUpStatus.Pending, null, "Your payment is on its way")]
    [InlineData(TopUpStatus.Open, null, "Nothing was bought")]
    [InlineData(TopUpStatus.Failed, null, "The payment failed")]
    public async Task Who_comes_back_is_told_how_it_stands(TopUpStatus status, string? pack, string words)
    {
        await SettleAsync("back", status, pack, extra: 0);

        var page = await GetAsync("back");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains(words, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_turned_back_bought_nothing_and_Stripe_is_not_asked()
    {
        var page = await gateway.Api.GetAsync("/checkout/return?team=turned-back&session=none");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Nothing was bought", page.Text, StringComparison.Ordinal);
        Assert.Equal(0, gateway.Teams["turned-back"].Calls);
    }

    [Fact]
    public async Task Who_comes_from_the_billing_portal_is_told_so()
    {
        var page = await gateway.Api.GetAsync("/checkout/return?team=from-portal");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(0, gateway.Teams["from-portal"].Calls);
    }

    [Fact]
    public async Task A_session_of_nobody_is_a_page_that_was_not_found() =>
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("nobody")).Status);

    [Theory]
    [InlineData("")]
    [InlineData("?session=cs_1")]
    [InlineData("?team=&session=cs_1")]
    [InlineData("?team=a%20b&session=cs_1")]
    [InlineData("?team=odd-return&team=b&session=cs_1")]
    [InlineData("?team=odd-return&session=")]
    [InlineData("?team=odd-return&session=cs_1&session=cs_2")]
    [InlineData("?team=odd-return&session=..%2Fcustomers%2Fcus_1")]
    [InlineData("?team=odd-return&session=%3Cscript%3E")]
    [InlineData("?team=odd-return&session=%00")]
    [InlineData("?team=odd-return&session=%ff")]
    public async Task An_address_that_Stripe_never_leads_to_is_not_looked_into(string query)
    {
        var page = await gateway.Api.GetAsync("/checkout/return" + query);

        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (page.Status, page.MediaType));
        Assert.Equal(0, gateway.Teams["odd-return"].Calls);
    }

    [Fact]
    public async Task While_it_cannot_be_told_the_page_says_to_look_again()
    {
        foreach (var failure in new Exception[] { new StripeAwayException("secret"), new LedgerUnavailableException(), new TimeoutException() })
        {
            gateway.Teams["away"].Failure = failure;

            var page = await GetAsync("away");

            Assert.Equal((HttpStatusCode.ServiceUnavailable, "text/html", "5"), (page.Status, page.MediaType, page.Headers["Retry-After"]));
            Assert.Contains("Look again", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_teams_name_is_text_and_never_markup()
    {
        await SettleAsync("markup", TopUpStatus.Paid, pack: null, extra: 0, name: "<script>alert('Ü')</script>");

        var page = await GetAsync("markup");

        Assert.Contains("&lt;script&gt;", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_needs_no_key_loads_nothing_and_is_kept_by_nobody()
    {
        using var http = new HttpClient { BaseAddress = gateway.Address };
        using var response = await http.GetAsync("/checkout/return?team=a", TestContext.Current.CancellationToken);
        var page = await ApiAnswer.OfAsync(response, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(("no-store", "nosniff", "no-referrer"),
            (page.Headers["Cache-Control"], page.Headers["X-Content-Type-Options"], page.Headers["Referrer-Policy"]));
        Assert.DoesNotContain("//", page.Text, StringComparison.Ordinal);

        // The policy allows this very style: a browser would otherwise show the page without it.
        var style = Regex.Match(page.Text, "(?<=<style>).*(?=</style>)", RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Value;
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(style)));
        Assert.Equal(
            $"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            page.Headers["Content-Security-Policy"]);
    }

    private Task<ApiAnswer> GetAsync(string teamId) => gateway.Api.GetAsync($"/checkout/return?team={teamId}&session={Session}");

    private async Task SettleAsync(string teamId, TopUpStatus status, string? pack, long extra, string name = "Acme")
    {
        await gateway.Api.OpenAsync(teamId);
        var team = gateway.Teams[teamId];
        var credits = (await team.GetCredits())! with { Name = name, Extra = new Credits(extra) };
        team.Checkout = new CheckoutStanding(status, pack, credits);
    }

    [Fact]
    public void From_however_many_addresses_they_come_looks_at_Stripe_are_bounded_over_all()
    {
        using var limit = CheckoutReturn.NewLimit();

        Assert.Equal(20, Enumerable.Range(0, 30).Count(_ => Looks(IPAddress.Loopback)));
        Assert.InRange(Enumerable.Range(0, 300).Count(n => Looks(new IPAddress([10, 0, (byte)(n / 256), (byte)(n % 256)]))), 80, 90);

        bool Looks(IPAddress address)
        {
            using var look = limit.AttemptAcquire(address);
            return look.IsAcquired;
        }
    }
}
