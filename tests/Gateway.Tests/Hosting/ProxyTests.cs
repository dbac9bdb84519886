using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Purser.Gateway.Hosting;
using Purser.Gateway.Tests.Portal;

namespace Purser.Gateway.Tests;

/// <summary>Whom the gateway believes who calls, and by which way.</summary>
public sealed class ProxyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "203.0.113.7", "127.0.0.1 http")]
    [InlineData("10.0.0.0/8", "203.0.113.7", "127.0.0.1 http")]
    [InlineData("127.0.0.1", "203.0.113.7", "203.0.113.7 https")]
    [InlineData("127.0.0.0/8", "203.0.113.7", "203.0.113.7 https")]
    [InlineData("127.0.0.1", "192.0.2.1, 203.0.113.7", "203.0.113.7 https")]
    [InlineData("127.0.0.1, 10.0.0.0/8", "192.0.2.1, 203.0.113.7, 10.1.2.3", "203.0.113.7 https")]
    [InlineData("127.0.0.1", "2001:db8::7", "2001:db8::7 https")]
    public async Task The_caller_is_whom_the_named_proxies_say_and_nobody_else(string proxies, string forwardedFor, string believed)
    {
        await using var echo = await EchoAsync(proxies);
        using var client = new HttpClient { BaseAddress = new Uri(echo.Urls.Single()) };
        var hops = forwardedFor.Split(',').Length;
        client.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", string.Join(", ", Enumerable.Repeat("https", hops)));

        Assert.Equal(believed, await client.GetStringAsync("/", Cancellation));
    }

    [Theory]
    [InlineData("127.0.0.1", "__Host-purser-")]
    [InlineData("", "purser-")]
    public async Task The_pages_cookie_is_for_encrypted_ways_where_a_named_proxy_says_that_this_is_one(string proxies, string name)
    {
        await using var own = new GatewayHost(hasCluster: true, time: null, ("Purser:Proxies", proxies));
        await own.Api.OpenAsync("proxied");
        using var anna = new Visitor(own.Address);

        var entered = await anna.GetAsync(await Visitor.LinkAsync(own, "proxied"), ("X-Forwarded-Proto", "https"));

        Assert.StartsWith(name, entered.Headers["Set-Cookie"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.7", 0)]
    [InlineData("10.0.0.7,fd00::/8, 10.1.0.0/16", 0)]
    [InlineData("proxy.example.com", 1)]
    [InlineData("10.0.0.0/40, 10.0.0.7, *", 2)]
    public void A_proxy_is_an_address_or_a_network(string proxies, int wrong) =>
        Assert.Equal(wrong, new ProxySettings { Proxies = proxies }.Errors().Count());

    private static async Task<WebApplication> EchoAsync(string proxies)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("urls", "http://127.0.0.1:0"), new("Purser:Proxies", proxies)]);
        builder.Services.AddProxies();
        var echo = builder.Build();
        echo.UseProxies();
        echo.MapGet("/", static (HttpContext context) => $"{context.Connection.RemoteIpAddress} {context.Request.Scheme}");
        await echo.StartAsync(Cancellation);
        return echo;
    }
}
