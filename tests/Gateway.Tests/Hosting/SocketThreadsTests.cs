using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Purser.Gateway.Debits;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.Tests.Hosting;

/// <summary>What may hold up the threads that listen to sockets, and what may not.</summary>
public sealed class SocketThreadsTests(GatewayHost gateway)
{
    /// <summary>As the program chooses it. The runtime reads it with its first socket.</summary>
    [ModuleInitializer]
    internal static void Choose() => Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

    [Fact]
    public async Task A_debit_stays_on_the_thread_that_listens_to_its_socket()
    {
        // A connection is accepted in the pool, and what it brings along at once is read there.
        bool? inThePool = null;
        for (var n = 0; n < 100 && inThePool is not false; n++)
        {
            await gateway.Api.PostAsync($"/v1/teams/stays-{n}/debits", """{"memberId":"anna","action":"answer"}""", key: "k");
            inThePool = gateway.Teams[$"stays-{n}"].WasAskedInThePool;
        }

        Assert.False(inThePool);
    }

    [Theory]
    [InlineData("credits")]
    [InlineData("usage")]
    [InlineData("audit")]
    public async Task A_read_leaves_it(string what)
    {
        await gateway.Api.GetAsync($"/v1/teams/leaves-{what}/{what}");

        Assert.True(gateway.Teams[$"leaves-{what}"].WasAskedInThePool);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1000, true)]
    public async Task Only_a_long_body_leaves_the_thread_that_received_it(int debits, bool leaves)
    {
        var body = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
        var context = new DefaultHttpContext { Request = { ContentType = "application/json" } };
        context.Features.Set<IRequestBodyPipeFeature>(new Body(body.Reader));
        var parsedInThePool = false;
        var reading = RequestBody.ReadAsync(context, Parse, RequestBody.Batch).AsTask();
        var received = new Thread(() =>
        {
            var items = string.Join(',', Enumerable.Range(0, debits).Select(n => $$"""{"key":"{{n}}","memberId":"anna","action":"answer"}"""));
            body.Writer.Write(Encoding.UTF8.GetBytes($$"""{"debits":[{{items}}]}"""));
            body.Writer.Complete();
        });

        received.Start();

        Assert.Equal(debits, (await reading).Length);
        Assert.Equal(leaves, parsedInThePool);

        DebitRequest[] Parse(ref JsonBody json)
        {
            parsedInThePool = Thread.CurrentThread.IsThreadPoolThread;
            return DebitBody.ParseBatch(ref json);
        }
    }

    private sealed record Body(PipeReader Reader) : IRequestBodyPipeFeature;
}
