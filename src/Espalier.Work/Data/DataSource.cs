using Espalier.Lab.Data;
using Espalier.Training.DataSets;

namespace Espalier.Work.Data;

/// <summary>What the field <c>data</c> of a request names: a folder with the four files of MNIST's layout, or a data set.</summary>
public static class DataSource
{
    /// <summary>The digits that this library draws; <c>./glyphs</c> is a folder of this name.</summary>
    public const string Glyphs = "glyphs";

    /// <summary>Handwritten digits, fetched into the user's data folder.</summary>
    public const string Mnist = "mnist";

    /// <summary>Glyphs of the training set if nothing else is asked for: the size of MNIST, so that either set can stand in for the other.</summary>
    public const int TrainingImages = 60_000;

    /// <summary>Glyphs of the test set if nothing else is asked for.</summary>
    public const int TestImages = 10_000;

    /// <summary>The most glyphs that are drawn at once: below what one array holds.</summary>
    public const int MostGlyphs = 2_000_000;

    /// <summary>The folder of a data set, or the folder that was named.</summary>
    internal static string Folder(string name) => name == Mnist ? DataFolder.Of(Mnist) : name;

    /// <summary>Opens a set; glyphs are drawn from the seed, as many as are asked for.</summary>
    internal static LabelledImages Open(string name, bool training, int? limit, ulong seed, Workplace place)
    {
        if (name == Glyphs)
        {
            if (limit > MostGlyphs)
                throw new InvalidInputException("limit", null, $"{limit} glyphs are too many at once", $"ask for at most {MostGlyphs}");
            int count = limit ?? (training ? TrainingImages : TestImages);
            return Espalier.Training.DataSets.Glyphs.Make(seed, training, count, place.Threads, place.Cancel);
        }

        LabelledImages images = Espalier.Training.DataSets.Mnist.Load(Folder(name), training);
        return limit < images.Count ? images.Slice(0, limit.Value) : images;
    }
}
