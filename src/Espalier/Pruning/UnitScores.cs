using Espalier.Graphs;
using Espalier.Numerics.Random;

namespace Espalier.Pruning;

/// <summary>What units are worth, by the unit that stands for them; the least go first.</summary>
internal static class UnitScores
{
    /// <summary>Streams of orders from here on choose units.</summary>
    private const uint FirstStream = 0x7400_0000;

    /// <summary>The norm of the weights that make a unit, all coupled rows together.</summary>
    public static double[] OfMagnitude(Dependencies dependencies, bool isSquared)
    {
        double[] scores = OfRows(dependencies, (node, output) =>
        {
            WeightGrid grid = dependencies.Network.Nodes[node].Operator.Grid!;
            int columns = grid.Weights.Length / grid.Channels;
            double sum = 0;
            for (int i = output * columns; i < (output + 1) * columns; i++)
                sum += isSquared ? grid.Weights[i] * grid.Weights[i] : Math.Abs(grid.Weights[i]);
            return sum;
        });
        return isSquared ? Array.ConvertAll(scores, Math.Sqrt) : scores;
    }

    /// <summary>The root of Σ E[x²]·‖w‖² over all columns that read a unit.</summary>
    public static double[] OfActivity(Dependencies dependencies, double[]?[] squares)
    {
        var scores = new double[dependencies.Units];
        for (int node = 0; node < squares.Length; node++)
        {
            if (squares[node] is not { } activity) continue;
            double[] norms = ColumnSquares(dependencies.Network.Nodes[node].Operator.Grid!);
            int[] units = dependencies.Values[dependencies.Network.Nodes[node].Reads[0]]!.Units;
            for (int i = 0; i < units.Length; i++) scores[units[i]] += activity[i] * norms[i];
        }

        return Array.ConvertAll(scores, Math.Sqrt);
    }

    /// <summary>A number for every row, added over the rows of a unit.</summary>
    public static double[] OfRows(Dependencies dependencies, Func<int, int, double> scoreOf)
    {
        var scores = new double[dependencies.Units];
        foreach (IGrouping<int, (int Node, int Output)> rows in dependencies.Rows())
            foreach ((int node, int output) in rows) scores[rows.Key] += scoreOf(node, output);
        return scores;
    }

    /// <summary>The places of a random order within each group.</summary>
    public static double[] Random(Dependencies dependencies, ulong seed)
    {
        var scores = new double[dependencies.Units];
        foreach ((int number, DependencyGroup group) in dependencies.Groups.Index())
        {
            int[] order = RandomOrder.Permutation(new RandomStream(seed, FirstStream + (uint)number, StreamPurpose.Order), group.Units.Length);
            for (int i = 0; i < order.Length; i++) scores[group.Units[i]] = (order[i] + 1.0) / order.Length;
        }

        return scores;
    }

    /// <summary>The squared norm of the weights that each input meets; an input of a group meets the rows of that group.</summary>
    public static double[] ColumnSquares(WeightGrid grid)
    {
        var squares = new double[grid.Inputs * grid.Groups];
        int perGroup = grid.Channels / grid.Groups;
        for (int channel = 0; channel < grid.Channels; channel++)
        {
            for (int input = 0; input < grid.Inputs; input++)
            {
                for (int place = 0; place < grid.Places; place++)
                {
                    double weight = grid.Weights[grid.Index(channel, place, input)];
                    squares[(channel / perGroup * grid.Inputs) + input] += weight * weight;
                }
            }
        }

        return squares;
    }
}
