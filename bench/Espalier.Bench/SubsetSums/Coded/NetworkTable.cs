using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Calibration;
using Espalier.SubsetSums.Yardsticks;
using Espalier.Tickets;
using Espalier.Tickets.Costs;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Forms;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>
/// A network whose grids are held in fewer bits: the relative error of its outputs, and how often the largest of them is the original's.
/// Bits count scales, row choices and biases, over weights and biases.
/// </summary>
internal sealed class NetworkTable(Network network, float[] calibration, float[] test, int seeds)
{
    private readonly float[] _original = Outputs(network, test);
    private readonly ImmutableArray<InputMoments?> _squares = Moments(network, calibration, products: false);
    private readonly ImmutableArray<InputMoments?> _products = Moments(network, calibration, products: true);

    /// <summary>The sizes of the grids.</summary>
    private string Grids => string.Join(
        ", ", network.Nodes.Where(node => node.Operator.Grid is not null).Select(node => node.Operator.Grid!.Weights.Shape));

    public void Print(string name)
    {
        (int calibrated, int measured) = (calibration.Length / network.InputShape.Length, test.Length / network.InputShape.Length);
        CodedMaskRun.Print($"{name}: {Grids}; calibrated on {calibrated} inputs, measured on {measured}");
        CodedMaskRun.Print($"| method | bits | output error | cosine | same top-1 |");
        foreach (Yardstick yardstick in Yardstick.Usual) Row((RoundingYardstick)yardstick);
        for (int bits = 4; bits >= 2; bits--)
        {
            int k = bits;
            Row($"coded, {bits} bits", seeds, seed => Coded(k, seed, null));
            Row($"coded, {bits} bits, weighted", seeds, seed => Coded(k, seed, _squares));
            Row($"coded, {bits} bits, fed back", seeds, seed => Coded(k, seed, _products));
            foreach (RoundingYardstick yardstick in Yardstick.At(bits).OfType<RoundingYardstick>()) Row(yardstick);
        }
    }

    private (Network, double) Coded(int bits, ulong seed, ImmutableArray<InputMoments?>? inputs)
    {
        Ticket ticket = CodedTicketDrawing.Draw(network, new CodedOptions(seed, bits, inputs), threads: 2).Ticket;
        return (TicketForms.Folded(ticket), TicketCost.Of(ticket).Mask.Coded / ticket.Weights);
    }

    private void Row(RoundingYardstick yardstick) => Row(yardstick.Name, 1, _ => Rounded(network, yardstick));

    /// <summary>A copy whose grids are rounded, and the bits of a weight.</summary>
    public static (Network Network, double Bits) Rounded(Network network, RoundingYardstick yardstick)
    {
        (double bits, long weights) = (0, 0);
        Network rounded = network.Map((made, _) =>
        {
            if (made.Grid is not { } grid) return made;
            weights += grid.Weights.Length;
            return made.WithParameters(tensor =>
            {
                if (!ReferenceEquals(tensor, grid.Weights)) return tensor;
                var values = new float[tensor.Length];
                bits += yardstick.Round(grid.Inputs * grid.Places, tensor.Singles.ToArray(), values);
                return new Tensor(tensor.Shape, values);
            });
        });
        return (rounded, bits / weights);
    }

    private void Row(string name, int count, Func<ulong, (Network Network, double Bits)> make)
    {
        (double bits, double error, double cosine, double same) = (0, 0, 0, 0);
        for (int seed = 1; seed <= count; seed++)
        {
            (Network other, double own) = make((ulong)seed);
            float[] outputs = Outputs(other, test);
            bits += own / count;
            error += YardstickResult.Of(0, _original, outputs).RelativeError / count;
            (double angle, double top) = Compare(outputs);
            cosine += angle / count;
            same += top / count;
        }

        CodedMaskRun.Print($"| {name} | {bits:F3} | {error:F4} | {cosine:F5} | {same:F2} % |");
    }

    private (double Cosine, double Same) Compare(float[] outputs)
    {
        int length = network.OutputShape.Length;
        int count = outputs.Length / length;
        (double cosine, int same) = (0, 0);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> a = _original.AsSpan(i * length, length), b = outputs.AsSpan(i * length, length);
            (double ab, double aa, double bb) = (0, 0, 0);
            for (int j = 0; j < length; j++) (ab, aa, bb) = (ab + ((double)a[j] * b[j]), aa + ((double)a[j] * a[j]), bb + ((double)b[j] * b[j]));
            cosine += ab / Math.Sqrt(aa * bb) / count;
            if (ArgMax.Of(a) == ArgMax.Of(b)) same++;
        }

        return (cosine, 100.0 * same / count);
    }

    private static ImmutableArray<InputMoments?> Moments(Network network, float[] inputs, bool products) =>
        InputCalibration.Of(network, inputs, inputs.Length / network.InputShape.Length, products, threads: 2);

    private static float[] Outputs(Network network, float[] inputs)
    {
        int count = inputs.Length / network.InputShape.Length;
        var outputs = new float[count * network.OutputShape.Length];
        Forward.Run(network, inputs, outputs, count, threads: 2);
        return outputs;
    }
}
