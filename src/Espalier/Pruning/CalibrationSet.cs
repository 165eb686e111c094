namespace Espalier.Pruning;

/// <summary>Inputs that show how a network is used.</summary>
/// <param name="Values">The inputs one after the other, each row-major.</param>
/// <param name="Count">How many.</param>
public sealed record CalibrationSet(ReadOnlyMemory<float> Values, int Count)
{
    internal void Require(Graphs.Network network)
    {
        if (Count < 1 || Values.Length != (long)Count * network.InputShape.Length)
        {
            throw new InvalidInputException(
                "calibration",
                null,
                $"{Values.Length} numbers are no {Count} inputs of the shape {network.InputShape}",
                "give inputs of the shape that the network takes");
        }
    }
}
