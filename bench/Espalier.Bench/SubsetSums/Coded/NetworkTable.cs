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
/// Bits count scales, row choices and biases, over weights and biases. The smallest grids of a ticket are held by free masks.
/// </summary>
/// <param name="file">Where rows go.</param>
/// <param name="network">The network.</param>
/// <param name="calibration">Inputs that tell what errors count.</param>
/// <param name="test">Inputs for the errors.</param>
/// <param name="seeds">Tickets whose mean is shown.</param>
/// <param name="threads">Cores to use.</param>
internal sealed class NetworkTable(TableFile file, Network network, float[] calibration, float[] test, int seeds, int threads)
{
    public static readonly string[] Columns = ["method", "bits", "output error", "mean cosine", "same largest output"];

    private readonly Lazy<float[]> _original = new(() => Outputs(network, test, threads));
    private readonly Lazy<ImmutableArray<InputMoments?>> _squares = new(() => Moments(network, calibration, products: false, threads));
    private readonly Lazy<ImmutableArray<InputMoments?>> _products = new(() => Moments(network, calibration, products: true, threads));

    /// <summary>What a title says of a network.</summary>
    public static string Describe(Network network, int calibrated, int measured)
    {
        Tensor[] grids = [.. network.Nodes.Where(node => node.Operator.Grid is not null).Select(node => node.Operator.Grid!.Weights)];
        string sizes = grids.Length > 6 ? $"{grids.Length} grids, {grids.Sum(grid => (long)grid.Length)} weights"
            : string.Join(", ", grids.Select(grid => grid.Shape));
        return $"{sizes}; calibrated on {calibrated}, measured on {measured} other inputs";
    }

    /// <summary>All methods at 4, 3 and 2 bits, but one.</summary>
    public void Fill()
    {
        foreach (Yardstick yardstick in Yardstick.Usual) Row((RoundingYardstick)yardstick);
        for (int bits = 4; bits >= 2; bits--)
        {
            int k = bits;
            Row($"coded, {bits} bits, second moments fed back", seeds, seed => Coded(k, seed, _products.Value));
            Row($"coded, {bits} bits, the better of rotated and plain", seeds, seed => Coded(k, seed, null));
            foreach (RoundingYardstick yardstick in Yardstick.At(bits).OfType<RoundingYardstick>()) Row(yardstick);
        }
    }

    /// <summary>Coded masks whose errors are weighted by mean squares alone.</summary>
    public void FillSquares()
    {
        for (int bits = 4; bits >= 2; bits--)
        {
            int k = bits;
            Row($"coded, {bits} bits, weighted by mean squares", seeds, seed => Coded(k, seed, _squares.Value));
        }
    }

    private (Network, double) Coded(int bits, ulong seed, ImmutableArray<InputMoments?>? inputs)
    {
        Ticket ticket = CodedTicketDrawing.Draw(network, new CodedOptions(seed, bits, inputs), threads).Ticket;
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

    private void Row(string name, int count, Func<ulong, (Network Network, double Bits)> make) => file.Row(name, () =>
    {
        (double bits, double error, double cosine, double same) = (0, 0, 0, 0);
        for (int seed = 1; seed <= count; seed++)
        {
            (Network other, double own) = make((ulong)seed);
            float[] outputs = Outputs(other, test, threads);
            bits += own / count;
            error += YardstickResult.Of(0, _original.Value, outputs).RelativeError / count;
            (double angle, double top) = Compare(outputs);
            cosine += angle / count;
            same += top / count;
        }

        return [$"{bits:F3}", $"{error:F4}", $"{cosine:F5}", $"{same:F2} %"];
    });

    private (double Cosine, double Same) Compare(float[] outputs)
    {
        int length = network.OutputShape.Length;
        int count = outputs.Length / length;
        (double cosine, int same) = (0, 0);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> a = _original.Value.AsSpan(i * length, length), b = outputs.AsSpan(i * length, length);
            cosine += SentenceTable.Cosine(a, b) / count;
            if (ArgMax.Of(a) == ArgMax.Of(b)) same++;
        }

        return (cosine, 100.0 * same / count);
    }

    private static ImmutableArray<InputMoments?> Moments(Network network, float[] inputs, bool products, int threads) =>
        InputCalibration.Of(network, inputs, inputs.Length / network.InputShape.Length, products, threads);

    private static float[] Outputs(Network network, float[] inputs, int threads)
    {
        int count = inputs.Length / network.InputShape.Length;
        var outputs = new float[count * network.OutputShape.Length];
        Forward.Run(network, inputs, outputs, count, threads);
        return outputs;
    }
}
