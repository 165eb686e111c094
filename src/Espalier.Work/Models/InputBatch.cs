using Espalier.Formats.Npz;
using Espalier.Graphs;

namespace Espalier.Work.Models;

/// <summary>Inputs for a network, one after the other, as the user gave them.</summary>
internal sealed record InputBatch(string Source, double[] Values, int Count)
{
    public static InputBatch OfOne(string source, double[] values, Shape shape) =>
        values.Length == shape.Length
            ? new InputBatch(source, values, 1)
            : throw new InvalidInputException(source, null, $"there are {values.Length} numbers", $"give the {shape.Length} inputs of this network");

    public static InputBatch Read(string path, Shape shape) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".npy" => OfArray(path, NpyFormat.Read(path), shape),
        ".json" => JsonInputs.Read(path, shape),
        var other => throw new InvalidInputException(path, null, $"inputs do not come in files named '{other}'", "give a .npy or a .json file"),
    };

    /// <summary>Where the first number stands that is not finite, or null.</summary>
    public string? FirstNonFinite()
    {
        int at = Array.FindIndex(Values, value => !double.IsFinite(value));
        return at < 0 ? null : Invariant($"input {at / (Values.Length / Count)}, number {at % (Values.Length / Count)}");
    }

    /// <summary>The first extent counts the inputs, unless the whole array is a single one.</summary>
    private static InputBatch OfArray(string path, Tensor array, Shape shape)
    {
        double[] values = new double[array.Length];
        array.CopyTo(values);
        int count = array.Shape.Rank == 0 ? 1 : array.Shape[0];
        if (array.Length == (long)count * shape.Length) return new InputBatch(path, values, count);
        return array.Length == shape.Length
            ? new InputBatch(path, values, 1)
            : throw new InvalidInputException(
                path,
                null,
                array.Shape.Rank == 0 ? "the array is a single number" : $"the array has the shape {array.Shape}",
                $"give {shape.Length} numbers for each input of this network");
    }
}
