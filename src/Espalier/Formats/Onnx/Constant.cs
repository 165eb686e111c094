using System.Collections.Immutable;
using Espalier.Networks;

namespace Espalier.Formats.Onnx;

/// <summary>A decoded constant. float16 and bfloat16 are held as float32, all integers as 64-bit ones.</summary>
internal sealed record Constant : Value
{
    private Constant? _transposed;

    public Constant(ElementType type, ImmutableArray<int> extents, float[] values)
        : this(type, extents, values.Length) => Singles = values;

    public Constant(ImmutableArray<int> extents, double[] values)
        : this(ElementType.Double, extents, values.Length) => Doubles = values;

    public Constant(ElementType type, ImmutableArray<int> extents, long[] values)
        : this(type, extents, values.Length) => Integers = values;

    private Constant(ElementType type, ImmutableArray<int> extents, int length)
    {
        Type = type;
        Extents = extents;
        Length = length;
        Checked = new Finiteness();
    }

    public ElementType Type { get; }

    public ImmutableArray<int> Extents { get; private init; }

    public int Length { get; }

    public float[]? Singles { get; }

    public double[]? Doubles { get; }

    public long[]? Integers { get; }

    public int Rank => Extents.Length;

    private Finiteness Checked { get; }

    /// <summary>The value at a row-major position; exact for floating types.</summary>
    public double this[int index] => Singles is not null ? Singles[index] : Doubles is not null ? Doubles[index] : Integers![index];

    /// <summary>The same values under other extents of the same product; nothing is copied.</summary>
    public Constant As(ImmutableArray<int> extents) => this with { Extents = extents, _transposed = null };

    /// <summary>A matrix with rows and columns exchanged; made once, however many nodes ask for it.</summary>
    public Constant Transposed(Budget budget, Origin origin)
    {
        if (_transposed is not null) return _transposed;
        ImmutableArray<int> extents = [Extents[1], Extents[0]];
        if (Extents[0] <= 1 || Extents[1] <= 1) return _transposed = As(extents);
        budget.Bytes((long)Length * (Singles is null ? 8 : 4), origin);
        if (Singles is not null) _transposed = new Constant(Type, extents, Transposed(Singles, Extents[0], Extents[1]));
        else if (Doubles is not null) _transposed = new Constant(extents, Transposed(Doubles, Extents[0], Extents[1]));
        else _transposed = new Constant(Type, extents, Transposed(Integers!, Extents[0], Extents[1]));
        return _transposed;
    }

    /// <summary>The values as weights of a layer, without a copy.</summary>
    public Tensor Weights(Shape shape, Origin origin)
    {
        if (!Type.IsFloating()) throw origin.Refusal($"a constant of type {Type.Name()} where weights are needed", "export float weights");
        Tensor tensor = Singles is not null ? Tensor.Own(shape, Singles) : Tensor.Own(shape, Doubles!);
        if (Checked.Passed) return tensor;
        int odd = tensor.FirstNonFinite();
        if (odd >= 0) throw origin.Refusal($"weight {odd} is {tensor[odd]}", "export a network whose weights are finite");
        Checked.Passed = true;
        return tensor;
    }

    private static T[] Transposed<T>(T[] values, int rows, int columns)
    {
        const int Tile = 32;
        var result = new T[values.Length];
        for (int top = 0; top < rows; top += Tile)
        {
            for (int left = 0; left < columns; left += Tile)
            {
                for (int i = top; i < Math.Min(rows, top + Tile); i++)
                {
                    for (int j = left; j < Math.Min(columns, left + Tile); j++) result[(j * rows) + i] = values[(i * columns) + j];
                }
            }
        }

        return result;
    }

    /// <summary>Shared by all views of the same values, which are searched for NaN and infinity only once.</summary>
    private sealed class Finiteness
    {
        public bool Passed { get; set; }
    }
}
