using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Certificates;

/// <summary>Pairs of small graphs of all operators, with weights near, pruned, rounded or of other sizes; each a function of its number.</summary>
internal static class OperatorPairs
{
    /// <summary>Two networks with a box, or null where the graph holds an operator that has no relaxation.</summary>
    public static (NetworkPair Pair, BoxDomain Box, string Name)? Draw(int number)
    {
        var stream = new RandomStream((ulong)number, 79, StreamPurpose.Sampling);
        ulong next = 0;
        Network a = Relaxed(RandomGraphs.At(number));
        int kind = Below(6), one = Below(a.Nodes.Length);
        double large = kind == 4 ? 1e4 : 1e-5;
        Network b = kind switch
        {
            0 => Changed(a, (w, _) => w + (0.02 * Signed())),
            1 => Changed(a, (w, _) => Below(4) == 0 ? 0 : w),
            2 => Changed(a, (w, node) => node == one ? w * (1 + (0.2 * Signed())) : w),
            3 => Changed(a, (w, _) => Math.Round(w * 16) / 16),
            _ => Changed(a, (w, _) => w * (Below(9) == 0 ? large : 1)),
        };
        double size = Math.Pow(10, (-2.5 * Share()) + 0.3);
        double[] middle = [.. Enumerable.Range(0, a.InputShape.Length).Select(_ => Signed())];
        var box = new BoxDomain([.. middle.Select(x => x - size)], [.. middle.Select(x => x + size)]);
        try
        {
            return (new NetworkPair(a, b), box, $"pair {number}, kind {kind}, {a.Nodes.Length} layers");
        }
        catch (InvalidInputException)
        {
            return null;
        }

        double Share() => stream.Uniform(next++, 0, 1);
        double Signed() => (2 * Share()) - 1;
        int Below(int limit) => Math.Min((int)(Share() * limit), limit - 1);
    }

    /// <summary>With another operator of the same shapes in place of most that have no relaxation.</summary>
    private static Network Relaxed(Network network) => network.Map((made, node) => made switch
    {
        Activation or Softmax or LayerNorm => new Activation(node % 2 == 0 ? ActivationFunction.Tanh : ActivationFunction.Sigmoid),
        Multiply => new Add(),
        Divide => new Subtract(),
        _ => made,
    });

    /// <summary>A network with other numbers, in float64; variances stay above 0.</summary>
    public static Network Changed(Network network, Func<double, int, double> change) => network.Map((made, node) => made.WithParameters(tensor =>
    {
        double[] values = tensor.ToDoubles();
        for (int i = 0; i < values.Length; i++)
        {
            double changed = change(values[i], node);
            values[i] = made is BatchNorm ? Math.Sign(values[i]) * Math.Max(Math.Abs(changed), 0.01) : changed;
        }

        return new Tensor(tensor.Shape, values);
    }));
}
