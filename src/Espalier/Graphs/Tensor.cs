namespace Espalier.Graphs;

/// <summary>An immutable array of numbers with a shape, stored in one of the two precisions.</summary>
public sealed class Tensor
{
    private readonly float[]? _single;
    private readonly double[]? _double;

    private Tensor(Shape shape, float[]? singles, double[]? doubles)
    {
        int length = singles?.Length ?? doubles!.Length;
        if (length != shape.Length) throw new ArgumentException(Invariant($"{length} values do not fill the shape {shape}"));
        Shape = shape;
        _single = singles;
        _double = doubles;
    }

    /// <summary>Copies float32 values.</summary>
    public Tensor(Shape shape, ReadOnlySpan<float> values)
        : this(shape, values.ToArray(), null)
    {
    }

    /// <summary>Copies float64 values.</summary>
    public Tensor(Shape shape, ReadOnlySpan<double> values)
        : this(shape, null, values.ToArray())
    {
    }

    /// <summary>The shape.</summary>
    public Shape Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Length => Shape.Length;

    /// <summary>The precision in which the values are stored.</summary>
    public Precision Precision => _single is null ? Precision.Double : Precision.Single;

    /// <summary>The value at a row-major position; float32 values are widened exactly.</summary>
    public double this[int index] => _single is null ? _double![index] : _single[index];

    /// <summary>The stored float32 values.</summary>
    /// <exception cref="InvalidOperationException">The tensor is stored in float64.</exception>
    public ReadOnlySpan<float> Singles => _single ?? throw new InvalidOperationException("the tensor is stored in float64");

    /// <summary>The stored float64 values.</summary>
    /// <exception cref="InvalidOperationException">The tensor is stored in float32.</exception>
    public ReadOnlySpan<double> Doubles => _double ?? throw new InvalidOperationException("the tensor is stored in float32");

    /// <summary>Wraps an array that the caller gives up.</summary>
    internal static Tensor Own(Shape shape, float[] values) => new(shape, values, null);

    /// <summary>Wraps an array that the caller gives up.</summary>
    internal static Tensor Own(Shape shape, double[] values) => new(shape, null, values);

    /// <summary>Copies the values as float64; exact from either precision.</summary>
    public void CopyTo(Span<double> destination)
    {
        if (_double is not null)
        {
            _double.CopyTo(destination);
            return;
        }

        for (int i = 0; i < _single!.Length; i++) destination[i] = _single[i];
    }

    /// <summary>The values as float64; exact from either precision.</summary>
    internal double[] ToDoubles()
    {
        var values = new double[Length];
        CopyTo(values);
        return values;
    }

    /// <summary>Copies the values as float32, rounding to nearest where they are stored in float64.</summary>
    public void CopyTo(Span<float> destination)
    {
        if (_single is not null)
        {
            _single.CopyTo(destination);
            return;
        }

        for (int i = 0; i < _double!.Length; i++) destination[i] = (float)_double[i];
    }

    /// <summary>The same values under another shape of the same length; nothing is copied.</summary>
    public Tensor Reshape(Shape shape) => new(shape, _single, _double);

    /// <summary>The position of the first value that is NaN or infinite, or null.</summary>
    public int? FirstNonFinite()
    {
        int found = _single is not null ? Array.FindIndex(_single, v => !float.IsFinite(v)) : Array.FindIndex(_double!, v => !double.IsFinite(v));
        return found < 0 ? null : found;
    }
}
