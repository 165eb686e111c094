using System.Numerics;
using Espalier.Graphs.Evaluation;

namespace Espalier.Graphs.Operators;

/// <summary>x ↦ scale·x + shift, element by element: how networks normalise their inputs.</summary>
/// <remarks>
/// Each factor has the shape of the input, or is a single number, or has one number per channel (channels × 1 × 1).
/// Either may be absent, which means 1 and 0.
/// </remarks>
public sealed record ElementwiseAffine(Tensor? Scale, Tensor? Shift) : UnaryOperator
{
    /// <inheritdoc/>
    public override string Kind => "affine";

    /// <inheritdoc/>
    public override OperatorForm Form => new AffineForm(Scale is not null, Shift is not null);

    /// <inheritdoc/>
    public override IEnumerable<(string Role, Tensor Tensor)> NamedParameters
    {
        get
        {
            if (Scale is not null) yield return (Role.Scale, Scale);
            if (Shift is not null) yield return (Role.Shift, Shift);
        }
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        Require(Scale, input);
        Require(Shift, input);
        return input;
    }

    /// <summary>The factor of one of so many elements.</summary>
    internal double ScaleAt(int element, int elements) => Scale is null ? 1 : Scale[element / (elements / Scale.Length)];

    /// <summary>The summand of one of so many elements.</summary>
    internal double ShiftAt(int element, int elements) => Shift is null ? 0 : Shift[element / (elements / Shift.Length)];

    private static void Require(Tensor? factor, Shape input)
    {
        if (factor is null || factor.Length == 1 || factor.Shape.Equals(input)) return;
        if (input.Rank == 3 && factor.Shape.Equals(new Shape(input[0], 1, 1))) return;
        throw new ArgumentException($"an elementwise factor of shape {factor.Shape} does not fit the input {input}");
    }

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) =>
        new ElementwiseAffine(Scale is null ? null : map(Scale), Shift is null ? null : map(Shift));

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override string Fingerprint => $"{Kind} {Scale?.Shape} {Shift?.Shape}";

    internal override bool IsNegation => Shift is null && Scale is { Length: 1 } && Scale[0] == -1;

    internal override Operator? Shifted(Tensor shift) => Scale is not null && Shift is null ? new ElementwiseAffine(Scale, shift) : null;

    internal override Operator? Under(Shape from, Shape to) =>
        IsReshapable(Scale, to) && IsReshapable(Shift, to) ? new ElementwiseAffine(Reshaped(Scale, to), Reshaped(Shift, to)) : null;

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => reads[0] && IsNonNegative(Scale) && IsNonNegative(Shift);

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => Scale is null ? 0 : output.Length;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) => new AffineKernel<T>(this, reads[0]);

    private static bool IsReshapable(Tensor? factor, Shape to) => factor is null || factor.Length == 1 || factor.Length == to.Length;

    private static Tensor? Reshaped(Tensor? factor, Shape to) => factor is null || factor.Length == 1 ? factor : factor.Reshape(to);

    private static bool IsNonNegative(Tensor? factor)
    {
        if (factor is null) return true;
        for (int i = 0; i < factor.Length; i++)
        {
            if (!(factor[i] >= 0)) return false;
        }

        return true;
    }

    /// <summary>scale·x, then + shift, element by element.</summary>
    private sealed class AffineKernel<T> : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly int _length;
        private readonly T[]? _scale;
        private readonly T[]? _shift;

        public AffineKernel(ElementwiseAffine layer, Shape input)
        {
            _length = input.Length;
            _scale = Spread(ValuesOf(layer.Scale), input.Length);
            _shift = Spread(ValuesOf(layer.Shift), input.Length);
        }

        public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch)
        {
            for (int n = 0; n < count; n++)
            {
                ReadOnlySpan<T> input = inputs.Slice(n * _length, _length);
                Span<T> output = outputs.Slice(n * _length, _length);
                for (int i = 0; i < input.Length; i++)
                {
                    T value = input[i];
                    if (_scale is not null) value *= _scale[i];
                    if (_shift is not null) value += _shift[i];
                    output[i] = value;
                }
            }
        }

        /// <summary>A single number or one number per channel, repeated for every element it belongs to.</summary>
        private static T[]? Spread(T[]? factor, int length)
        {
            if (factor is null) return null;
            int repeat = length / factor.Length;
            var spread = new T[length];
            for (int i = 0; i < length; i++) spread[i] = factor[i / repeat];
            return spread;
        }
    }
}

/// <summary>An elementwise map, and which of its two factors it has.</summary>
internal sealed record AffineForm(bool HasScale, bool HasShift) : OperatorForm
{
    public override string Text => (HasScale, HasShift) switch
    {
        (true, true) => "affine",
        (true, false) => "affine scale",
        (false, true) => "affine shift",
        _ => "affine none",
    };

    public override bool KeepsLength => true;

    public override IEnumerable<string> Roles
    {
        get
        {
            if (HasScale) yield return Role.Scale;
            if (HasShift) yield return Role.Shift;
        }
    }

    public override Operator Make(Func<string, Tensor?> find) =>
        new ElementwiseAffine(HasScale ? Required(find, Role.Scale) : null, HasShift ? Required(find, Role.Shift) : null);
}
