using System.Globalization;

namespace Espalier.Graphs;

/// <summary>A floating-point format that weights can be rounded to.</summary>
public enum WeightFormat
{
    /// <summary>IEEE binary16: 11 significant bits, at most 65504.</summary>
    Float16,

    /// <summary>IEEE binary32: 24 significant bits.</summary>
    Float32,
}

/// <summary>Copies of networks with weights that need fewer bits.</summary>
public static class WeightRounding
{
    /// <summary>A copy whose weights and biases are each rounded once, to nearest and to even on a tie, and stored as float32.</summary>
    /// <exception cref="InvalidInputException">A finite weight is too large for the format.</exception>
    public static Network Round(Network network, WeightFormat format)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Map((made, i) => made.WithParameters(tensor => Round(tensor, format, network.Place(i))));
    }

    private static Tensor Round(Tensor tensor, WeightFormat format, string place)
    {
        var values = new float[tensor.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double value = tensor[i];
            values[i] = format == WeightFormat.Float16 ? (float)(Half)value : (float)value;
            if (float.IsFinite(values[i]) || !double.IsFinite(value)) continue;
            throw new InvalidInputException(
                "network", place, string.Create(CultureInfo.InvariantCulture, $"the weight {value} is beyond the range of {(format == WeightFormat.Float16 ? "float16" : "float32")}"), "choose a format with a larger range");
        }

        return Tensor.Own(tensor.Shape, values);
    }
}
