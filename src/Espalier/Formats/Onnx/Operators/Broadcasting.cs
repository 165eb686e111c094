using System.Collections.Immutable;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>Which element of a small tensor stands at a position of the larger one it is repeated to fill.</summary>
internal sealed class Broadcasting
{
    private readonly int[] _extents;
    private readonly int[] _steps;

    /// <summary>Aligns extents at their ends; each of the smaller is 1 or equal to the larger's.</summary>
    public Broadcasting(ImmutableArray<int> from, ImmutableArray<int> to)
    {
        _extents = [.. to];
        _steps = new int[to.Length];
        int missing = to.Length - from.Length;
        int step = 1;
        for (int axis = to.Length - 1; axis >= missing; axis--)
        {
            int extent = from[axis - missing];
            _steps[axis] = extent == 1 ? 0 : step;
            step *= extent;
        }

        Length = to.Aggregate(1L, (product, extent) => product * extent);
    }

    public long Length { get; }

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

    public int Source(int position)
    {
        int source = 0;
        for (int axis = _extents.Length - 1; axis >= 0; axis--)
        {
            source += position % _extents[axis] * _steps[axis];
            position /= _extents[axis];
        }

        return source;
    }
}
