using System.Buffers.Binary;
using System.Collections.Immutable;
using Espalier.Formats.Onnx.Schema;
using Espalier.Numerics;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Espalier.Formats.Onnx;

/// <summary>Stored tensors as constants. Every size is checked against the bytes that are there before an array is made.</summary>
internal static class TensorDecoding
{
    /// <summary>More extents than any operator here can use.</summary>
    public const int MaxRank = 8;

    private const string ExportAgain = "the file is damaged; export it again";

    /// <summary>Decodes a tensor and lets go of its stored form, which would be as large again.</summary>
    public static Constant Take(TensorMessage tensor, Budget budget, Origin origin, ExternalData? beside = null)
    {
        Constant constant = Decode(tensor, budget, origin, beside);
        tensor.ClearRaw();
        tensor.PackedSingles.Clear();
        tensor.PackedDoubles.Clear();
        tensor.PackedInt32S.Clear();
        tensor.PackedInt64S.Clear();
        return constant;
    }

    private static Constant Decode(TensorMessage tensor, Budget budget, Origin origin, ExternalData? beside)
    {
        bool isExternal = tensor.Location != 0 || tensor.External.Count > 0;
        if (isExternal && beside is null) throw origin.Refusal("a constant inside the graph has external data", "save the model as a single file");
        if (tensor.Segment is not null) throw origin.Refusal("it is stored in segments", "export it in one piece");
        if (OnnxTypes.Of(tensor.ElementType) is not { } type)
            throw origin.Refusal($"its type {OnnxTypes.NameOf(tensor.ElementType)} is not supported", "export float32 weights");
        (ImmutableArray<int> extents, int count) = Extents(tensor.Extents, origin);
        // A stored integer may take one byte, a decoded one takes eight.
        if (!type.IsFloat) budget.Bytes(8L * count, origin);
        if (isExternal)
        {
            var entries = tensor.External.Select(entry => KeyValuePair.Create(entry.Key, entry.Value));
            return DecodeRaw(type, extents, count, beside!.Read(entries, (long)count * type.Size, origin), origin);
        }

        if (tensor.HasRaw) return DecodeRaw(type, extents, count, tensor.Raw.Memory, origin);
        return type switch
        {
            NumberType.Float32 => DecodeRaw(type, extents, count, Joined(tensor.PackedSingles), origin),
            NumberType.Float64 => DecodeRaw(type, extents, count, Joined(tensor.PackedDoubles), origin),
            NumberType.Int64 => DecodeIntegers(type, extents, count, Joined(tensor.PackedInt64S).Span, origin),
            NumberType.Float16 or NumberType.BFloat16 => DecodeHalves(type, extents, count, Joined(tensor.PackedInt32S).Span, budget, origin),
            _ => DecodeIntegers(type, extents, count, Joined(tensor.PackedInt32S).Span, origin),
        };
    }

    private static (ImmutableArray<int> Extents, int Count) Extents(RepeatedField<long> stored, Origin origin)
    {
        if (stored.Count > MaxRank)
            throw origin.Refusal($"it has {stored.Count} extents; at most {MaxRank} are read", "export a network of ordinary layers");
        long product = 1;
        foreach (long extent in stored)
        {
            if (extent < 0 || extent > Array.MaxLength) throw origin.Refusal($"it claims an extent of {extent}", ExportAgain);
            product *= extent;
            if (product > Array.MaxLength) throw origin.Refusal($"it claims more than {Array.MaxLength} elements", ExportAgain);
        }

        return ([.. stored.Select(extent => (int)extent)], (int)product);
    }

    private static Constant DecodeRaw(NumberType type, ImmutableArray<int> extents, int count, ReadOnlyMemory<byte> bytes, Origin origin)
    {
        int width = type.Size;
        if (bytes.Length != (long)count * width)
            throw origin.Refusal(
                $"its {count} elements of type {type.Name} need {(long)count * width} bytes, and {bytes.Length} are there", ExportAgain);
        if (type.IsFloat) return new Constant(new ConstantValues(type, bytes, count), extents);
        long[] integers = new long[count];
        for (int i = 0; i < count; i++) integers[i] = IntegerAt(type, bytes.Span[(width * i)..]);
        return new Constant(type, extents, integers);
    }

    private static long IntegerAt(NumberType type, ReadOnlySpan<byte> bytes) => type switch
    {
        NumberType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        NumberType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        _ => bytes[0] == 0 ? 0 : 1,
    };

    /// <summary>The two half types are stored as their bits, in the list of 32-bit integers.</summary>
    private static Constant DecodeHalves(
        NumberType type, ImmutableArray<int> extents, int count, ReadOnlySpan<byte> bytes, Budget budget, Origin origin)
    {
        // Decoded, they take twice their raw bytes. What a list of small integers takes beyond that is charged twice, since it
        // stands beside the list for a moment.
        budget.Bytes(2 * Math.Max(0, ((long)count * sizeof(float)) - (2L * bytes.Length)), origin);
        var stored = new PackedIntegers(bytes, count, origin);
        float[] values = new float[count];
        for (int i = 0; i < values.Length; i++)
        {
            long bits = stored.Next();
            if (bits is < 0 or > ushort.MaxValue) throw origin.Refusal($"element {i} is no {type.Name}", ExportAgain);
            values[i] = type == NumberType.Float16 ? (float)BitConverter.UInt16BitsToHalf((ushort)bits) : NumberTypes.FromBrainFloat((ushort)bits);
        }

        return new Constant(type, extents, values);
    }

    private static Constant DecodeIntegers(NumberType type, ImmutableArray<int> extents, int count, ReadOnlySpan<byte> bytes, Origin origin)
    {
        var stored = new PackedIntegers(bytes, count, origin);
        long[] values = new long[count];
        for (int i = 0; i < values.Length; i++)
        {
            long value = stored.Next();
            values[i] = type switch
            {
                NumberType.Bool => value == 0 ? 0 : 1,
                NumberType.Int32 => (int)value,
                _ => value,
            };
        }

        return new Constant(type, extents, values);
    }

    /// <summary>A packed list may come in several pieces, though it hardly ever does.</summary>
    private static ReadOnlyMemory<byte> Joined(RepeatedField<ByteString> pieces)
    {
        if (pieces.Count <= 1) return pieces.Count == 0 ? ReadOnlyMemory<byte>.Empty : pieces[0].Memory;
        byte[] joined = new byte[pieces.Sum(piece => piece.Length)];
        int at = 0;
        foreach (ByteString piece in pieces)
        {
            piece.Span.CopyTo(joined.AsSpan(at));
            at += piece.Length;
        }

        return joined;
    }
}
