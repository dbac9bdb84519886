using System.Net.Sockets;
using System.Text;

namespace Purser.Gateway.Tests;

/// <summary>Requests byte by byte: what a well-behaved client cannot send.</summary>
internal static class RawHttp
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<ApiAnswer> PostAsync(GatewayHost gateway, string path, string body, byte[] headers)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return SendAsync(gateway,
        [
            .. Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: purser\r\nConnection: close\r\nAuthorization: Bearer {GatewayHost.OperatorKey}\r\n"),
            .. Encoding.ASCII.GetBytes($"Content-Type: application/json\r\nContent-Length: {bytes.Length}\r\n"),
            .. headers,
            .. "\r\n"u8,
            .. bytes,
        ]);
    }

    /// <summary>Asks with the operator's key and a key of its own.</summary>
    /// <param name="gateway">Whom.</param>
    /// <param name="call">The method and the target as they are to be sent.</param>
    /// <param name="headers">More headers, each with its end of line.</param>
    public static Task<ApiAnswer> AskAsync(GatewayHost gateway, string call, string headers = "") => SendAsync(gateway, Encoding.Latin1.GetBytes(
        $"{call} HTTP/1.1\r\nHost: purser\r\nConnection: close\r\nIdempotency-Key: k\r\n"
        + $"Authorization: Bearer {GatewayHost.OperatorKey}\r\n{headers}\r\n"));

    /// <summary>Sends the bytes and reads one answer.</summary>
    public static async Task<ApiAnswer> SendAsync(GatewayHost gateway, byte[] request)
    {
        using var connection = await ConnectAsync(gateway);
        await connection.GetStream().WriteAsync(request, Cancellation);
        return await ReadAsync(connection);
    }

    public static async Task<TcpClient> ConnectAsync(GatewayHost gateway)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync("127.0.0.1", gateway.Address.Port, Cancellation);
        return connection;
    }

    /// <summary>Reads until the server closes the connection.</summary>
    public static async Task<ApiAnswer> ReadAsync(TcpClient connection)
    {
        using var reader = new StreamReader(connection.GetStream(), Encoding.UTF8);
        return Parse(await reader.ReadToEndAsync(Cancellation));
    }

    /// <summary>Sends the bytes and reads several answers, each of which says how long its body is.</summary>
    public static async Task<ApiAnswer[]> SendSeveralAsync(GatewayHost gateway, byte[] requests)
    {
        using var connection = await ConnectAsync(gateway);
        await connection.GetStream().WriteAsync(requests, Cancellation);
        using var reader = new StreamReader(connection.GetStream(), Encoding.Latin1);
        var text = await reader.ReadToEndAsync(Cancellation);
        var answers = new List<ApiAnswer>();
        while (text.Length > 0)
        {
            var answer = Parse(text);
            var length = int.Parse(answer.Headers["Content-Length"]);
            answers.Add(answer with { Text = answer.Text[..length] });
            text = answer.Text[length..];
        }

        return [.. answers];
    }

    private static ApiAnswer Parse(string text)
    {
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
