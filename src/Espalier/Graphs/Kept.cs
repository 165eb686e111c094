namespace Espalier.Graphs;

/// <summary>The numbers of a tensor that are kept, in the precision in which it holds them.</summary>
internal static class Kept
{
    /// <summary>Some of the places along one extent; null keeps all.</summary>
    public static Tensor Along(Tensor tensor, int axis, int[]? kept)
    {
        if (kept is null) return tensor;
        int run = 1;
        for (int i = axis + 1; i < tensor.Shape.Rank; i++) run *= tensor.Shape[i];
        var shape = new Shape(tensor.Shape.Extents.SetItem(axis, kept.Length).AsSpan());
        return tensor.Precision == Precision.Double
            ? Tensor.Own(shape, Taken(tensor.Doubles, shape.Length, run, tensor.Shape[axis], kept))
            : Tensor.Own(shape, Taken(tensor.Singles, shape.Length, run, tensor.Shape[axis], kept));
    }

    /// <summary>A tensor of other values in the same precision.</summary>
    public static Tensor Like(Tensor tensor, double[] values) => tensor.Precision == Precision.Double
        ? Tensor.Own(tensor.Shape, values)
        : Tensor.Own(tensor.Shape, Array.ConvertAll(values, value => (float)value));

    private static T[] Taken<T>(ReadOnlySpan<T> values, int length, int run, int extent, int[] kept)
    {
        var taken = new T[length];
        int at = 0;
        for (int first = 0; first < values.Length; first += run * extent)
        {
            foreach (int place in kept)
            {
                values.Slice(first + (place * run), run).CopyTo(taken.AsSpan(at));
                at += run;
            }
        }

        return taken;
    }
}
