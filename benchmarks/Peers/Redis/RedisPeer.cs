using System.Net;
using StackExchange.Redis;

namespace Purser.Peers.Redis;

/// <summary>The script as the server knows it.</summary>
internal sealed record DebitScript(byte[] Hash);

internal static class RedisPeer
{
    internal static void AddRedisBooks(this WebApplicationBuilder builder)
    {
        var address = IPEndPoint.Parse(builder.Configuration.GetConnectionString("Redis")!);
        var connection = ConnectionMultiplexer.Connect(new ConfigurationOptions { EndPoints = { address } });
        using var source = new StreamReader(typeof(RedisPeer).Assembly.GetManifestResourceStream("debit.lua")!);
        var hash = connection.GetServer(address).ScriptLoad(source.ReadToEnd());

        builder.Services.AddSingleton(connection.GetDatabase());
        builder.Services.AddSingleton(new DebitScript(hash));
        builder.Services.AddSingleton<IBooks, RedisBooks>();
    }
}
