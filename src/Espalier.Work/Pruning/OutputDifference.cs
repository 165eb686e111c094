using Espalier.Graphs;
using Espalier.Pruning;
using Espalier.Training.DataSets;
using Espalier.Work.Models;

namespace Espalier.Work.Pruning;

/// <summary>How far the outputs of a pruned network are from those of the whole one, in float32.</summary>
internal static class OutputDifference
{
    private const int Block = 500;

    /// <summary>What both make of labelled examples.</summary>
    public static (Comparison Pruned, Comparison Whole) Of(Network pruned, Network whole, ILabelledSet set, Workplace place)
    {
        (Comparison found, Comparison wanted) = (new(), new());
        (ForwardPass<float> now, ForwardPass<float> before) = (new(pruned), new(whole));
        IProgress<int>? progress = place.Stage<int>("evaluating", done => (double)done / set.Count);
        for (int first = 0; first < set.Count; first += Block)
        {
            int count = Math.Min(Block, set.Count - first), start = first;
            var inputs = new float[count * set.Example.Length];
            set.Fill(first, inputs);
            double[] outputs = Outputs(now, inputs, count, place), others = Outputs(before, inputs, count, place);
            found.Add(outputs, others, count, example => set.LabelOf(start + example));
            wanted.Add(others, null, count, example => set.LabelOf(start + example));
            progress?.Report(first + count);
        }

        return (found, wanted);
    }

    /// <summary>‖ŷ − y‖/‖y‖ over all outputs.</summary>
    public static double Relative(Network pruned, Network whole, CalibrationSet inputs, Workplace place)
    {
        int length = whole.InputShape.Length;
        return Unlabelled(
            pruned, whole, inputs.Count, (first, size) => inputs.Values.Slice(first * length, size * length).ToArray(), place).RelativeError;
    }

    /// <summary>What both make of drawn inputs.</summary>
    public static Comparison OfDrawn(Network pruned, Network whole, int count, ulong seed, Workplace place) =>
        Unlabelled(pruned, whole, count, (first, size) => DrawnInputs.Of(whole.InputShape, size, seed + (ulong)first), place);

    private static Comparison Unlabelled(Network pruned, Network whole, int count, Func<int, int, float[]> inputs, Workplace place)
    {
        var found = new Comparison();
        (ForwardPass<float> now, ForwardPass<float> before) = (new(pruned), new(whole));
        for (int first = 0; first < count; first += Block)
        {
            int size = Math.Min(Block, count - first);
            float[] values = inputs(first, size);
            found.Add(Outputs(now, values, size, place), Outputs(before, values, size, place), size, _ => -1);
        }

        return found;
    }

    private static double[] Outputs(ForwardPass<float> pass, float[] inputs, int count, Workplace place)
    {
        var outputs = new float[count * pass.Network.OutputShape.Length];
        pass.Run(inputs, outputs, count, place.Threads, place.Cancel);
        return Array.ConvertAll(outputs, output => (double)output);
    }
}
