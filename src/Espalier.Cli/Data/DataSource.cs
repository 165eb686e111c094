using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Data;
using Espalier.Training.DataSets;

namespace Espalier.Cli.Data;

/// <summary>The option <c>--data</c>: a folder with the four files of MNIST's layout, or the name of a data set.</summary>
internal static class DataSource
{
    public const string Glyphs = "glyphs";
    public const string Mnist = "mnist";

    /// <summary>The sizes of MNIST, so that either set can stand in for the other.</summary>
    public const int TrainingImages = 60_000;
    public const int TestImages = 10_000;

    /// <summary>The most glyphs that are drawn at once: below what one array holds.</summary>
    public const int MostGlyphs = 2_000_000;

    public static Option<string?> Option()
    {
        Option<string?> option = Options.Text("--data", "DIR|glyphs|mnist", "a folder with the four MNIST files, or a data set's name");
        option.Required = true;
        option.CompletionSources.Add(Glyphs, Mnist);
        return option;
    }

    /// <summary>Opens a set; glyphs are drawn from the seed, as many as are asked for.</summary>
    /// <param name="name">What <c>--data</c> says; <c>./glyphs</c> is a folder of this name.</param>
    /// <param name="training">The training set, or the test set.</param>
    /// <param name="limit">How many images from the first on, or null for all.</param>
    /// <param name="call">Gives seed, threads and cancellation.</param>
    public static LabelledImages Open(string name, bool training, int? limit, Call call)
    {
        if (name == Glyphs)
        {
            if (limit > MostGlyphs) throw new InvalidInputException("--limit", null, $"{limit} glyphs are too many at once", $"ask for at most {MostGlyphs}");
            return Espalier.Training.DataSets.Glyphs.Make(call.Seed, training, limit ?? (training ? TrainingImages : TestImages), call.Threads, call.Cancel);
        }

        LabelledImages images = Espalier.Training.DataSets.Mnist.Load(name == Mnist ? DataFolder.Of(Mnist) : name, training);
        return limit < images.Count ? images.Slice(0, limit.Value) : images;
    }
}
