using Espalier.Graphs;

namespace Espalier.Training.Pruning;

/// <summary>Numbers taken out of a tensor, in the precision in which it held them.</summary>
internal static class Stored
{
    public static Tensor Like(Tensor original, Shape shape, double[] values) =>
        original.Precision == Precision.Double ? Tensor.Own(shape, values) : Tensor.Own(shape, Array.ConvertAll(values, value => (float)value));
}
