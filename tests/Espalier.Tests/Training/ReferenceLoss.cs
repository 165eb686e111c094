using Espalier.Training.Popup;

namespace Espalier.Tests.Training;

/// <summary>
/// The mean cross-entropy of a batch in float64, from masked weights, unit by unit as the structures are defined: nothing is folded.
/// </summary>
/// <param name="structure">How a layer is held; null for dense layers.</param>
/// <param name="widths">From inputs to outputs.</param>
/// <param name="tensors">The masked weights, tensor by tensor, row-major.</param>
internal sealed class ReferenceLoss(PopupStructure? structure, int[] widths, double[][] tensors)
{
    public double Of(double[][] inputs, byte[] labels)
    {
        double sum = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            double[] scores = Scores(inputs[i]);
            double largest = scores.Max();
            sum += Math.Log(scores.Sum(score => Math.Exp(score - largest))) - (scores[labels[i]] - largest);
        }

        return sum / inputs.Length;
    }

    private double[] Scores(double[] input)
    {
        double[] x = input;
        int tensor = 0;
        for (int layer = 0; layer + 1 < widths.Length; layer++)
        {
            if (structure is PopupStructure.Linear or PopupStructure.Relu) x = Units(tensors[tensor++], x);
            x = Product(tensors[tensor++], x, widths[layer + 1]);
            if (layer + 2 < widths.Length) x = [.. x.Select(value => Math.Max(value, 0))];
        }

        return x;
    }

    /// <summary>Hidden unit k·d + j sees input j alone.</summary>
    private double[] Units(double[] first, double[] x)
    {
        double[] units = [.. first.Select((weight, i) => weight * x[i % x.Length])];
        return structure == PopupStructure.Relu ? [.. units.Select(value => Math.Max(value, 0))] : units;
    }

    private static double[] Product(double[] matrix, double[] x, int rows) =>
        [.. Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, x.Length).Sum(j => matrix[(i * x.Length) + j] * x[j]))];
}
