using System.Buffers.Binary;

namespace Espalier.Formats.Onnx;

/// <summary>The values of a constant, shared by all its views.</summary>
/// <remarks>
/// Floating-point numbers stay in their stored bytes until somebody needs them in order: a matrix that is only transposed is
/// decoded straight into its transposed place, which saves one copy of the largest tensors.
/// </remarks>
internal sealed class Elements
{
    private ReadOnlyMemory<byte> _raw;
    private float[]? _singles;
    private double[]? _doubles;

    /// <summary>Floating-point numbers as little-endian bytes, of which there are as many as the length needs.</summary>
    public Elements(OnnxType type, ReadOnlyMemory<byte> raw, int length) => (Type, _raw, Length) = (type, raw, length);

    public Elements(OnnxType type, float[] values) => (Type, _singles, Length) = (type, values, values.Length);

    public Elements(double[] values) => (Type, _doubles, Length) = (OnnxType.Double, values, values.Length);

    public Elements(OnnxType type, long[] values) => (Type, Integers, Length) = (type, values, values.Length);

    public OnnxType Type { get; }

    public int Length { get; }

    /// <summary>The values where the type is one of the floating types up to 32 bits.</summary>
    public float[]? Singles
    {
        get
        {
            if (_singles is null && Type.IsFloating() && Type != OnnxType.Double) (_singles, _raw) = (SinglesByRow(1, Length), default);
            return _singles;
        }
    }

    public double[]? Doubles
    {
        get
        {
            if (_doubles is null && Type == OnnxType.Double) (_doubles, _raw) = (DoublesByRow(1, Length), default);
            return _doubles;
        }
    }

    public long[]? Integers { get; }

    /// <summary>Whether a search has found no NaN and no infinity.</summary>
    public bool IsFinite { get; set; }

    /// <summary>The values of a matrix of so many rows with rows and columns exchanged.</summary>
    public Elements Transposed(int rows, int columns)
    {
        if (Type == OnnxType.Double) return new Elements(_doubles is null ? DoublesByRow(rows, columns) : Moved(_doubles, rows, columns));
        if (Integers is not null) return new Elements(Type, Moved(Integers, rows, columns));
        return new Elements(Type, _singles is null ? SinglesByRow(rows, columns) : Moved(_singles, rows, columns));
    }

    private float[] SinglesByRow(int rows, int columns)
    {
        ReadOnlySpan<byte> raw = _raw.Span;
        float[] values = new float[Length];
        switch (Type)
        {
            case OnnxType.Half:
                foreach ((int to, int from) in Positions(rows, columns)) values[to] = (float)BinaryPrimitives.ReadHalfLittleEndian(raw[(2 * from)..]);
                break;
            case OnnxType.BrainFloat:
                foreach ((int to, int from) in Positions(rows, columns)) values[to] = OnnxTypes.FromBrainFloat(BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * from)..]));
                break;
            default:
                foreach ((int to, int from) in Positions(rows, columns)) values[to] = BinaryPrimitives.ReadSingleLittleEndian(raw[(4 * from)..]);
                break;
        }

        return values;
    }

    private double[] DoublesByRow(int rows, int columns)
    {
        ReadOnlySpan<byte> raw = _raw.Span;
        double[] values = new double[Length];
        foreach ((int to, int from) in Positions(rows, columns)) values[to] = BinaryPrimitives.ReadDoubleLittleEndian(raw[(8 * from)..]);
        return values;
    }

    private static T[] Moved<T>(T[] values, int rows, int columns)
    {
        var result = new T[values.Length];
        foreach ((int to, int from) in Positions(rows, columns)) result[to] = values[from];
        return result;
    }

    private static TransposedOrder Positions(int rows, int columns) => new(rows, columns);
}
