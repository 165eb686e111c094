using Espalier.Graphs;
using Espalier.Training.DataSets;
using Espalier.Work.Models;

namespace Espalier.Work.Data;

/// <summary>Inputs that show how a network is used: the training images of a data set, or a file of inputs.</summary>
internal static class CalibrationInputs
{
    /// <summary>Reads them.</summary>
    /// <param name="field">The field of the request that names them.</param>
    /// <param name="data">A data set, a folder, or a .npy or .json file.</param>
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

        LabelledImages images = DataSource.Open(data, training: true, most, seed, place);
        if (images.Image.Length != shape.Length)
            throw new InvalidInputException(
                field, null, $"images of {images.Image} do not fit inputs of {shape}", "give inputs of the network, as .npy or .json");
        int count = Math.Min(images.Count, most);
        var values = new float[count * shape.Length];
        images.Slice(0, count).Fill(0, values);
        return (values, count);
    }
}
