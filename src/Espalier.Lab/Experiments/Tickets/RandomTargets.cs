using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;

namespace Espalier.Lab.Experiments.Tickets;

/// <summary>Random square networks without biases, every matrix of spectral norm at most 1 and close to it.</summary>
internal static class RandomTargets
{
    /// <summary>More than what rounding can do to a bound, far less than what it could matter.</summary>
    private const double Margin = 1e-9;

    /// <summary>W_l σ(… σ(W_1 x)): normal matrices, each divided by an upper bound on its norm, so that the norm is truly at most 1.</summary>
    public static Network Draw(int width, int depth, RandomStream stream)
    {
        var layers = new List<Operator>();
        ulong size = (ulong)width * (ulong)width;
        for (int layer = 0; layer < depth; layer++)
        {
            if (layer > 0) layers.Add(new Relu());
            layers.Add(new Dense(new Tensor(new Shape(width, width), Matrix(width, stream, (ulong)layer * size))));
        }

        return new Network(new Shape(width), [.. layers]);
    }

    private static double[] Matrix(int width, RandomStream stream, ulong first)
    {
        var entries = new double[width * width];
        for (int i = 0; i < entries.Length; i++) entries[i] = stream.Normal(first + (ulong)i);
        double norm = UpperNorms.Spectral(entries, width, width, threads: 1);
        do
        {
            double divisor = norm * (1 + Margin);
            for (int i = 0; i < entries.Length; i++) entries[i] /= divisor;
            norm = UpperNorms.Spectral(entries, width, width, threads: 1);
        }
        while (norm > 1);
        return entries;
    }
}
