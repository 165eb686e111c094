using Espalier.Formats.Elements;
using Espalier.Numerics;

namespace Espalier.Formats.Onnx;

/// <summary>The values of a constant, shared by all its views.</summary>
/// <remarks>
/// Floating-point numbers stay in their stored bytes until somebody needs them in order: a matrix that is only transposed is
/// decoded straight into its transposed place, which saves one copy of the largest tensors.
/// </remarks>
internal sealed class ConstantValues
{
    private ReadOnlyMemory<byte> _raw;
    private float[]? _singles;
    private double[]? _doubles;

    /// <summary>Floating-point numbers as little-endian bytes, of which there are as many as the length needs.</summary>
    public ConstantValues(NumberType type, ReadOnlyMemory<byte> raw, int length) => (Type, _raw, Length) = (type, raw, length);

    public ConstantValues(NumberType type, float[] values) => (Type, _singles, Length) = (type, values, values.Length);

    public ConstantValues(double[] values) => (Type, _doubles, Length) = (NumberType.Float64, values, values.Length);

    public ConstantValues(NumberType type, long[] values) => (Type, Integers, Length) = (type, values, values.Length);

    public NumberType Type { get; }

    public int Length { get; }

    /// <summary>The values where the type is one of the floating types up to 32 bits.</summary>
    public float[]? Singles
    {
        get
        {
            if (_singles is null && Type.IsFloat && Type != NumberType.Float64) (_singles, _raw) = (SinglesByRow(1, Length), default);
            return _singles;
        }
    }

    public double[]? Doubles
    {
        get
        {
            if (_doubles is null && Type == NumberType.Float64) (_doubles, _raw) = (DoublesByRow(1, Length), default);
            return _doubles;
        }
    }

    public long[]? Integers { get; }

    /// <summary>Whether a search has found no NaN and no infinity.</summary>
    public bool IsFinite { get; set; }

    /// <summary>The values of a matrix of so many rows with rows and columns exchanged.</summary>
    public ConstantValues Transposed(int rows, int columns)
    {
        if (Type == NumberType.Float64) return new ConstantValues(_doubles is null ? DoublesByRow(rows, columns) : Moved(_doubles, rows, columns));
        if (Integers is not null) return new ConstantValues(Type, Moved(Integers, rows, columns));
        return new ConstantValues(Type, _singles is null ? SinglesByRow(rows, columns) : Moved(_singles, rows, columns));
    }

    private float[] SinglesByRow(int rows, int columns) => Type switch
    {
        NumberType.Float16 => Decoded<float, HalfReader>(rows, columns),
        NumberType.BFloat16 => Decoded<float, BrainFloatReader>(rows, columns),
        _ => Decoded<float, SingleReader>(rows, columns),
    };

    private double[] DoublesByRow(int rows, int columns) => Decoded<double, DoubleReader>(rows, columns);

    private T[] Decoded<T, TReader>(int rows, int columns)
        where TReader : struct, IElementReader<T>
    {
        ReadOnlySpan<byte> raw = _raw.Span;
        var values = new T[Length];
        foreach ((int to, int from) in new TransposedOrder(rows, columns)) values[to] = TReader.Read(raw[(TReader.Size * from)..], bigEndian: false);
        return values;
    }

    private static T[] Moved<T>(T[] values, int rows, int columns)
    {
        var result = new T[values.Length];
        foreach ((int to, int from) in new TransposedOrder(rows, columns)) result[to] = values[from];
        return result;
    }
}
