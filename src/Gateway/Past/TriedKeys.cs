using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Purser.Gateway.Problems;
using Purser.Teams;

namespace Purser.Gateway.Past;

/// <summary>
/// What a trial would have imported, by its keys: in the ledger, where a key is found otherwise, there is nothing of it. Keys and
/// debits are kept as hashes, some 50 bytes a line.
/// </summary>
internal sealed class TriedKeys
{
    private const int Most = 1_000_000;

    private readonly Dictionary<UInt128, UInt128> debits = [];

    /// <summary>Null where the key is new.</summary>
    public PastVerdict? Find(PastDebit debit) => !debits.TryGetValue(KeyOf(debit), out var known) ? null
        : known == Hash($"{debit}") ? PastVerdict.Known
        : PastVerdict.KeyReused;

    /// <exception cref="ProblemException">They are too many to be tried.</exception>
    public void Add(PastDebit debit)
    {
        if (debits.Count == Most)
        {
            throw new ProblemException(Problem.TooLongToTry(Most));
        }

        debits.Add(KeyOf(debit), Hash($"{debit}"));
    }

    private static UInt128 KeyOf(PastDebit debit) => Hash(debit.Key ?? $"\n{debit}");

    private static UInt128 Hash(string text) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
