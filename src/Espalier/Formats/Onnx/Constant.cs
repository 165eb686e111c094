using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Numerics;

namespace Espalier.Formats.Onnx;

/// <summary>A constant. float16 and bfloat16 are held as float32, all integers as 64-bit ones.</summary>
internal sealed record Constant : Value
{
    private readonly ConstantValues _values;
    private Constant? _transposed;

    public Constant(ConstantValues values, ImmutableArray<int> extents) => (_values, Extents) = (values, extents);

    public Constant(NumberType type, ImmutableArray<int> extents, float[] values)
        : this(new ConstantValues(type, values), extents)
    {
    }

    public Constant(ImmutableArray<int> extents, double[] values)
        : this(new ConstantValues(values), extents)
    {
    }

    public Constant(NumberType type, ImmutableArray<int> extents, long[] values)
        : this(new ConstantValues(type, values), extents)
    {
    }

    /// <summary>The name under which the file stores it, or null.</summary>
    public string? Name { get; init; }

    public NumberType Type => _values.Type;

    public ImmutableArray<int> Extents { get; private init; }

    public int Length => _values.Length;

    public float[]? Singles => _values.Singles;

    public double[]? Doubles => _values.Doubles;

    public long[]? Integers => _values.Integers;

    public int Rank => Extents.Length;

    /// <summary>The value at a row-major position; exact for floating types.</summary>
    public double this[int index] => Singles is { } singles ? singles[index] : Doubles is { } doubles ? doubles[index] : Integers![index];

    /// <summary>The same values under other extents of the same product; nothing is copied.</summary>
    public Constant As(ImmutableArray<int> extents) => this with { Extents = extents, _transposed = null };

    /// <summary>A matrix with rows and columns exchanged; made once, however many nodes ask for it.</summary>
    public Constant Transposed(Budget budget, Origin origin)
    {
        if (_transposed is not null) return _transposed;
        ImmutableArray<int> extents = [Extents[1], Extents[0]];
        if (Extents[0] <= 1 || Extents[1] <= 1) return _transposed = As(extents);
        budget.Bytes((long)Length * (Type is NumberType.Float64 || !Type.IsFloat ? 8 : 4), origin);
        return _transposed = new Constant(_values.Transposed(Extents[0], Extents[1]), extents);
    }

    /// <summary>The values as weights of a layer, without a copy.</summary>
    public Tensor Weights(Shape shape, Origin origin)
    {
        if (!Type.IsFloat) throw origin.Refusal($"a constant of type {Type.Name} where weights are needed", "export float weights");
        Tensor tensor = Singles is { } singles ? Tensor.Own(shape, singles) : Tensor.Own(shape, Doubles!);
        if (_values.IsFinite) return tensor;
        if (tensor.FirstNonFinite() is { } odd) throw origin.Refusal($"weight {odd} is {tensor[odd]}", "export a network whose weights are finite");
        _values.IsFinite = true;
        return tensor;
    }
}
