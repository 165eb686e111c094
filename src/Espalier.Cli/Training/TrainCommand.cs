using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Training;

namespace Espalier.Cli.Training;

/// <summary><c>espalier train</c>: a network by gradient descent, the baseline of every ticket.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var descent = new DescentOptions();
        Option<string?> output = OutputFile.Option("the trained network: .onnx, .safetensors or .npz");
        var verb = new Verb(
            "train",
            "Train a network by stochastic gradient descent",
            "espalier train --data mnist --layers 784-500-10 --epochs 10 --out model.onnx") { output };
        verb.Add(descent.All);
        return verb.Runs(
            call => call.Do(new TrainJob(), descent.Fill(new TrainRequest { Data = string.Empty, Out = call.Value(output) }, call), Show));
    }

    private static void Show(TrainAnswer trained, Page page)
    {
        page.Fields(
            ("accuracy", trained.Accuracy is { } accuracy ? Numerals.Short(accuracy) : "none"),
            ("data", trained.Data),
            ("layers", string.Join('-', trained.Layers)),
            ("parameters", Numerals.Text(trained.Parameters)),
            ("steps", Numerals.Text(trained.Steps)),
            ("written", trained.Path ?? string.Empty),
            ("diverged", trained.Remedy ?? string.Empty));
        EpochTable.Show(trained.Epochs, page);
    }
}
