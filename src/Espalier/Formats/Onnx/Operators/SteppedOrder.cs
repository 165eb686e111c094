using System.Collections.Immutable;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>The elements of a tensor in the order of other extents, with a step through them along each axis.</summary>
internal sealed class SteppedOrder
{
    private readonly ImmutableArray<int> _extents;
    private readonly int[] _steps;
    private readonly int _start;

    private SteppedOrder(ImmutableArray<int> extents, int[] steps, int start = 0)
    {
        (_extents, _steps, _start) = (extents, steps, start);
        Length = extents.Aggregate(1L, (product, extent) => product * extent);
    }

    /// <summary>The number of elements in this order.</summary>
    public long Length { get; }

    /// <summary>
    /// A tensor repeated to fill larger extents. They are aligned at their ends; each of the smaller is 1 or equal to the larger's.
    /// </summary>
    public static SteppedOrder Repeated(ImmutableArray<int> from, ImmutableArray<int> to)
    {
        int[] own = RowMajor(from);
        int missing = to.Length - from.Length;
        return new SteppedOrder(
            to, [.. Enumerable.Range(0, to.Length).Select(axis => axis < missing || from[axis - missing] == 1 ? 0 : own[axis - missing])]);
    }

    /// <summary>Some of the elements along one extent.</summary>
    public static SteppedOrder Sliced(Constant from, Graphs.Operators.Slice part)
    {
        int[] own = RowMajor(from.Extents);
        int start = part.Start * own[part.Axis];
        own[part.Axis] *= part.Step;
        return new SteppedOrder(from.Extents.SetItem(part.Axis, part.Count), own, start);
    }

    /// <summary>A tensor whose axes are put in another order.</summary>
    public static SteppedOrder Permuted(ImmutableArray<int> from, int[] order)
    {
        int[] own = RowMajor(from);
        return new SteppedOrder([.. order.Select(axis => from[axis])], [.. order.Select(axis => own[axis])]);
    }

    /// <summary>The extents that two tensors have together, or null if they do not go together.</summary>
    public static ImmutableArray<int>? Joint(ImmutableArray<int> a, ImmutableArray<int> b)
    {
        int rank = Math.Max(a.Length, b.Length);
        int[] joint = new int[rank];
        long product = 1;
        for (int axis = 0; axis < rank; axis++)
        {
            int left = axis < rank - a.Length ? 1 : a[axis - (rank - a.Length)];
            int right = axis < rank - b.Length ? 1 : b[axis - (rank - b.Length)];
            if (left != right && left != 1 && right != 1) return null;
            joint[axis] = left == 1 ? right : left;
            product *= joint[axis];
            if (product > Array.MaxLength) return null;
        }

        return [.. joint];
    }

    /// <summary>The constant in this order.</summary>
    public Constant Of(Constant constant)
    {
        if (constant.Doubles is { } doubles) return new Constant(_extents, Taken(doubles));
        if (constant.Singles is { } singles) return new Constant(constant.Type, _extents, Taken(singles));
        return new Constant(constant.Type, _extents, Taken(constant.Integers!));
    }

    private T[] Taken<T>(T[] values)
    {
        var result = new T[Length];
        for (int i = 0; i < result.Length; i++)
        {
            int rest = i;
            int from = _start;
            for (int axis = _extents.Length - 1; axis >= 0; axis--)
            {
                from += rest % _extents[axis] * _steps[axis];
                rest /= _extents[axis];
            }

            result[i] = values[from];
        }

        return result;
    }

    private static int[] RowMajor(ImmutableArray<int> extents)
    {
        int[] steps = new int[extents.Length];
        int step = 1;
        for (int axis = extents.Length - 1; axis >= 0; axis--)
        {
            steps[axis] = step;
            step *= extents[axis];
        }

        return steps;
    }
}
