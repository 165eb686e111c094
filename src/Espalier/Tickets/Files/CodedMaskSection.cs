using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Espalier.Parents;
using Espalier.Parents.Masks;
using Espalier.SubsetSums.Coded;

namespace Espalier.Tickets.Files;

/// <summary>A coded mask as bytes: a section for each band, then which rows are whose, then the biases.</summary>
internal static class CodedMaskSection
{
    public static MaskSection[] Write(CodedMask mask)
    {
        List<MaskSection> sections = [.. mask.Bands.Select(Write)];
        if (mask.Rows is { } rows) sections.Add(TensorMaskSection.Write(rows));
        if (!mask.Biases.IsEmpty) sections.Add(new MaskSection(MaskCoding.Biases, [], Biases(mask)));
        return [.. sections];
    }

    /// <summary>Reads a mask; null where the sections make none.</summary>
    public static CodedMask? TryRead(ulong seed, ParentGrid parent, MaskFields[] fields, Func<MaskFields, ReadOnlyMemory<byte>> section)
    {
        int bands = fields.TakeWhile(each => each.Code is not null).Count();
        if (bands is not (1 or 2) || fields.Length != bands + (bands - 1) + (parent.Shape.HasBias ? 1 : 0)) return null;
        ReadOnlyMemory<byte>[] bytes = [.. fields.Select(section)];
        TensorMask? rows = null;
        if (bands == 2)
        {
            rows = TensorMaskSection.TryRead(parent.Shape.Channels, fields[2].Coding, fields[2].Frequencies, bytes[2].Span);
            if (rows is null || rows.Kept == 0 || rows.Kept == rows.Length) return null;
        }

        double[] biases = [];
        if (parent.Shape.HasBias && (fields[^1].Coding != MaskCoding.Biases || !TryReadBiases(bytes[^1].Span, parent.Shape.Channels, out biases)))
            return null;
        var grids = new CodedGrid[bands];
        for (int i = 0; i < bands; i++)
        {
            int count = rows is null ? parent.Shape.Channels : i == 0 ? (int)rows.Kept : rows.Length - (int)rows.Kept;
            if (TryReadBand(seed, parent, fields[i], count, bytes[i]) is not { } band) return null;
            grids[i] = band;
        }

        return new CodedMask([.. grids], rows, biases);
    }

    private static MaskSection Write(CodedGrid band)
    {
        var bytes = new byte[sizeof(float) + band.Scales.Length + band.Word.Length];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, band.ScaleBase);
        band.Scales.CopyTo(bytes.AsMemory(sizeof(float)));
        band.Word.CopyTo(bytes.AsMemory(sizeof(float) + band.Scales.Length));
        GridCoding code = band.Coding;
        return new MaskSection(MaskCoding.Coded, [], bytes)
        {
            Code = new CodeFields(code.BitsPerWeight, code.WindowBits, code.CodeNumber, code.Rotated, code.ByColumns),
        };
    }

    private static CodedGrid? TryReadBand(ulong seed, ParentGrid parent, MaskFields fields, int rows, ReadOnlyMemory<byte> bytes)
    {
        if (fields is not { Coding: MaskCoding.Coded, Code: { } code, Frequencies: null }) return null;
        if (!MaskCode.AreSizes(code.Bits, code.Window)) return null;
        int columns = parent.Shape.Kernel;
        var coding = new GridCoding(code.Bits, code.Window, parent.Candidates, code.Number, seed, parent.Tensor, code.Rotated, code.ByColumns);
        int scales = GridCoding.ScaleCount(rows, columns);
        if (bytes.Length != sizeof(float) + (long)scales + coding.WordLength(rows, columns)) return null;
        float top = BinaryPrimitives.ReadSingleLittleEndian(bytes.Span);
        if (!float.IsFinite(top) || top < 0) return null;
        var grid = new CodedGrid(coding, rows, columns, top, bytes.Slice(sizeof(float), scales), bytes[(sizeof(float) + scales)..]);
        return grid.IsClean ? grid : null;
    }

    private static byte[] Biases(CodedMask mask)
    {
        if (!mask.HasSingleBiases) return MemoryMarshal.AsBytes(mask.Biases).ToArray();
        float[] singles = Array.ConvertAll(mask.Biases.ToArray(), bias => (float)bias);
        return MemoryMarshal.AsBytes<float>(singles).ToArray();
    }

    private static bool TryReadBiases(ReadOnlySpan<byte> bytes, int channels, out double[] biases)
    {
        bool isSingle = bytes.Length == (long)channels * sizeof(float);
        biases = [];
        if (!isSingle && bytes.Length != (long)channels * sizeof(double)) return false;
        biases = isSingle
            ? Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), bias => (double)bias)
            : MemoryMarshal.Cast<byte, double>(bytes).ToArray();
        // A bias that fits float32 stands in it.
        return Array.TrueForAll(biases, double.IsFinite) && isSingle == Array.TrueForAll(biases, bias => (float)bias == bias);
    }
}
