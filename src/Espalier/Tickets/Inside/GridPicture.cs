using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Parents;
using Espalier.Tickets.Verification;

namespace Espalier.Tickets.Inside;

/// <summary>A number for each weight of a grid, several weights to a cell where the grid is larger than the picture. Biases are left out.</summary>
/// <param name="Rows">The cells from top to bottom: outputs.</param>
/// <param name="Columns">The cells from left to right: the weights of an output.</param>
/// <param name="Values">The cells, row by row.</param>
public sealed record GridPicture(int Rows, int Columns, ImmutableArray<double> Values)
{
    /// <summary>How many entries of the parent a weight keeps: the mean of a cell.</summary>
    /// <param name="node">The pruned grid.</param>
    /// <param name="most">The most rows, and the most columns.</param>
    public static GridPicture OfKept(PrunedNode node, int most)
    {
        ArgumentNullException.ThrowIfNull(node);
        GridShape shape = node.Parent.Shape;
        float[] kept = node.Mask.KeptOfWeights(node.Parent);
        var cells = new Cells(shape, most);
        for (int i = 0; i < kept.Length; i++) cells.Add(i / shape.Kernel, i % shape.Kernel, kept[i]);
        return cells.Means();
    }

    /// <summary>How far a weight is from the target's, as a share of its tolerance: the largest of a cell.</summary>
    /// <param name="seed">The seed of the ticket.</param>
    /// <param name="node">The pruned grid.</param>
    /// <param name="target">The grid of the target.</param>
    /// <param name="tolerance">The tolerance; null for plain distances.</param>
    /// <param name="most">The most rows, and the most columns.</param>
    public static GridPicture OfErrors(ulong seed, PrunedNode node, WeightGrid target, Tolerance? tolerance, int most)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(target);
        GridShape shape = node.Parent.Shape;
        double[]? tolerances = tolerance is { } stated ? RowTolerances.Of(target, stated) : null;
        RealisedRows rows = node.Mask.Realise(seed, node.Parent);
        var cells = new Cells(shape, most);
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            rows.Realise(channel);
            for (int position = 0; position < shape.Kernel; position++)
            {
                double weight = target.Weights[(channel * shape.Kernel) + position];
                double error = Math.Max(
                    ErrorShares.Distance(weight, rows.Positive[position]), ErrorShares.Distance(weight, rows.Negative[position]));
                cells.Add(channel, position, error / (tolerances?[channel] ?? 1));
            }
        }

        return cells.Largest();
    }

    private sealed class Cells(GridShape shape, int most)
    {
        private readonly int _rows = Math.Min(shape.Channels, most);
        private readonly int _columns = Math.Min(shape.Kernel, most);
        private readonly double[] _sums = new double[Math.Min(shape.Channels, most) * Math.Min(shape.Kernel, most)];
        private readonly double[] _largest = new double[Math.Min(shape.Channels, most) * Math.Min(shape.Kernel, most)];
        private readonly long[] _counts = new long[Math.Min(shape.Channels, most) * Math.Min(shape.Kernel, most)];

        public void Add(int channel, int position, double value)
        {
            long cell = ((long)channel * _rows / shape.Channels * _columns) + ((long)position * _columns / shape.Kernel);
            _sums[cell] += value;
            _largest[cell] = Math.Max(_largest[cell], value);
            _counts[cell]++;
        }

        public GridPicture Means() => new(_rows, _columns, [.. _sums.Zip(_counts, (sum, count) => sum / count)]);

        public GridPicture Largest() => new(_rows, _columns, [.. _largest]);
    }
}
