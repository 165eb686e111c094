namespace Espalier.Graphs;

/// <summary>
/// The constant weights w[o, i] of one linear map, and its bias. Rows are outputs; the inputs i of a row each meet one column.
/// </summary>
/// <remarks>
/// A dense map has a row for each output and a column for each input. A convolution has a row for each output channel and place in the
/// kernel, and a column for each input channel of a group: every row of a group reads the same channels, at its own place.
/// </remarks>
/// <param name="Weights">The stored tensor.</param>
/// <param name="Bias">One value per output channel, or null.</param>
/// <param name="Channels">The outputs, each with its bias.</param>
/// <param name="Places">The rows of each output: 1, or the places of a kernel.</param>
/// <param name="Inputs">The columns of each row.</param>
/// <param name="Groups">The groups into which outputs and inputs fall; each is a grid by itself.</param>
public sealed record WeightGrid(Tensor Weights, Tensor? Bias, int Channels, int Places, int Inputs, int Groups = 1)
{
    /// <summary>How the places of a kernel slide over what is read; null where a row meets it as it is.</summary>
    public Operators.Window? Window { get; init; }

    /// <summary>The number of rows.</summary>
    public int Rows => Channels * Places;

    /// <summary>Where a weight stands in <see cref="Weights"/>.</summary>
    /// <param name="channel">The output channel.</param>
    /// <param name="place">The place in the kernel.</param>
    /// <param name="input">The column: the input within its group.</param>
    public int Index(int channel, int place, int input) => (((channel * Inputs) + input) * Places) + place;
}
