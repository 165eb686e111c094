using System.Numerics;
using Espalier.Graphs.Evaluation;

namespace Espalier.Graphs.Operators;

/// <summary>x where x is above 0, else slope·x with stored slopes; a NaN stays NaN.</summary>
/// <param name="Slope">A single number, or one number per channel, the first extent.</param>
public sealed record PRelu(Tensor Slope) : UnaryOperator
{
    /// <inheritdoc/>
    public override string Kind => "prelu";

    /// <inheritdoc/>
    public override OperatorForm Form => new PReluForm();

    /// <inheritdoc/>
    public override IEnumerable<(string Role, Tensor Tensor)> NamedParameters => [(Role.Weight, Slope)];

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) =>
        Slope.Shape.Rank <= 1 && (Slope.Length == 1 || (input.Rank > 0 && Slope.Length == input[0]))
            ? input
            : throw new ArgumentException($"slopes of shape {Slope.Shape} do not fit the input {input}");

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => new PRelu(map(Slope));

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    /// <summary>The slope of one of so many elements.</summary>
    internal double SlopeAt(int element, int elements) => Slope[element / (elements / Slope.Length)];

    internal override Operator? Under(Shape from, Shape to) => Slope.Length == 1 ? this : null;

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => reads[0];

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => output.Length;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) => new PReluKernel<T>(this, output.Length / Slope.Length);

    private sealed class PReluKernel<T>(PRelu layer, int run) : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly T[] _slopes = ValuesOf(layer.Slope)!;

        public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch)
        {
            for (int first = 0; first < inputs.Length; first += run)
            {
                T slope = _slopes[first / run % _slopes.Length];
                for (int i = first; i < first + run; i++) outputs[i] = inputs[i] > T.Zero ? inputs[i] : inputs[i] * slope;
            }
        }
    }
}

/// <summary>Slopes from a tensor.</summary>
internal sealed record PReluForm : OperatorForm
{
    public override string Text => "prelu";

    public override bool KeepsLength => true;

    public override IEnumerable<string> Roles => [Role.Weight];

    public override Operator Make(Func<string, Tensor?> find) => new PRelu(Required(find, Role.Weight));
}
