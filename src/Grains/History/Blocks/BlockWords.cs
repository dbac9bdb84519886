using System.Numerics;

namespace Purser.History.Blocks;

/// <summary>
/// Which members, which purposes of theirs and which jobs occur in a block, as a Bloom filter: what is in it is always found, and
/// of what is not, some four in a thousand are taken to be.
/// </summary>
internal static class BlockWords
{
    private const int BitsPerWord = 12;
    private const int Probes = 6;

    /// <summary>The word of a member.</summary>
    public static ulong OfMember(string memberId) => Hash('m', memberId, 0);

    /// <summary>The word of a member's spending on something from somewhere.</summary>
    public static ulong OfPurpose(string memberId, int purpose) => Hash('p', memberId, purpose);

    /// <summary>The word of a job.</summary>
    public static ulong OfJob(string jobId) => Hash('j', jobId, 0);

    /// <summary>A filter that holds these words.</summary>
    public static byte[] Filter(IReadOnlyCollection<ulong> words)
    {
        var filter = new byte[((words.Count * BitsPerWord) + 7) / 8];
        foreach (var word in words)
        {
            for (var probe = 0; probe < Probes; probe++)
            {
                var bit = Bit(word, probe, filter.Length);
                filter[bit >> 3] |= (byte)(1 << (bit & 7));
            }
        }

        return filter;
    }

    /// <summary>Whether the filter may hold a word.</summary>
    public static bool MayHold(byte[] filter, ulong word)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            if (filter.Length == 0)
            {
                return false;
            }

            var bit = Bit(word, probe, filter.Length);
            if ((filter[bit >> 3] & (1 << (bit & 7))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static int Bit(ulong word, int probe, int bytes) =>
        (int)(((word & uint.MaxValue) + ((ulong)probe * ((word >> 32) | 1))) % ((ulong)bytes * 8));

    /// <remarks>FNV-1a with a last mix. It is stored: it must never change.</remarks>
    private static ulong Hash(char tag, string id, int purpose)
    {
        unchecked
        {
            var hash = 14695981039346656037UL;
            hash = (hash ^ tag) * 1099511628211UL;
            hash = (hash ^ (uint)purpose) * 1099511628211UL;
            foreach (var character in id)
            {
                hash = (hash ^ character) * 1099511628211UL;
            }

            hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
            hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
            return hash ^ BitOperations.RotateRight(hash, 33);
        }
    }
}
