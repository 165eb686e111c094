using System.Numerics;
using Espalier.Graphs.Evaluation;
using Espalier.Numerics;

namespace Espalier.Graphs.Operators;

/// <summary>The sum of two or more values of one shape, added from the first to the last.</summary>
public sealed record Add : Operator
{
    /// <inheritdoc/>
    public override string Kind => "add";

    /// <inheritdoc/>
    public override OperatorForm Form => new FixedForm(this, "add");

    /// <inheritdoc/>
    public override Shape OutputShape(params ReadOnlySpan<Shape> reads)
    {
        if (reads.Length < 2) throw new ArgumentException($"add reads two values or more, not {reads.Length}");
        foreach (Shape shape in reads)
            if (!shape.Equals(reads[0])) throw new ArgumentException($"values of the shapes {reads[0]} and {shape} cannot be added");
        return reads[0];
    }

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => this;

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => !reads.Contains(false);

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => 0;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) => new AddKernel<T>();

    internal override ConvolutionFinish<T>? Behind<T>(ConvolutionFinish<T> finish) =>
        finish is { AddsOther: false, IsRelu: false } ? finish with { AddsOther = true } : null;

    private sealed class AddKernel<T> : Kernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Apply(Reads<T> reads, Span<T> outputs, int count, Scratch<T> scratch)
        {
            reads[0].CopyTo(outputs);
            for (int i = 1; i < reads.Count; i++) Elementwise.Add(outputs, reads[i]);
        }
    }
}
