using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purser.Alerts;

/// <summary>
/// An alert as it is posted, by the Standard Webhooks scheme (https://www.standardwebhooks.com): a JSON object with <c>type</c>,
/// <c>timestamp</c> and <c>data</c>, and three headers. Its id and its body are the same in every attempt.
/// </summary>
/// <param name="Id">What a receiver knows a repetition by.</param>
/// <param name="Body">As UTF-8.</param>
internal sealed record AlertMessage(string Id, byte[] Body)
{
    public static AlertMessage Of(RaisedAlert alert)
    {
        var type = $"alert.{JsonNamingPolicy.SnakeCaseLower.ConvertName(alert.Kind.ToString())}";
        return new AlertMessage(
            $"alert_{alert.AlertId}",
            JsonSerializer.SerializeToUtf8Bytes(new MessageBody(type, alert.At.UtcDateTime, AlertData.Of(alert)), MessageJson.Default.MessageBody));
    }

    /// <summary>The headers that say whose message it is, and that it is as it was sent.</summary>
    /// <param name="secrets">Each signs it: while a secret is exchanged there are two.</param>
    /// <param name="now">The time of the attempt: receivers refuse what is minutes old.</param>
    public IEnumerable<(string Name, string Value)> Sign(IEnumerable<AlertSecret> secrets, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{Id}.{timestamp}."), .. Body];
        yield return ("webhook-id", Id);
        yield return ("webhook-timestamp", timestamp);
        yield return ("webhook-signature", string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret.Key, signed))}")));
    }
}

/// <summary>What is posted.</summary>
internal sealed record MessageBody(string Type, DateTime Timestamp, AlertData Data);

/// <summary>What an alert says: the members of an item of <c>GET /v1/teams/{teamId}/alerts</c>, and whose it is.</summary>
internal sealed record AlertData(
    long AlertId,
    TeamId? TeamId,
    DateTime At,
    AlertKind Alert,
    string Message,
    long? EntryId,
    int? Percent,
    MemberId? MemberId,
    int? Days,
    Credits? ExtraBelow,
    Credits? Credits,
    string? Reason,
    DateTime? DryFrom,
    DateTime? DryBy,
    TeamAtAlert? Team)
{
    public static AlertData Of(RaisedAlert alert) => new(
        alert.AlertId,
        alert.TeamId,
        alert.At.UtcDateTime,
        alert.Kind,
        alert.Message,
        alert.EntryId,
        alert.Facts.Percent,
        alert.Facts.MemberId,
        alert.Facts.Days,
        alert.Facts.Below,
        alert.Facts.Added,
        alert.Facts.Reason,
        alert.Facts.DryFrom?.UtcDateTime,
        alert.Facts.DryBy?.UtcDateTime,
        alert.Facts.Team);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MessageBody))]
internal sealed partial class MessageJson : JsonSerializerContext;
