using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Formats.Idx;
using Espalier.Graphs;
using Espalier.Training.DataSets;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Data;

/// <summary><c>espalier data make glyphs</c>: writes the built-in digits as the four files of MNIST's layout.</summary>
internal static class MakeCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "glyphs: synthetic handwritten digits, 28 × 28" };
        name.CompletionSources.Add(DataSource.Glyphs);
        Option<string?> folder = Options.Text("--out", "DIR", "the folder to write; it is created if need be");
        folder.Required = true;
        Option<int> training = Options.Integer("--training", "N", "training images", DataSource.TrainingImages, 1, DataSource.MostGlyphs);
        Option<int> test = Options.Integer("--test", "N", "test images", DataSource.TestImages, 1, DataSource.MostGlyphs);
        return new Verb("make", "Write a built-in data set as files", "espalier data make glyphs --out glyphs") { name, folder, training, test }
            .Runs(call =>
            {
                if (call.Value(name) != DataSource.Glyphs) throw new InvalidInputException("data make", null, $"'{call.Value(name)}' is no built-in data set", "name glyphs");
                string destination = call.Value(folder)!;
                Directory.CreateDirectory(destination);
                return Answer.Of(call.Follow("making glyphs", progress => Make(destination, call.Value(training), call.Value(test), call, progress)), Show);
            });
    }

    private static Made Make(string folder, int training, int test, Call call, IProgress<double>? progress)
    {
        double all = training + test;
        LabelledImages first = Glyphs.Make(call.Seed, training: true, training, call.Threads, call.Cancel);
        progress?.Report(0.5 * training / all);
        string[] trainingFiles = Write(folder, "train", first, call.Cancel);
        progress?.Report(training / all);
        string[] testFiles = Write(folder, "t10k", Glyphs.Make(call.Seed, training: false, test, call.Threads, call.Cancel), call.Cancel);
        return new Made(Path.GetFullPath(folder), training + test, training, test, [.. trainingFiles, .. testFiles]);
    }

    private static string[] Write(string folder, string part, LabelledImages images, CancellationToken cancel)
    {
        string[] files = [$"{part}-images-idx3-ubyte.gz", $"{part}-labels-idx1-ubyte.gz"];
        cancel.ThrowIfCancellationRequested();
        IdxFile.Write(Path.Combine(folder, files[0]), new IdxArray(new Shape(images.Count, images.Image[1], images.Image[2]), images.Pixels), gzip: true);
        IdxFile.Write(Path.Combine(folder, files[1]), new IdxArray(new Shape(images.Count), images.Labels), gzip: true);
        return files;
    }

    private static void Show(Made made, Page page) =>
        page.Fields(
            ("path", made.Path),
            ("training", Numerals.Text(made.Training)),
            ("test", Numerals.Text(made.Test)),
            ("files", string.Join(", ", made.Files)));

    private sealed record Made(string Path, int Examples, int Training, int Test, string[] Files);
}
