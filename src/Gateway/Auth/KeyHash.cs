using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Purser.Gateway.Auth;

/// <summary>A SHA-256, to look up by: nobody can choose what comes out of it, so that how long a comparison takes tells nothing.</summary>
internal readonly record struct KeyHash
{
    private readonly (long, long, long, long) bits;

    public KeyHash(ReadOnlySpan<byte> sha256) => bits = MemoryMarshal.Read<(long, long, long, long)>(sha256);

    public byte[] ToBytes()
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        MemoryMarshal.Write(bytes, in bits);
        return bytes;
    }
}
