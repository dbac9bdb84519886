namespace Purser.Gateway.Portal.Access;

/// <summary>What somebody wants to do with a team.</summary>
internal enum Right
{
    /// <summary>See the page, its numbers and its past.</summary>
    See,

    /// <summary>Top up, pay, subscribe.</summary>
    Pay,

    /// <summary>Set budgets of members, of the team and of automation.</summary>
    SetBudgets,

    /// <summary>Add, change and remove members.</summary>
    ManageMembers,

    /// <summary>Hand the team over to another member.</summary>
    TransferOwnership,

    /// <summary>Set of what the team is told, and try it out.</summary>
    SetAlerts,

    /// <summary>Change the Auto Bid of others; one's own is everybody's.</summary>
    ChangeAutoBidOfOthers,
}

/// <summary>Who may do what: the one place, for the page and for what it calls.</summary>
internal static class Rights
{
    public static bool May(this MemberRole role, Right right) => role switch
    {
        MemberRole.Owner => true,
        MemberRole.Admin => right != Right.TransferOwnership,
        MemberRole.Member => right == Right.See,
        _ => false,
    };
}
