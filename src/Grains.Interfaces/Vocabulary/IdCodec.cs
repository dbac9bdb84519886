using System.Buffers;
using System.Text;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace Purser;

/// <summary>Ids on their way between processes: a length and the text, which is ASCII.</summary>
public abstract class IdCodec<TId> : IFieldCodec<TId>
    where TId : struct, IOwnId<TId>
{
    /// <inheritdoc/>
    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, TId value)
        where TBufferWriter : IBufferWriter<byte>
    {
        Span<byte> text = stackalloc byte[IdRule.Longest];
        text = text[..Encoding.ASCII.GetBytes(value.Value, text)];
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(TId), WireType.LengthPrefixed);
        writer.WriteVarUInt32((uint)text.Length);
        writer.Write(text);
    }

    /// <inheritdoc/>
    public TId ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        ReferenceCodec.MarkValueField(reader.Session);
        field.EnsureWireType(WireType.LengthPrefixed);
        var length = reader.ReadVarUInt32();
        if (length > IdRule.Longest)
        {
            throw new FormatException($"An id of {length} characters was sent; it must be {IdRule.Words}.");
        }

        Span<byte> text = stackalloc byte[(int)length];
        reader.ReadBytes(text);
        return TId.Parse(Encoding.ASCII.GetString(text), provider: null);
    }
}

/// <summary>Orleans finds it by its attribute.</summary>
[RegisterSerializer]
internal sealed class TeamIdCodec : IdCodec<TeamId>;

/// <inheritdoc cref="TeamIdCodec"/>
[RegisterSerializer]
internal sealed class MemberIdCodec : IdCodec<MemberId>;

/// <inheritdoc cref="TeamIdCodec"/>
[RegisterSerializer]
internal sealed class JobIdCodec : IdCodec<JobId>;

/// <summary><see cref="JobId"/> itself cannot say to Orleans that it never changes.</summary>
[RegisterCopier]
internal sealed class JobIdCopier : ShallowCopier<JobId>;
