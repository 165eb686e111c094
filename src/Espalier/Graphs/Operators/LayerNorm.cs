using System.Numerics;
using Espalier.Graphs.Evaluation;

namespace Espalier.Graphs.Operators;

/// <summary>
/// (x − mean)/√(variance + ε)·scale + shift with mean and variance over the last extents of each value: computed in float64, sums in
/// ascending order, and rounded once.
/// </summary>
public sealed record LayerNorm : UnaryOperator
{
    /// <summary>Creates a normalisation over as many of the last extents as the scale has.</summary>
    /// <exception cref="ArgumentException">The shapes differ, or ε is not above 0.</exception>
    public LayerNorm(Tensor scale, Tensor? shift, float epsilon = DefaultEpsilon)
    {
        if (scale.Shape.Rank == 0) throw new ArgumentException("a layer normalisation needs one factor for each element");
        if (shift is not null && !shift.Shape.Equals(scale.Shape))
            throw new ArgumentException($"summands of shape {shift.Shape} do not fit factors of shape {scale.Shape}");
        if (!(epsilon >= 0 && float.IsFinite(epsilon))) throw new ArgumentException(Invariant($"ε cannot be {epsilon}"));
        (Scale, Shift, Epsilon) = (scale, shift, epsilon);
    }

    /// <summary>What is added to variances unless a file says otherwise.</summary>
    public const float DefaultEpsilon = 1e-5f;

    /// <summary>One factor for each element of the last extents.</summary>
    public Tensor Scale { get; }

    /// <summary>One summand for each, or null.</summary>
    public Tensor? Shift { get; }

    /// <summary>What is added to variances.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    public override string Kind => "layernorm";

    /// <inheritdoc/>
    public override OperatorForm Form => new LayerNormForm(Epsilon);

    /// <inheritdoc/>
    public override IEnumerable<(string Role, Tensor Tensor)> NamedParameters =>
        Shift is null ? [(Role.Weight, Scale)] : [(Role.Weight, Scale), (Role.Bias, Shift)];

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        int rank = Scale.Shape.Rank;
        return input.Rank >= rank && input.Extents.AsSpan()[^rank..].SequenceEqual(Scale.Shape.Extents.AsSpan())
            ? input
            : throw new ArgumentException($"a normalisation of {Scale.Shape} does not accept the shape {input}");
    }

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => new LayerNorm(map(Scale), Shift is null ? null : map(Shift), Epsilon);

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => false;

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => 2L * output.Length;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) => new LayerNormKernel<T>(this);

    private sealed class LayerNormKernel<T>(LayerNorm layer) : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly double[] _scale = layer.Scale.ToDoubles();
        private readonly double[]? _shift = layer.Shift?.ToDoubles();

        public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch)
        {
            int run = _scale.Length;
            for (int first = 0; first < inputs.Length; first += run) Apply(inputs.Slice(first, run), outputs.Slice(first, run));
        }

        private void Apply(ReadOnlySpan<T> from, Span<T> to)
        {
            double sum = 0;
            foreach (T value in from) sum += double.CreateTruncating(value);
            double mean = sum / from.Length;
            double squares = 0;
            foreach (T value in from)
            {
                double distance = double.CreateTruncating(value) - mean;
                squares += distance * distance;
            }

            double root = Math.Sqrt((squares / from.Length) + layer.Epsilon);
            for (int i = 0; i < to.Length; i++)
            {
                double value = (double.CreateTruncating(from[i]) - mean) / root * _scale[i];
                to[i] = T.CreateTruncating(_shift is null ? value : value + _shift[i]);
            }
        }
    }
}

/// <summary>A layer normalisation; how much it takes in, its factors tell.</summary>
internal sealed record LayerNormForm(float Epsilon) : OperatorForm
{
    public override string Text =>
        Epsilon == LayerNorm.DefaultEpsilon ? "layernorm" : Invariant($"layernorm eps {Epsilon:R}");

    public override bool KeepsLength => true;

    public override IEnumerable<string> Roles => [Role.Weight];

    public override Operator Make(Func<string, Tensor?> find) => new LayerNorm(Required(find, Role.Weight), find(Role.Bias), Epsilon);
}
