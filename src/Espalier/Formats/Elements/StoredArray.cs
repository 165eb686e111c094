using System.Runtime.InteropServices;
using Espalier.Graphs;
using Espalier.Numerics;

namespace Espalier.Formats.Elements;

/// <summary>An array as a file stores it: raw elements, and the steps through them along each axis.</summary>
/// <param name="Type">The type of the elements.</param>
/// <param name="BigEndian">Whether the most significant byte comes first.</param>
/// <param name="Layout">Where the elements of the array lie among the raw ones.</param>
internal readonly record struct StoredArray(NumberType Type, bool BigEndian, StridedLayout Layout)
{
    /// <summary>The bytes that a tensor of this array will take.</summary>
    internal long TensorBytes => (long)Layout.Shape.Length * (Type.FitsSingle ? 4 : 8);

    /// <summary>Reads the elements, row-major; 16-bit floats widen exactly, float64 stays.</summary>
    /// <param name="bytes">The raw elements; the layout has been checked against their number.</param>
    internal Tensor Read(ReadOnlySpan<byte> bytes)
    {
        if (Type.FitsSingle)
        {
            float[] singles = GC.AllocateUninitializedArray<float>(Layout.Shape.Length);
            if (!CopyRaw(bytes, MemoryMarshal.AsBytes(singles.AsSpan()))) ReadSingles(bytes, singles);
            return Tensor.Own(Layout.Shape, singles);
        }

        double[] doubles = GC.AllocateUninitializedArray<double>(Layout.Shape.Length);
        if (!CopyRaw(bytes, MemoryMarshal.AsBytes(doubles.AsSpan()))) ReadDoubles(bytes, doubles);
        return Tensor.Own(Layout.Shape, doubles);
    }

    /// <summary>Copies where the file's bytes are already those of the result.</summary>
    private bool CopyRaw(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        bool same = Type is NumberType.Float32 or NumberType.Float64 && BigEndian != BitConverter.IsLittleEndian && Layout.IsRowMajor;
        if (same) bytes.Slice((int)Layout.Offset * Type.Size, destination.Length).CopyTo(destination);
        return same;
    }

    private void ReadSingles(ReadOnlySpan<byte> bytes, Span<float> destination)
    {
        switch (Type)
        {
            case NumberType.Float16:
                Gather<float, HalfReader>(bytes, destination);
                break;
            case NumberType.Float32:
                Gather<float, SingleReader>(bytes, destination);
                break;
            case NumberType.BFloat16:
                Gather<float, BrainFloatReader>(bytes, destination);
                break;
            case NumberType.Bool:
                Gather<float, BooleanReader>(bytes, destination);
                break;
            case NumberType.Int8:
                Gather<float, WholeReader<sbyte, float>>(bytes, destination);
                break;
            case NumberType.Int16:
                Gather<float, WholeReader<short, float>>(bytes, destination);
                break;
            case NumberType.UInt8:
                Gather<float, WholeReader<byte, float>>(bytes, destination);
                break;
            case NumberType.UInt16:
                Gather<float, WholeReader<ushort, float>>(bytes, destination);
                break;
            default:
                throw new InvalidOperationException($"{Type.Name} elements are not read");
        }
    }

    private void ReadDoubles(ReadOnlySpan<byte> bytes, Span<double> destination)
    {
        switch (Type)
        {
            case NumberType.Float64:
                Gather<double, DoubleReader>(bytes, destination);
                break;
            case NumberType.Int32:
                Gather<double, WholeReader<int, double>>(bytes, destination);
                break;
            case NumberType.Int64:
                Gather<double, WholeReader<long, double>>(bytes, destination);
                break;
            case NumberType.UInt32:
                Gather<double, WholeReader<uint, double>>(bytes, destination);
                break;
            case NumberType.UInt64:
                Gather<double, WholeReader<ulong, double>>(bytes, destination);
                break;
            default:
                throw new InvalidOperationException($"{Type.Name} elements are not read");
        }
    }

    private void Gather<T, TReader>(ReadOnlySpan<byte> bytes, Span<T> destination)
        where TReader : struct, IElementReader<T>
    {
        ReadOnlySpan<int> extents = Layout.Shape.Extents.AsSpan();
        ReadOnlySpan<long> strides = Layout.Strides;
        Span<int> index = stackalloc int[StridedLayout.MaxRank];
        long at = Layout.Offset;
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = TReader.Read(bytes.Slice((int)(at * TReader.Size), TReader.Size), BigEndian);
            for (int axis = extents.Length - 1; axis >= 0; axis--)
            {
                at += strides[axis];
                if (++index[axis] < extents[axis]) break;
                at -= strides[axis] * extents[axis];
                index[axis] = 0;
            }
        }
    }
}
