namespace Espalier.Graphs;

/// <summary>The smallest and the largest of some weights.</summary>
public readonly record struct WeightRange(double Smallest, double Largest)
{
    /// <summary>The range of all finite values of tensors, or null where there is none.</summary>
    public static WeightRange? Of(IEnumerable<Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        double smallest = double.PositiveInfinity;
        double largest = double.NegativeInfinity;
        foreach (Tensor tensor in tensors)
        {
            for (int i = 0; i < tensor.Length; i++)
            {
                double value = tensor[i];
                if (!double.IsFinite(value)) continue;
                smallest = Math.Min(smallest, value);
                largest = Math.Max(largest, value);
            }
        }

        return smallest <= largest ? new WeightRange(smallest, largest) : null;
    }
}
