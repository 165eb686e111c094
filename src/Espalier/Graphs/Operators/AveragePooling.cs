using System.Numerics;
using Espalier.Graphs.Evaluation;
using Espalier.Graphs.LinearMaps;

namespace Espalier.Graphs.Operators;

/// <summary>The mean of the elements under a sliding kernel, channel by channel: the sum in float64 times 1/n in float64, rounded once.</summary>
/// <param name="KernelHeight">Rows of the kernel.</param>
/// <param name="KernelWidth">Columns of the kernel.</param>
/// <param name="Window">How it slides.</param>
/// <param name="CountsPadding">Whether padding counts as elements of 0.</param>
public sealed record AveragePooling(int KernelHeight, int KernelWidth, Window Window, bool CountsPadding = false) : UnaryOperator
{
    /// <inheritdoc/>
    public override string Kind => "avgpool";

    /// <inheritdoc/>
    public override OperatorForm Form => new FixedForm(
        this,
        $"avgpool {Window.Pair(KernelHeight, KernelWidth)}{Window.Text(KernelHeight, KernelWidth)}{(CountsPadding ? " counting" : string.Empty)}");

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Window.Pool(input, KernelHeight, KernelWidth);

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => this;

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override string Fingerprint => Invariant($"{Kind} {KernelHeight} {KernelWidth} {Window} {CountsPadding}");

    /// <summary>What the elements under the kernel meet at a place.</summary>
    internal SlidingPlane Plane(Shape input) => new(input, OutputShape(input), KernelHeight, KernelWidth, Window);

    /// <summary>The share of each of so many elements.</summary>
    internal double Share(int elements) => 1.0 / (CountsPadding ? KernelHeight * KernelWidth : elements);

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => reads[0];

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => output.Length;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) => new AveragePoolingKernel<T>(this, Plane(reads[0]));

    private sealed class AveragePoolingKernel<T>(AveragePooling layer, SlidingPlane plane) : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch)
        {
            for (int i = 0; i < outputs.Length / plane.Places; i++)
            {
                ReadOnlySpan<T> from = inputs.Slice(i * plane.Elements, plane.Elements);
                Span<T> to = outputs.Slice(i * plane.Places, plane.Places);
                for (int place = 0; place < to.Length; place++)
                {
                    double sum = 0;
                    ReadOnlySpan<int> elements = plane.ElementsAt(place);
                    foreach (int element in elements) sum += double.CreateTruncating(from[element]);
                    to[place] = T.CreateTruncating(sum * layer.Share(elements.Length));
                }
            }
        }
    }
}
