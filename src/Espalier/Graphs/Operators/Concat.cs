using System.Numerics;
using Espalier.Graphs.Evaluation;

namespace Espalier.Graphs.Operators;

/// <summary>Values joined along one extent, in which alone their shapes may differ.</summary>
/// <param name="Axis">The extent, counted from 0; there is no batch.</param>
public sealed record Concat(int Axis = 0) : Operator
{
    /// <inheritdoc/>
    public override string Kind => "concat";

    /// <inheritdoc/>
    public override OperatorForm Form => new FixedForm(this, Axis == 0 ? "concat" : Invariant($"concat axis {Axis}"));

    /// <inheritdoc/>
    public override Shape OutputShape(params ReadOnlySpan<Shape> reads)
    {
        if (reads.IsEmpty) throw new ArgumentException("concat reads at least one value");
        if ((uint)Axis >= (uint)reads[0].Rank)
            throw new ArgumentException(Invariant($"values of shape {reads[0]} have no extent {Axis} to join along"));
        int[] extents = [.. reads[0].Extents];
        foreach (Shape shape in reads[1..])
        {
            bool fits = shape.Rank == extents.Length;
            for (int axis = 0; fits && axis < extents.Length; axis++) fits = axis == Axis || shape[axis] == extents[axis];
            if (!fits) throw new ArgumentException(Invariant($"values of the shapes {reads[0]} and {shape} cannot be joined along extent {Axis}"));
            extents[Axis] = (int)Math.Min((long)extents[Axis] + shape[Axis], int.MaxValue);
        }

        return new Shape(extents);
    }

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => this;

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    /// <summary>The number of elements of a value that stand together: everything from the joined extent on.</summary>
    internal int Run(Shape read)
    {
        int run = 1;
        for (int axis = Axis; axis < read.Rank; axis++) run *= read[axis];
        return run;
    }

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => !reads.Contains(false);

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => 0;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output)
    {
        var runs = new int[reads.Length];
        for (int i = 0; i < runs.Length; i++) runs[i] = Run(reads[i]);
        return new ConcatKernel<T>(runs, output.Length / Run(output));
    }

    private sealed class ConcatKernel<T>(int[] runs, int repeats) : Kernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Apply(Reads<T> reads, Span<T> outputs, int count, Scratch<T> scratch)
        {
            int width = runs.Sum();
            int before = 0;
            for (int i = 0; i < runs.Length; i++)
            {
                ReadOnlySpan<T> from = reads[i];
                for (int n = 0; n < count * repeats; n++) from.Slice(n * runs[i], runs[i]).CopyTo(outputs[((n * width) + before)..]);
                before += runs[i];
            }
        }
    }
}
