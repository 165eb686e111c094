using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Espalier.Formats.Elements;
using Espalier.Numerics;

namespace Espalier.Formats.Npz;

/// <summary>The header of an npy file: what its elements are, how they lie, and where they start.</summary>
/// <param name="Type">The type of the elements.</param>
/// <param name="BigEndian">Whether the most significant byte comes first.</param>
/// <param name="ColumnMajor">Whether the first axis is the fastest (<c>fortran_order</c>).</param>
/// <param name="Extents">The extents, outermost first; they may be zero.</param>
/// <param name="DataOffset">Where the elements start.</param>
internal sealed record NpyHeader(NumberType Type, bool BigEndian, bool ColumnMajor, long[] Extents, int DataOffset)
{
    private const int Alignment = 64;

    /// <summary>As in numpy, which refuses longer ones too.</summary>
    private const int MaxHeaderLength = 10_000;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    internal static bool Recognises(ReadOnlySpan<byte> file) => file.StartsWith(Magic);

    /// <summary>Reads versions 1.0, 2.0 and 3.0, and requires that the elements fill the rest of the file exactly.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="origin">The file, and the entry within it.</param>
    internal static NpyHeader Read(ReadOnlySpan<byte> file, Origin origin)
    {
        if (!Recognises(file) || file.Length < 10) throw Bad("this is no npy array");
        byte version = file[6];
        if (version is < 1 or > 3 || file[7] != 0) throw Bad($"version {version}.{file[7]} of the npy format is unknown");
        int start = version == 1 ? 10 : 12;
        if (file.Length < start) throw Bad("it ends within its header");
        long length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(file[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        if (length > MaxHeaderLength || length > file.Length - start) throw Bad($"a header of {length} bytes does not fit");
        Encoding encoding = version == 3 ? Encoding.UTF8 : Encoding.Latin1;
        var parser = new NpyHeaderParser(encoding.GetString(file.Slice(start, (int)length)), origin);
        (string description, bool columnMajor, long[] extents) = parser.Parse();
        (NumberType type, bool bigEndian) = ReadType(description)
            ?? throw origin.Refusal(
                $"elements of type '{description}' are not read", "save the array as float32 or float64: array.astype('float32')");
        int offset = start + (int)length;
        if (StridedLayout.Count(extents) is not { } count || (Int128)count * type.Size != file.Length - offset)
            throw Bad($"its shape ({string.Join(", ", extents)}) of {type.Name} does not take the {file.Length - offset} bytes that follow");
        return new NpyHeader(type, bigEndian, columnMajor, extents, offset);

        InvalidInputException Bad(InvariantText problem) => origin.Refusal(problem, "save the array again with numpy");
    }

    /// <summary>The bytes of a version 1.0 header for a row-major array, padded as numpy pads it.</summary>
    internal static byte[] Write(string description, IReadOnlyList<int> extents)
    {
        string inner = string.Join(", ", extents.Select(extent => extent.ToString(CultureInfo.InvariantCulture)));
        string text = $"{{'descr': '{description}', 'fortran_order': False, 'shape': ({inner}{(extents.Count == 1 ? "," : string.Empty)}), }}";
        int padding = -(10 + text.Length + 1) & (Alignment - 1);
        byte[] header = new byte[10 + text.Length + padding + 1];
        Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(header.Length - 10));
        Encoding.Latin1.GetBytes(text, header.AsSpan(10));
        header.AsSpan(10 + text.Length, padding).Fill((byte)' ');
        header[^1] = (byte)'\n';
        return header;
    }

    /// <summary>Byte order, kind and size: <c>&lt;f4</c>, <c>&gt;f8</c>, <c>|u1</c>.</summary>
    private static (NumberType Type, bool BigEndian)? ReadType(string description)
    {
        if (description.Length != 3) return null;
        NumberType? type = description[1..] switch
        {
            "f2" => NumberType.Float16,
            "f4" => NumberType.Float32,
            "f8" => NumberType.Float64,
            "u1" => NumberType.UInt8,
            "u2" => NumberType.UInt16,
            "u4" => NumberType.UInt32,
            "u8" => NumberType.UInt64,
            "i1" => NumberType.Int8,
            "i2" => NumberType.Int16,
            "i4" => NumberType.Int32,
            "i8" => NumberType.Int64,
            "b1" => NumberType.Bool,
            _ => null,
        };
        if (type is null || description[0] is not ('<' or '>' or '|')) return null;
        return description[0] == '|' && type.Value.Size > 1 ? null : (type.Value, description[0] == '>');
    }
}
