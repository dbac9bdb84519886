using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.Debits;

/// <summary>The bodies of the debit calls.</summary>
internal static class DebitBody
{
    private const int MemberId = 0, Action = 1, JobId = 2, Regeneration = 3, HoldSeconds = 4;
    private const int Key = 0;

    private static readonly MemberNames One = new(["memberId", "action"], "jobId", "regeneration", "holdSeconds");
    private static readonly MemberNames Many = new(["debits"]);
    private static readonly MemberNames Item = new(["key", "memberId", "action"], "jobId", "regeneration", "holdSeconds");

    /// <summary>One debit; its key is in the header.</summary>
    public static readonly BodyParser<Spend> Parse = static (ref body) =>
    {
        Spend spend = default;
        for (var seen = 0u; body.Next(One, ref seen, out var member);)
        {
            ReadMember(ref body, member, ref spend);
        }

        return spend;
    };

    /// <summary>A batch, every debit with its key.</summary>
    public static readonly BodyParser<DebitRequest[]> ParseBatch = static (ref body) =>
    {
        var debits = new List<DebitRequest>();
        for (var seen = 0u; body.Next(Many, ref seen, out _);)
        {
            var outer = body.EnterArray();
            while (body.NextObject())
            {
                if (debits.Count == Limits.BatchSize)
                {
                    throw body.Invalid($"A batch has at most {Limits.BatchSize} debits.");
                }

                debits.Add(ParseItem(ref body));
            }

            if (debits.Count == 0)
            {
                throw body.Invalid("A batch has at least one debit.");
            }

            body.Leave(outer);
        }

        return [.. debits];
    };

    private static DebitRequest ParseItem(ref JsonBody body)
    {
        var key = "";
        Spend spend = default;
        for (var seen = 0u; body.Next(Item, ref seen, out var member);)
        {
            if (member == Key)
            {
                key = body.String(Limits.IsKey, $"1 to {Limits.KeyLength} printable characters");
            }
            else
            {
                ReadMember(ref body, member - 1, ref spend);
            }
        }

        return spend.WithKey(key);
    }

    private static void ReadMember(ref JsonBody body, int member, ref Spend spend)
    {
        switch (member)
        {
            case MemberId:
                spend.MemberId = body.Id<MemberId>();
                break;
            case Action:
                spend.Action = body.Code<AiAction>();
                break;
            case JobId:
                spend.JobId = body.OptionalId<JobId>();
                break;
            case Regeneration:
                spend.Regeneration = body.OptionalBool() ?? false;
                break;
            case HoldSeconds:
                spend.HoldSeconds = (int?)body.OptionalNumber(1, Limits.HoldSeconds);
                break;
        }
    }

    /// <summary>What a debit is for.</summary>
    internal struct Spend
    {
        public MemberId MemberId;
        public AiAction Action;
        public JobId? JobId;
        public bool Regeneration;
        public int? HoldSeconds;

        public readonly DebitRequest WithKey(string key) => new(key, MemberId, Action, JobId, Regeneration, HoldSeconds);
    }
}
