using System.Text.Json.Serialization;

namespace Purser;

/// <summary>What a member may do. There is always exactly one owner.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<MemberRole>))]
public enum MemberRole : byte
{
    /// <summary>Spends credits, sees the page, changes only their own Auto Bid.</summary>
    Member = 1,

    /// <summary>Also tops up, sets budgets, manages members and everyone's Auto Bid.</summary>
    Admin = 2,

    /// <summary>An admin who also owns the team.</summary>
    Owner = 3,
}

/// <summary>Whether a member may spend.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<MemberStatus>))]
public enum MemberStatus : byte
{
    /// <summary>May spend.</summary>
    Active = 1,

    /// <summary>Was removed: the history stays, the seat is free, debits are refused.</summary>
    Removed = 2,
}
