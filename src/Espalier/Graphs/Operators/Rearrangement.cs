using System.Numerics;
using Espalier.Graphs.Evaluation;

namespace Espalier.Graphs.Operators;

/// <summary>Every element that is made is one of those that are read, or a constant.</summary>
public abstract record Rearrangement : UnaryOperator
{
    /// <summary>What stands where no element that is read does.</summary>
    internal virtual float Fill => 0;

    /// <inheritdoc/>
    public sealed override Operator WithParameters(Func<Tensor, Tensor> map) => this;

    /// <summary>For each element that is made the one that it is, or −1 for the constant.</summary>
    internal int[] Sources(Shape input)
    {
        Shape output = OutputShape(input);
        (int[] steps, int start) = Steps(input);
        var sources = new int[output.Length];
        var at = new int[output.Rank];
        for (int i = 0, source = start; i < sources.Length; i++)
        {
            sources[i] = source;
            for (int axis = output.Rank - 1; axis >= 0; axis--)
            {
                source += steps[axis];
                if (++at[axis] < output[axis]) break;
                source -= at[axis] * steps[axis];
                at[axis] = 0;
            }
        }

        Correct(sources, input, output);
        return sources;
    }

    /// <summary>How far apart in what is read neighbours along each extent of what is made are, and where the first one is.</summary>
    internal abstract (int[] Steps, int Start) Steps(Shape input);

    /// <summary>Changes what is not as regular as steps tell.</summary>
    internal virtual void Correct(int[] sources, Shape input, Shape output)
    {
    }

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => reads[0] && Fill >= 0;

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => 0;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) =>
        new RearrangementKernel<T>(Sources(reads[0]), reads[0].Length, T.CreateTruncating(Fill));

    /// <summary>The distance between neighbours along each extent of row-major elements.</summary>
    internal static int[] RowMajor(Shape shape)
    {
        var steps = new int[shape.Rank];
        for (int axis = shape.Rank - 1, step = 1; axis >= 0; step *= shape[axis--]) steps[axis] = step;
        return steps;
    }

    private sealed class RearrangementKernel<T>(int[] sources, int length, T fill) : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch)
        {
            for (int n = 0; n < count; n++)
            {
                ReadOnlySpan<T> input = inputs.Slice(n * length, length);
                Span<T> output = outputs.Slice(n * sources.Length, sources.Length);
                for (int i = 0; i < output.Length; i++) output[i] = sources[i] < 0 ? fill : input[sources[i]];
            }
        }
    }
}
