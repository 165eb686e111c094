using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Tickets.Forms;

/// <summary>A pruned layer as ordinary layers, the sums carried out.</summary>
internal static class FoldedLayer
{
    /// <summary>
    /// Appends y = W·x + b, or, where positive and negative inputs act differently, y = W⁺·σ(x) − W⁻·σ(−x) + b: a fixed splitting
    /// layer, a ReLU and a dense layer of twice the inputs.
    /// </summary>
    /// <param name="layers">Takes the layers.</param>
    /// <param name="inputs">Input coordinates.</param>
    /// <param name="sides">2 where the sides differ, else 1.</param>
    /// <param name="weights">outputs × inputs·sides: in a row all W⁺, then all −W⁻. The caller gives it up.</param>
    /// <param name="bias">One value per output, or null. The caller gives it up.</param>
    /// <exception cref="InvalidInputException">The splitting layer would not fit an array.</exception>
    public static void Add(List<Operator> layers, int inputs, int sides, double[] weights, double[]? bias)
    {
        if (sides == 2)
        {
            FormSize.RequireSplitting(inputs);
            layers.Add(new Dense(Splitting(inputs)));
            layers.Add(new Relu());
        }

        int outputs = weights.Length / (inputs * sides);
        Tensor? shift = bias is null ? null : Tensor.Own(new Shape(outputs), bias);
        layers.Add(new Dense(Tensor.Own(new Shape(outputs, inputs * sides), weights), shift));
    }

    /// <summary>x ↦ (x, −x).</summary>
    private static Tensor Splitting(int inputs)
    {
        var both = new float[checked(2 * inputs * inputs)];
        for (int j = 0; j < inputs; j++)
        {
            both[(j * inputs) + j] = 1;
            both[((inputs + j) * inputs) + j] = -1;
        }

        return Tensor.Own(new Shape(2 * inputs, inputs), both);
    }
}
