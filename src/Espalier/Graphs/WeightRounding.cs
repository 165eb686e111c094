using Espalier.Numerics;

namespace Espalier.Graphs;

/// <summary>Copies of networks with weights that need fewer bits.</summary>
public static class WeightRounding
{
    /// <summary>A copy whose weights and biases are each rounded once, to nearest and to even on a tie, and stored as float32.</summary>
    /// <exception cref="ArgumentException">The format is no floating-point one of at most 32 bits.</exception>
    /// <exception cref="InvalidInputException">A finite weight is too large for the format.</exception>
    public static Network Round(Network network, NumberType format)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (!format.IsFloat || !format.FitsSingle) throw new ArgumentException($"weights are not rounded to {format.Name}");
        return network.Map((made, i) => made.WithParameters(tensor => Round(tensor, format, network.Place(i))));
    }

    private static Tensor Round(Tensor tensor, NumberType format, string place)
    {
        var values = new float[tensor.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double value = tensor[i];
            values[i] = format.Rounded(value);
            if (float.IsFinite(values[i]) || !double.IsFinite(value)) continue;
            throw new InvalidInputException(
                "network", place, $"the weight {value} is beyond the range of {format.Name}", "choose a format with a larger range");
        }

        return Tensor.Own(tensor.Shape, values);
    }
}
