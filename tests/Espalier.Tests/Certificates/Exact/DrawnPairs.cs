using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Tests.Numerics.Random;

namespace Espalier.Tests.Certificates.Exact;

/// <summary>Small random pairs of networks, each a pure function of its number: the kinds of pairs that certificates meet.</summary>
internal sealed class DrawnPairs : Draws
{
    private DrawnPairs(int number, ulong seed)
        : base(new RandomStream(seed, (uint)number, StreamPurpose.Experiment))
    {
    }

    /// <summary>How the second network differs from the first.</summary>
    private enum Relation
    {
        Independent,
        Perturbed,
        OneLayerShared,
        Rounded,
        Pruned,
        Identical,
        OtherStructure,
    }

    /// <summary>Two networks and a box for their inputs.</summary>
    /// <param name="A">The first.</param>
    /// <param name="B">The second.</param>
    /// <param name="Box">The inputs.</param>
    /// <param name="Kind">What kind of pair it is, for messages.</param>
    public sealed record Pair(Network A, Network B, BoxDomain Box, string Kind);

    /// <summary>Pair number <paramref name="number"/>.</summary>
    /// <param name="number">Which one.</param>
    /// <param name="coarse">Whether all numbers are multiples of 1/8, which keeps exact fractions short.</param>
    /// <param name="mostInputs">The largest number of inputs.</param>
    /// <param name="mostWidth">The largest width of a layer.</param>
    /// <param name="seed">The seed of all pairs.</param>
    public static Pair At(int number, bool coarse = false, int mostInputs = 3, int mostWidth = 8, ulong seed = 8) =>
        new DrawnPairs(number, seed).Draw(coarse, mostInputs, mostWidth);

    private Pair Draw(bool coarse, int mostInputs, int mostWidth)
    {
        int inputs = 1 + Below(mostInputs);

        // Regions multiply with the inputs: three inputs get smaller networks.
        int width = inputs == 3 ? Math.Min(mostWidth, 4) : mostWidth;
        int depth = 1 + Below(inputs == 3 ? 3 : 4);
        int[] widths = [inputs, .. Enumerable.Range(0, depth - 1).Select(_ => 1 + Below(width)), 1 + Below(3)];
        Dense[] first = [.. Enumerable.Range(0, depth).Select(l => Layer(widths[l + 1], widths[l], coarse))];
        var relation = (Relation)Below(7);
        Dense[] second = relation switch
        {
            Relation.Independent => [.. first.Select(layer => Layer(layer.Outputs, layer.Inputs, coarse))],
            Relation.Perturbed => [.. first.Select(layer => Changed(layer, w => w + (0.01 * Signed(coarse: false))))],
            Relation.OneLayerShared => [.. first.Select((layer, l) => l == 0 ? layer : Changed(layer, w => w + Signed(coarse)))],
            Relation.Rounded => [.. first.Select(layer => Changed(layer, w => (double)(Half)w))],
            Relation.Pruned => [.. first.Select(layer => Changed(layer, w => Below(3) == 0 ? 0 : w))],
            Relation.Identical => first,
            _ => [Layer(2, inputs, coarse), Layer(widths[^1], 2, coarse)],
        };
        if (coarse && relation is Relation.Perturbed) second = [.. first.Select(layer => Changed(layer, w => w + (0.125 * (Below(3) - 1))))];
        return new Pair(Chain(inputs, first), Chain(inputs, second), Box(inputs, coarse), $"{relation}, {string.Join('-', widths)}");
    }

    private static Network Chain(int inputs, Dense[] layers) =>
        new(new Shape(inputs), [.. layers.SelectMany((layer, l) => l + 1 < layers.Length ? new Operator[] { layer, new Relu() } : [layer])]);

    private Dense Layer(int outputs, int inputs, bool coarse)
    {
        var weights = new double[outputs * inputs];
        int zeroed = Below(4) == 0 ? Below(outputs) : -1;
        for (int i = 0; i < weights.Length; i++) weights[i] = i / inputs == zeroed ? 0 : Signed(coarse);
        Tensor? bias = Below(2) == 0 ? null : new Tensor(new Shape(outputs), Enumerable.Range(0, outputs).Select(_ => Signed(coarse)).ToArray());
        return new Dense(new Tensor(new Shape(outputs, inputs), weights), bias);
    }

    private static Dense Changed(Dense layer, Func<double, double> change) =>
        (Dense)layer.WithParameters(tensor => new Tensor(tensor.Shape, [.. tensor.ToDoubles().Select(change)]));

    private BoxDomain Box(int inputs, bool coarse)
    {
        var lower = new double[inputs];
        var upper = new double[inputs];
        for (int i = 0; i < inputs; i++)
        {
            double middle = Signed(coarse);
            double half = Below(12) == 0 ? 0 : coarse ? 0.125 * (1 + Below(8)) : 0.01 + Math.Abs(Signed(coarse: false));
            (lower[i], upper[i]) = (middle - half, middle + half);
        }

        return new BoxDomain(lower, upper);
    }

    private double Signed(bool coarse) => coarse ? (Below(17) - 8) / 8.0 : ((double)Word() / uint.MaxValue * 2) - 1;
}
