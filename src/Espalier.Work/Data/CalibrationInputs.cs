using Espalier.Graphs;
using Espalier.Training.DataSets;
using Espalier.Work.Models;

namespace Espalier.Work.Data;

/// <summary>Inputs that show how a network is used: the training images of a data set, or a file of inputs.</summary>
internal static class CalibrationInputs
{
    /// <summary>Reads them.</summary>
    /// <param name="field">The field of the request that names them.</param>
    /// <param name="data">A data set, a folder, examples as .npz or .csv, or inputs as .npy or .json.</param>
    /// <param name="most">The most that are read.</param>
    /// <param name="seed">The seed of glyphs that are drawn.</param>
    /// <param name="shape">The shape of one input.</param>
    /// <param name="place">Where it is done.</param>
    /// <exception cref="InvalidInputException">They do not fit, or a number is not finite.</exception>
    public static (float[] Values, int Count) Read(string field, string data, int most, ulong seed, Shape shape, Workplace place)
    {
        if (Path.GetExtension(data).ToLowerInvariant() is ".npy" or ".json")
        {
            InputBatch batch = InputBatch.Read(data, shape);
            if (batch.FirstNonFinite() is { } odd) throw new InvalidInputException(data, odd, "the number is not finite", "give finite inputs");
            int taken = Math.Min(batch.Count, most);
            return (Array.ConvertAll(batch.Values[..(taken * shape.Length)], value => (float)value), taken);
        }

        ILabelledSet set = DataSource.OpenUnscaled(data, null, training: true, most, seed, place);
        if (set.Example.Length != shape.Length)
            throw new InvalidInputException(
                field, null, $"examples of {set.Example} do not fit inputs of {shape}", "give inputs of the network, as .npy, .npz or .json");
        int count = Math.Min(set.Count, most);
        var values = new float[count * shape.Length];
        set.Fill(0, values);
        if (Array.FindIndex(values, value => !float.IsFinite(value)) is >= 0 and var at)
            throw new InvalidInputException(data, Invariant($"example {at / shape.Length}"), "a number is not finite", "give finite inputs");
        return (values, count);
    }
}
