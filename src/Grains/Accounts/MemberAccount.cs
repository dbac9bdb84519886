namespace Purser.Accounts;

/// <summary>A member as the team's account knows them, and what they used in the current cycle.</summary>
public sealed class MemberAccount
{
    private static readonly int ActionCount = Enum.GetValues<AiAction>().Max(action => (int)action);

    private long[]? usedByAction;

    internal MemberAccount(MemberSeat terms) => Terms = terms;

    /// <summary>Role and budget.</summary>
    public MemberSeat Terms { get; internal set; }

    /// <summary>Whether they may spend.</summary>
    public MemberStatus Status { get; internal set; } = MemberStatus.Active;

    /// <summary>Credits used in this cycle, less reversals.</summary>
    public Credits Used { get; private set; }

    /// <summary>The same by action; actions not used are absent.</summary>
    public IEnumerable<KeyValuePair<AiAction, Credits>> UsedByAction =>
        from action in Enum.GetValues<AiAction>()
        let used = usedByAction is null ? 0 : usedByAction[(int)action - 1]
        where used != 0
        select KeyValuePair.Create(action, new Credits(used));

    /// <summary>The cap in force for this member.</summary>
    public Credits? Budget(Credits? teamBudget) => Terms.Budget.Own ? Terms.Budget.Cap : teamBudget;

    internal static MemberAccount FromSnapshot(MemberSnapshot snapshot)
    {
        var member = new MemberAccount(snapshot.Terms) { Status = snapshot.Status };
        foreach (var (action, credits) in snapshot.Used)
        {
            member.Use(action, credits);
        }

        return member;
    }

    internal void Use(AiAction action, Credits credits)
    {
        usedByAction ??= new long[ActionCount];
        usedByAction[(int)action - 1] += credits.Count;
        Used += credits;
    }

    internal void StartCycle()
    {
        usedByAction = null;
        Used = Credits.Zero;
    }
}
