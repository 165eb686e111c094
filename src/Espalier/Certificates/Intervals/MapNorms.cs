using Espalier.Graphs.LinearMaps;
using Espalier.Numerics;

namespace Espalier.Certificates.Intervals;

/// <summary>Upper bounds on norms of a linear map.</summary>
/// <param name="OfMap">On its spectral norm.</param>
/// <param name="OfMagnitudes">On the spectral norm of the matrix of magnitudes.</param>
/// <param name="OfRows">On the Euclidean norm of each row.</param>
internal sealed record MapNorms(double OfMap, double OfMagnitudes, double[] OfRows)
{
    public static MapNorms Of(LinearMap map, int threads)
    {
        (double row, double column) = map.LargestSums();
        double magnitudes = Outward.SqrtUp(Outward.MultiplyUp(row, column));
        return new MapNorms(Math.Min(magnitudes, UpperNorms.Spectral(map, threads)), magnitudes, Rows(map));
    }

    /// <summary>What they are at most for a sum of two maps.</summary>
    public MapNorms Plus(MapNorms other) => new(
        Outward.AddUp(OfMap, other.OfMap),
        Outward.AddUp(OfMagnitudes, other.OfMagnitudes),
        [.. OfRows.Zip(other.OfRows, Outward.AddUp)]);

    /// <summary>What they are at most for a map of which every number was rounded once.</summary>
    public MapNorms Rounded() => new(
        Outward.AddUp(OfMap, Outward.MultiplyUp(Rounding.Unit, OfMagnitudes)),
        Outward.MultiplyUp(OfMagnitudes, 1 + (4 * Rounding.Unit)),
        [.. OfRows.Select(static norm => Outward.MultiplyUp(norm, 1 + (4 * Rounding.Unit)))]);

    private static double[] Rows(LinearMap map)
    {
        var norms = new double[map.Outputs];
        if (map is ConvolutionMap convolution)
        {
            for (int i = 0; i < norms.Length; i++)
                norms[i] = i % convolution.Places == 0 ? UpperNorms.Euclidean(convolution.KernelOf(i / convolution.Places)) : norms[i - 1];
            return norms;
        }

        var row = new MapRow();
        for (int i = 0; i < norms.Length; i++)
        {
            map.Row(i, row);
            norms[i] = UpperNorms.Euclidean(row.Weights);
        }

        return norms;
    }
}
