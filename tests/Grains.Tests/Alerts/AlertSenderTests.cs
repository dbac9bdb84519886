using System.Net;
using System.Net.Sockets;
using System.Text;
using Purser.Alerts;

namespace Purser.Grains.Tests.Alerts;

/// <summary>Where alerts go and where they never go, and what a receiver may do to whoever posts them.</summary>
public sealed class AlertSenderTests
{
    private static readonly AlertMessage Message = new("alert_1", "{}"u8.ToArray());
    private static readonly AlertSecret Secret = AlertSecret.New();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("ff02::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:db8::1")]
    public void An_address_that_is_not_the_worlds_is_not_public(string address) => Assert.False(PublicInternet.Has(IPAddress.Parse(address)));

    [Theory]
    [InlineData("93.184.216.34")]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    public void An_address_that_is_the_worlds_is(string address) => Assert.True(PublicInternet.Has(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://hooks.example.com/", "The address must begin with https.")]
    [InlineData("https://127.0.0.1/", "127.0.0.1 is not an address of the public internet.")]
    [InlineData("https://2130706433/", "127.0.0.1 is not an address of the public internet.")]
    [InlineData("https://[::1]/", "::1 is not an address of the public internet.")]
    [InlineData("https://hooks.example.com/", null)]
    public void Some_addresses_are_never_posted_to(string url, string? why)
    {
        using var sender = Sender(mayBePrivate: false, IPAddress.Loopback);
        Assert.Equal(why, sender.WhyNever(new Uri(url)));
    }

    [Fact]
    public async Task A_name_is_resolved_once_and_what_it_means_is_what_is_connected_to()
    {
        using var listener = Listen();
        var asked = 0;
        using var sender = new AlertSender(
            mayBePrivate: false,
            (_, _) => Task.FromResult<IPAddress[]>(++asked == 1 ? [IPAddress.Parse("192.168.0.1"), IPAddress.Loopback] : [IPAddress.Parse("8.8.8.8")]),
            TimeProvider.System);

        var posted = await PostAsync(sender, new Uri($"https://rebound.example:{Port(listener)}/"));

        Assert.Equal(new AlertPosted(Status: null, "rebound.example is not an address of the public internet."), posted);
        Assert.Equal(1, asked);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using var listener = Listen();
        using var sender = Sender(mayBePrivate: true, IPAddress.Loopback);
        var posting = PostAsync(sender, new Uri($"http://receiver.example:{Port(listener)}/"));
        await AnswerAsync(listener, $"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:{Port(listener)}/private\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(new AlertPosted(307, "It answered 307; redirects are not followed."), await posting);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task An_answer_without_end_is_not_listened_to()
    {
        using var listener = Listen();
        using var sender = Sender(mayBePrivate: true, IPAddress.Loopback);
        var posting = PostAsync(sender, new Uri($"http://receiver.example:{Port(listener)}/"));
        using var client = await AnswerAsync(listener, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n", close: false);

        Assert.Equal(new AlertPosted(200, Trouble: null), await posting);
    }

    [Fact]
    public async Task Headers_without_end_are_cut_off()
    {
        using var listener = Listen();
        using var sender = Sender(mayBePrivate: true, IPAddress.Loopback);
        var posting = PostAsync(sender, new Uri($"http://receiver.example:{Port(listener)}/"));
        await AnswerAsync(listener, "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Range(0, 2_000).Select(static at => $"X-{at}: {new string('a', 100)}\r\n")));

        var posted = await posting;
        Assert.Null(posted.Status);
        Assert.NotNull(posted.Trouble);
    }

    [Fact]
    public async Task Nobody_there_is_trouble_and_not_an_error()
    {
        using var sender = Sender(mayBePrivate: true, IPAddress.Loopback);
        int free;
        using (var listener = Listen())
        {
            free = Port(listener);
        }

        var posted = await PostAsync(sender, new Uri($"http://receiver.example:{free}/"));
        Assert.Null(posted.Status);
        Assert.Contains("refused", posted.Trouble, StringComparison.OrdinalIgnoreCase);
        using var lost = new AlertSender(mayBePrivate: true, static (_, _) => throw new SocketException((int)SocketError.HostNotFound), TimeProvider.System);
        Assert.NotNull((await PostAsync(lost, new Uri("https://nowhere.example/"))).Trouble);
    }

    private static AlertSender Sender(bool mayBePrivate, IPAddress address) =>
        new(mayBePrivate, (_, _) => Task.FromResult<IPAddress[]>([address]), TimeProvider.System);

    private static async Task<AlertPosted> PostAsync(AlertSender sender, Uri url) =>
        (await sender.SendAsync(url, Message, [Secret], attempt: 1, Cancellation)).Posted;

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static async Task<TcpClient> AnswerAsync(TcpListener listener, string answer, bool close = true)
    {
        var client = await listener.AcceptTcpClientAsync(Cancellation);
        var stream = client.GetStream();
        _ = await stream.ReadAsync(new byte[16_384], Cancellation);
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), Cancellation);
        }
        catch (IOException)
        {
            // Who asked has heard enough.
        }

        if (close)
        {
            client.Dispose();
        }

        return client;
    }
}
