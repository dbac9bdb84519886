using System.Text.Json.Serialization;

namespace Purser;

/// <summary>What a threshold is a share of.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<AlertBasis>))]
public enum AlertBasis : byte
{
    /// <summary>The allowance of the cycle.</summary>
    Pool = 1,

    /// <summary>All that the cycle had to spend: what was used of pool and extra, and what is left of both.</summary>
    Spendable = 2,

    /// <summary>The budget of a member, each for themselves.</summary>
    MemberBudget = 3,

    /// <summary>What Auto Bid may take from the pool.</summary>
    AutomationBudget = 4,
}
