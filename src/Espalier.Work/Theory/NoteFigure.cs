using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Figures;
using Espalier.Theory.Proven;

namespace Espalier.Work.Theory;

/// <summary>The proven widths against 1/ε.</summary>
internal static class NoteFigure
{
    private static readonly double[] Epsilons = [0.1, 0.05, 0.03, 0.01, 0.003, 1e-3, 1e-4, 1e-5];

    private static readonly int[] Dimensions = [2, 3, 4, 6, 8, 16];

    public static Figure Draw(Workplace place)
    {
        double[][] widths = [.. Dimensions.Select(_ => new double[Epsilons.Length])];
        var options = new ParallelOptions { MaxDegreeOfParallelism = place.Threads, CancellationToken = place.Cancel };
        Parallel.For(0, Dimensions.Length * Epsilons.Length, options, i =>
        {
            (int row, int column) = Math.DivRem(i, Epsilons.Length);
            widths[row][column] = Rounded(ProvenWidth.Find(new(Dimensions[row], Epsilons[column], 0.5) { Radius = 1 }).LogWidth);
        });
        ImmutableArray<double> x = [.. Epsilons.Select(epsilon => double.Round(1 / epsilon, 6))];
        return Figure.Of(
            "Proven widths",
            "The largest number of random neurons of which, with probability at least one half, no subset with any coefficients is within ε of "
                + "one neuron on the unit ball, against 1/ε, for several numbers of inputs d. Beyond d = 2 the curves bend from "
                + "slope 1 to slopes of d − 1.",
            new Panel
            {
                X = new Axis("1/ε", AxisScale.Log10),
                Y = new Axis("proven width", AxisScale.Log10),
                Traces = [
                    .. Dimensions.Select((dimension, row) => new LineTrace(Invariant($"d = {dimension}"), x, [.. widths[row]]) { Markers = true }),
                ],
                Legend = LegendPlacement.Right,
            });
    }

    /// <summary>Six digits: the drawing must not depend on the last bit of a logarithm.</summary>
    private static double Rounded(double? logWidth) =>
        logWidth is { } log ? double.Parse(Math.Exp(log).ToString("E5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : double.NaN;
}
