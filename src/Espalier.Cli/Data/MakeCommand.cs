using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Data;
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
            .Runs(call => call.Do(
                new MakeJob(),
                new()
                {
                    Name = call.Value(name),
                    Out = call.Value(folder)!,
                    Training = call.Value(training),
                    Test = call.Value(test),
                    Seed = call.Seed,
                },
                Show));
    }

    private static void Show(MakeAnswer made, Page page) =>
        page.Fields(
            ("path", made.Path),
            ("training", Numerals.Text(made.Training)),
            ("test", Numerals.Text(made.Test)),
            ("files", string.Join(", ", made.Files)));
}
