using System.Net.Sockets;
using System.Text;

namespace Purser.Gateway.Tests;

/// <summary>Requests byte by byte: what a well-behaved client cannot send.</summary>
internal static class RawHttp
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<ApiAnswer> Post(GatewayHost gateway, string path, string body, byte[] headers)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return Send(gateway,
        [
            .. Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: purser\r\nConnection: close\r\nAuthorization: Bearer {GatewayHost.OperatorKey}\r\n"),
            .. Encoding.ASCII.GetBytes($"Content-Type: application/json\r\nContent-Length: {bytes.Length}\r\n"),
            .. headers,
            .. "\r\n"u8,
            .. bytes,
        ]);
    }

    /// <summary>Sends the bytes and reads one answer.</summary>
    public static async Task<ApiAnswer> Send(GatewayHost gateway, byte[] request)
    {
        using var connection = await Connect(gateway);
        await connection.GetStream().WriteAsync(request, Cancellation);
        return await Read(connection);
    }

    public static async Task<TcpClient> Connect(GatewayHost gateway)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync("127.0.0.1", gateway.Address.Port, Cancellation);
        return connection;
    }

    /// <summary>Reads until the server closes the connection.</summary>
    public static async Task<ApiAnswer> Read(TcpClient connection)
    {
        using var reader = new StreamReader(connection.GetStream(), Encoding.UTF8);
        var text = await reader.ReadToEndAsync(Cancellation);
        var (head, body) = text.Split("\r\n\r\n", 2) is [var first, var second] ? (first, second) : (text, "");
        var lines = head.Split("\r\n");
        var headers = lines[1..].Select(line => line.Split(": ", 2))
            .ToDictionary(header => header[0], header => header[1], StringComparer.OrdinalIgnoreCase);
        return new ApiAnswer(
            (System.Net.HttpStatusCode)int.Parse(lines[0].Split(' ')[1]),
            headers.GetValueOrDefault("Content-Type"),
            body,
            headers);
    }
}
