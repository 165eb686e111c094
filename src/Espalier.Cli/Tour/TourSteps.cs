using System.Globalization;
using Espalier.Cli.Frame;
using Espalier.Lab.Clusters;
using Espalier.Lab.Storage;
using Espalier.Work.Tour;

namespace Espalier.Cli.Tour;

/// <summary>The commands that do by themselves what the tour does, and those for what comes after it.</summary>
internal static class TourSteps
{
    public static TourCommands In(string folder)
    {
        string program = CommandText.Program;
        var files = TourFiles.In(folder);
        (string network, string ticket) = (ShellText.Quoted(files.Network), ShellText.Quoted(files.Ticket));
        (string coded, string half) = (ShellText.Quoted(files.Coded), ShellText.Quoted(files.Pruned));
        string pieces = Number(TourJob.Pieces);
        return new()
        {
            Find =
            [
                $"{program} train --data glyphs --network {network} --training {TourNetwork.Images} --test {TourNetwork.TestImages} \\\n"
                    + $"  --epochs {TourNetwork.Epochs} --learning-rate {Number(TourNetwork.LearningRate)} -o {network}",
                $"{program} ticket draw {network} -o {ticket} --nonnegative-inputs",
                $"{program} ticket verify {ticket} --target {network}",
            ],
            Coded = [$"{program} ticket draw {network} -o {coded} --bits {Number(TourJob.Bits)} \\\n  --weights-from glyphs --nonnegative-inputs"],
            Certify =
            [
                $"{program} certify {network} {ticket} --box 0 1 --pieces {pieces}",
                $"{program} certify {network} {coded} --box 0 1 --pieces {pieces}",
            ],
            Prune =
            [
                $"{program} prune {network} -o {half} --remove {Number(TourJob.Removed)} --refit --calibration glyphs",
                $"{program} compare {network} {ticket} {coded} {half} \\\n  --data glyphs --limit {TourNetwork.TestImages} --batches 64 --threads 1",
            ],
            Neurons =
            [
                $"{program} theory threshold --dimension {TourJob.Dimension} --epsilon {Number(TourJob.Epsilon)} --delta {Number(TourJob.Delta)} "
                    + "--radius 1",
                $"{program} neurons witness --dimension {TourJob.Dimension} --width {TourJob.Width} --effort 1",
                $"{program} gap",
            ],
            Laboratory = [$"{program} serve --store {ShellText.Quoted(Path.Combine(folder, Stores.Standard))} --models {ShellText.Quoted(folder)}"],
            Next =
            [
                $"{program} ticket draw your.onnx -o your.ticket",
                $"{program} ticket verify your.ticket --target your.onnx",
                $"{program} certify your.onnx your.ticket --box 0 1 --time-limit 10",
                $"{program} ticket export your.ticket -o found.onnx --form folded",
            ],
        };
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
