using CsCheck;
using Purser.History.Blocks;

namespace Purser.Grains.Tests.History;

/// <summary>Usage that nobody lived through: for what has to be right of any.</summary>
internal static class GeneratedUsage
{
    private static readonly string[] People = ["olga", "anna", "ben", "zoe"];

    /// <summary>Entries of several blocks, over some days that lie where clocks are changed in many zones.</summary>
    public static readonly Gen<UsageLine[]> Any =
        from count in Gen.Int[1, (2 * UsageBlock.Size) + 300]
        from seed in Gen.Int
        select Lines(count, new Random(seed));

    public static UsageLine[] Lines(int count, Random random)
    {
        // New York's and Havana's clocks go forward on 8 March 2026, Havana's at midnight; Lord Howe's by half an hour in April.
        var at = (new DateTime(2026, 3, 6, 0, 0, 0, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        var lines = new UsageLine[count];
        List<UsageLine> open = [];
        var nothing = random.Next(2) == 0;
        for (var seq = 1; seq <= count; seq++)
        {
            at += random.Next(4) == 0 ? 0 : random.NextInt64(900_000_000);
            nothing ^= random.Next(50) == 0;
            lines[seq - 1] = random.Next(20) switch
            {
                0 => new UsageLine(seq, at, UsageKind.Other, null, null, 0, nothing, random.Next(10) == 0 ? new Turn(seq, 2, at) : null),
                < 4 when open.Count > 0 => Reverse(open[random.Next(open.Count)]),
                _ => Debit(),
            };

            UsageLine Debit()
            {
                var kind = new UsageKind(EntryRole.Debit, (AiAction)random.Next(1, 9), random.Next(3) == 0, (Bucket)random.Next(1, 3));
                var line = new UsageLine(seq, at, kind, People[random.Next(4)], random.Next(3) == 0 ? null : $"job-{random.Next(count)}", 0, nothing, null);
                open.Add(line);
                return line;
            }

            UsageLine Reverse(UsageLine debit)
            {
                open.Remove(debit);
                var role = random.Next(5) == 0 ? EntryRole.GivesNothingBack : EntryRole.GivesBack;
                var purpose = debit.Kind.Purpose;
                var kind = new UsageKind(role, UsageKind.ActionOf(purpose), UsageKind.IsRegeneration(purpose), UsageKind.BucketOf(purpose));
                return debit with { Seq = seq, At = at, Kind = kind, Debit = debit.Seq, LeavesNothing = nothing };
            }
        }

        return lines;
    }

    public static BuiltBlock[] Blocks(UsageLine[] lines)
    {
        var builder = new BlockBuilder();
        return [.. lines.Chunk(UsageBlock.Size).Select(part => builder.Build(part))];
    }
}
