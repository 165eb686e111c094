using System.Numerics;
using Espalier.Graphs.Evaluation;
using Espalier.Numerics;

namespace Espalier.Graphs.Operators;

/// <summary>The product of two values as matrices over their last two extents; all extents before these are the same.</summary>
public sealed record MatrixMultiply : Operator
{
    /// <inheritdoc/>
    public override string Kind => "matmul";

    /// <inheritdoc/>
    public override OperatorForm Form => new FixedForm(this, Kind);

    /// <inheritdoc/>
    public override Shape OutputShape(params ReadOnlySpan<Shape> reads)
    {
        if (reads.Length != 2) throw new ArgumentException($"matmul reads two values, not {reads.Length}");
        (Shape a, Shape b) = (reads[0], reads[1]);
        bool fits = a.Rank >= 2 && b.Rank == a.Rank && a[a.Rank - 1] == b[b.Rank - 2]
            && a.Extents.AsSpan()[..^2].SequenceEqual(b.Extents.AsSpan()[..^2]);
        return fits
            ? new Shape([.. a.Extents[..^1], b[b.Rank - 1]])
            : throw new ArgumentException($"matmul does not take values of the shapes {a} and {b}");
    }

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => this;

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => reads[0] && reads[1];

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => (long)output.Length * reads[0][reads[0].Rank - 1];

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) =>
        new MatrixMultiplyKernel<T>(output[output.Rank - 2], reads[0][output.Rank - 1], output[output.Rank - 1]);

    private sealed class MatrixMultiplyKernel<T>(int rows, int inner, int columns) : Kernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Apply(Reads<T> reads, Span<T> outputs, int count, Scratch<T> scratch)
        {
            ReadOnlySpan<T> a = reads[0], b = reads[1];
            for (int n = 0; n < outputs.Length / (rows * columns); n++)
            {
                MatrixProduct.Multiply(
                    new MatrixView<T>(a.Slice(n * rows * inner, rows * inner), rows, inner),
                    new MatrixView<T>(b.Slice(n * inner * columns, inner * columns), inner, columns),
                    outputs.Slice(n * rows * columns, rows * columns),
                    workspace: scratch.Products);
            }
        }
    }
}
