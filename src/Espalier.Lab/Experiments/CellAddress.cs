using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Espalier.Lab.Experiments;

/// <summary>
/// The SHA-256 of a cell's canonical description: experiment, revision, all parameters, replicate.
/// Whoever names the same cell gets the same address, the same seed and the same shard, whatever other cells there are.
/// </summary>
public readonly record struct CellAddress
{
    /// <summary>Bytes of an address.</summary>
    public const int Length = 32;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    private CellAddress(ReadOnlySpan<byte> hash)
    {
        _high = BinaryPrimitives.ReadUInt128BigEndian(hash);
        _low = BinaryPrimitives.ReadUInt128BigEndian(hash[16..]);
    }

    /// <summary>The cell's seed: the first eight bytes, high byte first.</summary>
    public ulong Seed => (ulong)(_high >> 64);

    /// <summary>The number that decides the shard: the next eight bytes.</summary>
    internal ulong ShardKey => (ulong)_high;

    /// <summary>The first half of the address; two cells of one store never share it by chance.</summary>
    internal UInt128 Key => _high;

    /// <summary>Writes what is hashed: <c>{"experiment":…,"parameters":{…},"replicate":…,"revision":…}</c>.</summary>
    internal static void WriteCanonical(IBufferWriter<byte> output, ExperimentSchema schema, ImmutableArray<Scalar> parameters, long replicate)
    {
        output.Write("{\"experiment\":"u8);
        CanonicalJson.Write(output, schema.Experiment);
        output.Write(",\"parameters\":"u8);
        WriteParameters(output, schema, parameters);
        output.Write(",\"replicate\":"u8);
        CanonicalJson.Write(output, replicate);
        output.Write(",\"revision\":"u8);
        CanonicalJson.Write(output, schema.Revision);
        output.Write("}"u8);
    }

    /// <summary>Writes the parameters, sorted by name.</summary>
    internal static void WriteParameters(IBufferWriter<byte> output, ExperimentSchema schema, ImmutableArray<Scalar> parameters)
    {
        byte separator = (byte)'{';
        foreach (int index in schema.SortedParameters)
        {
            output.Write([separator]);
            CanonicalJson.Write(output, schema.Parameters[index].Name);
            output.Write(":"u8);
            CanonicalJson.Write(output, parameters[index]);
            separator = (byte)',';
        }

        output.Write(separator == (byte)'{' ? "{}"u8 : "}"u8);
    }

    /// <summary>The address of a cell.</summary>
    internal static CellAddress Of(ExperimentSchema schema, ImmutableArray<Scalar> parameters, long replicate, ArrayBufferWriter<byte> scratch)
    {
        scratch.ResetWrittenCount();
        WriteCanonical(scratch, schema, parameters, replicate);
        Span<byte> hash = stackalloc byte[Length];
        SHA256.HashData(scratch.WrittenSpan, hash);
        return new(hash);
    }

    /// <summary>Reads 64 lower-case hexadecimal digits.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out CellAddress address)
    {
        Span<byte> hash = stackalloc byte[Length];
        bool ok = text.Length == 2 * Length && Convert.FromHexString(text, hash, out _, out _) == OperationStatus.Done;
        address = ok ? new(hash) : default;
        return ok;
    }

    /// <summary>The 32 bytes.</summary>
    internal byte[] ToBytes()
    {
        byte[] bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), _low);
        return bytes;
    }

    /// <summary>Whether these are its 32 bytes.</summary>
    internal bool Is(ReadOnlySpan<byte> bytes) => bytes.Length == Length && new CellAddress(bytes) == this;

    /// <summary>An address from its 32 bytes.</summary>
    internal static CellAddress FromBytes(byte[] bytes) => new(bytes);

    /// <summary>Writes 64 lower-case hexadecimal digits.</summary>
    internal void WriteHex(IBufferWriter<byte> output)
    {
        Span<byte> hash = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(hash, _high);
        BinaryPrimitives.WriteUInt128BigEndian(hash[16..], _low);
        Convert.TryToHexStringLower(hash, output.GetSpan(2 * Length), out int written);
        output.Advance(written);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var output = new ArrayBufferWriter<byte>(2 * Length);
        WriteHex(output);
        return System.Text.Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
