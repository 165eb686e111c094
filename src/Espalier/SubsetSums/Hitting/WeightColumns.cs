namespace Espalier.SubsetSums.Hitting;

/// <summary>
/// Which column serves a weight of a grid: kernels of one output stand together, the places of an input side by side; biases stand behind
/// all of them and share the last column.
/// </summary>
/// <param name="Inputs">The inputs of an output.</param>
/// <param name="Places">The places of a kernel.</param>
/// <param name="GroupWeights">The weights of the outputs of one group.</param>
/// <param name="Kernels">The weights without biases.</param>
public readonly record struct WeightColumns(int Inputs, int Places, long GroupWeights, long Kernels)
{
    internal int Of(long weight)
    {
        if (weight >= Kernels) return (int)(Kernels / GroupWeights) * Inputs;
        // Grids fit arrays, and 32 bits divide in a third of the time.
        var small = (uint)weight;
        uint group = small / (uint)GroupWeights;
        return (int)((group * (uint)Inputs) + (small / (uint)Places % (uint)Inputs));
    }
}
