using System.Text.Json.Serialization;

namespace Purser.Billing;

/// <summary>Where a purchase stands. The numbers are stored; never reuse one.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<TopUpStatus>))]
public enum TopUpStatus : byte
{
    /// <summary>Offered, not completed.</summary>
    Open = 1,

    /// <summary>Completed, the money still on its way: nothing is credited yet.</summary>
    Pending = 2,

    /// <summary>Paid and credited.</summary>
    Paid = 3,

    /// <summary>The payment failed.</summary>
    Failed = 4,

    /// <summary>Nobody completed it in time.</summary>
    Expired = 5,
}
