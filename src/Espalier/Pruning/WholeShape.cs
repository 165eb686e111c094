using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Pruning;

/// <summary>
/// Gives a network that lost neurons the shape that it had: rows that went are zeros again, and so are the columns that read them. It computes the
/// same, and stands layer by layer beside the whole one, which bounds on the difference of two networks need to be near.
/// </summary>
/// <remarks>
/// Which neurons went is not stored. Kept rows stand in their old order, so a chain of rows with the least sum of squared distances finds them:
/// rows that nobody refitted are at distance 0. A wrong guess costs nearness and no truth.
/// </remarks>
public static class WholeShape
{
    /// <summary>The most products that the search may take.</summary>
    private const double MostWork = 4e9;

    /// <summary>The pruned network in the shape of the whole one, or null where it is no pruned copy of the same graph.</summary>
    /// <param name="whole">The network before.</param>
    /// <param name="pruned">What was left of it.</param>
    public static Network? Of(Network whole, Network pruned)
    {
        ArgumentNullException.ThrowIfNull(whole);
        ArgumentNullException.ThrowIfNull(pruned);
        if (!IsSameGraph(whole, pruned) || whole.Shapes.SequenceEqual(pruned.Shapes)) return null;
        var dependencies = Dependencies.Of(whole);
        var removed = new bool[dependencies.Units];
        for (int node = 0; node < whole.Nodes.Length; node++)
        {
            if (!dependencies.Begins(node) || whole.Shapes[node + 1].Equals(pruned.Shapes[node + 1])) continue;
            if (dependencies.Values[node + 1] is not { } made) continue;
            if (made.Units.Any(unit => removed[unit] || dependencies.Holder(unit) is not null)) continue;
            if (!Mark(dependencies, removed, node, pruned.Nodes[node].Operator.Grid!, made.Units)) return null;
        }

        for (int value = 0; value < whole.Shapes.Length; value++)
        {
            int[]? left = Compaction.Left(dependencies.Values[value], removed);
            int axis = dependencies.Values[value]?.Axis ?? 0;
            Shape expected = left is null ? whole.Shapes[value] : new Shape(whole.Shapes[value].Extents.SetItem(axis, left.Length).AsSpan());
            if (!expected.Equals(pruned.Shapes[value])) return null;
        }

        return whole.Map((made, node) => made.Grid is null ? made : Restored(dependencies, removed, node, pruned.Nodes[node].Operator.Grid!));
    }

    /// <summary>Only grids may have numbers of each channel.</summary>
    private static bool IsSameGraph(Network whole, Network pruned) =>
        whole.Nodes.Length == pruned.Nodes.Length
        && whole.InputShape.Equals(pruned.InputShape)
        && whole.Nodes.Zip(pruned.Nodes).All(pair =>
            pair.First.Reads.SequenceEqual(pair.Second.Reads)
            && pair.First.Operator.Kind == pair.Second.Operator.Kind
            && (pair.First.Operator.Grid is { } grid
                ? grid.Groups == 1 && pair.Second.Operator.Grid is { Groups: 1 } other && (grid.Bias is null) == (other.Bias is null)
                : pair.First.Operator.ParameterCount == 0));

    private static bool Mark(Dependencies dependencies, bool[] removed, int node, WeightGrid pruned, int[] units)
    {
        WeightGrid whole = dependencies.Network.Nodes[node].Operator.Grid!;
        int[]? columns = Compaction.Left(dependencies.Values[dependencies.Network.Nodes[node].Reads[0]], removed);
        Tensor rows = Kept.Along(whole.Weights, 1, columns);
        int length = pruned.Weights.Length / pruned.Channels, gone = whole.Channels - pruned.Channels;
        if (gone < 0 || rows.Length / whole.Channels != length || (gone + 1.0) * pruned.Weights.Length > MostWork) return false;
        if (Chain(rows.ToDoubles(), pruned.Weights.ToDoubles(), whole.Channels, pruned.Channels, length) is not { } kept) return false;
        var stays = new bool[dependencies.Units];
        foreach (int row in kept) stays[units[row]] = true;
        foreach (int unit in units) removed[unit] = !stays[unit];
        return true;
    }

    /// <summary>Which rows, in their order, are nearest to the given ones.</summary>
    private static int[]? Chain(double[] rows, double[] given, int count, int wanted, int length)
    {
        // sums[i, s]: the least distance of the first i given rows, s rows having been passed over so far.
        int gone = count - wanted;
        var sums = new double[wanted + 1, gone + 1];
        var isPassed = new bool[wanted + 1, gone + 1];
        for (int i = 0; i <= wanted; i++)
        {
            for (int passed = 0; passed <= gone; passed++)
            {
                double taken = i == 0 ? (passed == 0 ? 0 : double.PositiveInfinity)
                    : sums[i - 1, passed] + Distance(rows.AsSpan((i - 1 + passed) * length, length), given.AsSpan((i - 1) * length, length));
                double over = passed == 0 ? double.PositiveInfinity : sums[i, passed - 1];
                isPassed[i, passed] = over < taken;
                sums[i, passed] = Math.Min(over, taken);
            }
        }

        if (!double.IsFinite(sums[wanted, gone])) return null;
        var kept = new int[wanted];
        for (int i = wanted, passed = gone; i > 0;)
        {
            if (isPassed[i, passed]) passed--;
            else kept[--i] = i + passed;
        }

        return kept;
    }

    private static double Distance(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        double sum = 0;
        for (int i = 0; i < one.Length; i++) sum += (one[i] - other[i]) * (one[i] - other[i]);
        return sum;
    }

    private static Operator Restored(Dependencies dependencies, bool[] removed, int node, WeightGrid pruned)
    {
        Network network = dependencies.Network;
        WeightGrid whole = network.Nodes[node].Operator.Grid!;
        int[] rows = Compaction.Left(dependencies.Values[node + 1], removed) ?? [.. Enumerable.Range(0, whole.Channels)];
        int[] columns = Compaction.Left(dependencies.Values[network.Nodes[node].Reads[0]], removed) ?? [.. Enumerable.Range(0, whole.Inputs)];
        double[] weights = new double[whole.Weights.Length], bias = new double[whole.Channels];
        for (int row = 0; row < rows.Length; row++)
        {
            bias[rows[row]] = pruned.Bias is null ? 0 : pruned.Bias[row];
            for (int column = 0; column < columns.Length; column++)
                for (int place = 0; place < whole.Places; place++)
                    weights[whole.Index(rows[row], place, columns[column])] = pruned.Weights[pruned.Index(row, place, column)];
        }

        return network.Nodes[node].Operator.Form.WithWeights(
            Kept.Like(whole.Weights, weights), whole.Bias is null ? null : Kept.Like(whole.Bias, bias));
    }
}
