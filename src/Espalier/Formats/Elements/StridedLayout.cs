using Espalier.Graphs;

namespace Espalier.Formats.Elements;

/// <summary>Where the elements of an array lie among the stored ones: a first position and a step along each axis.</summary>
internal sealed class StridedLayout
{
    /// <summary>More axes than any tensor has.</summary>
    internal const int MaxRank = 32;

    private readonly long[] _strides;

    private StridedLayout(Shape shape, long offset, long[] strides)
    {
        Shape = shape;
        Offset = offset;
        _strides = strides;
        IsRowMajor = strides.AsSpan().SequenceEqual(Steps(shape, lastIsFastest: true));
    }

    internal Shape Shape { get; }

    internal long Offset { get; }

    internal ReadOnlySpan<long> Strides => _strides;

    /// <summary>Whether the elements follow each other without gaps in the order of the result.</summary>
    internal bool IsRowMajor { get; }

    /// <summary>The number of elements that a list of extents claims, for checks before there is a shape.</summary>
    /// <returns>The product, or null if an extent is negative or the product exceeds 64 bits.</returns>
    internal static long? Count(ReadOnlySpan<long> extents)
    {
        Int128 product = 1;
        bool empty = false;
        foreach (long extent in extents)
        {
            if (extent < 0) return null;
            empty |= extent == 0;
            if (extent != 0) product *= extent;
            if (product > long.MaxValue) return null;
        }

        return empty ? 0 : (long)product;
    }

    /// <summary>The shape of positive extents, or null if an array could not hold it.</summary>
    internal static Shape? TryShape(ReadOnlySpan<long> extents)
    {
        if (extents.Length > MaxRank || Count(extents) is not (> 0 and var count) || count > Array.MaxLength) return null;
        Span<int> narrow = stackalloc int[MaxRank];
        for (int i = 0; i < extents.Length; i++) narrow[i] = (int)extents[i];
        return new Shape(narrow[..extents.Length]);
    }

    /// <summary>Elements one after the other, the last axis fastest.</summary>
    internal static StridedLayout RowMajor(Shape shape) => new(shape, 0, Steps(shape, lastIsFastest: true));

    /// <summary>Elements one after the other, the first axis fastest.</summary>
    internal static StridedLayout ColumnMajor(Shape shape) => new(shape, 0, Steps(shape, lastIsFastest: false));

    /// <summary>A layout with any steps, or null if it would reach outside of <paramref name="stored"/> elements.</summary>
    internal static StridedLayout? TryStrided(Shape shape, long offset, ReadOnlySpan<long> strides, long stored)
    {
        if (strides.Length != shape.Rank || offset < 0) return null;
        long[] used = new long[strides.Length];
        Int128 last = offset;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            if (strides[axis] < 0) return null;

            // The step of an axis with one element is never taken and may be anything.
            used[axis] = shape[axis] == 1 ? 0 : strides[axis];
            last += (Int128)used[axis] * (shape[axis] - 1);
        }

        return last < stored ? new StridedLayout(shape, offset, used) : null;
    }

    private static long[] Steps(Shape shape, bool lastIsFastest)
    {
        long[] strides = new long[shape.Rank];
        long step = 1;
        for (int i = 0; i < shape.Rank; i++)
        {
            int axis = lastIsFastest ? shape.Rank - 1 - i : i;
            strides[axis] = shape[axis] == 1 ? 0 : step;
            step *= shape[axis];
        }

        return strides;
    }
}
