using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Formats;
using Espalier.Training;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Training;

/// <summary><c>espalier train</c>: a network of dense layers by gradient descent, the baseline of every ticket.</summary>
internal sealed class TrainCommand
{
    private readonly DescentOptions _descent = new();
    private readonly Option<string?> _out = OutputFile.Option("the trained network: .onnx, .safetensors or .npz");

    public static Command Create()
    {
        var command = new TrainCommand();
        var verb = new Verb("train", "Train a network of dense layers by stochastic gradient descent", "espalier train --data mnist --layers 784-500-10 --epochs 10 --out model.onnx") { command._out };
        foreach (Option option in command._descent.All) verb.Add(option);
        return verb.Runs(call =>
        {
            Trained trained = command.Train(call);
            return Answer.Of(trained, Show, holds: trained.Status == TrainingStatus.Finished);
        });
    }

    private Trained Train(Call call)
    {
        string? path = call.Value(_out);
        string? checkpoint = _descent.Checkpoint(call);
        if (path is not null) NetworkFile.RequireFormat(path);
        OutputFile.RequireWritable(path);
        OutputFile.RequireWritable(checkpoint);
        Descent descent = _descent.Open(call);
        var timer = new EpochTimer();
        TrainingResult result = timer.Follow(call, "training", progress =>
            BaselineTraining.Run(descent.Widths, descent.Training, descent.Test, descent.Options, call.Threads, checkpoint, progress, call.Cancel));
        TrainingEnd.Require(result, checkpoint, call);
        if (path is not null && result.Network is { } network) NetworkFile.Write(path, network);
        return new Trained(
            result.Status,
            result.Epochs is [.., var last] && result.Network is not null ? last.Accuracy : null,
            timer.Of(result.Epochs),
            timer.SecondsPerEpoch,
            descent.Training.Images.Name,
            [.. descent.Widths],
            descent.Widths.Zip(descent.Widths.Skip(1), (inputs, outputs) => (long)inputs * outputs).Sum(),
            result.Steps,
            result.Network is null ? null : path,
            result.Remedy);
    }

    private static void Show(Trained trained, Page page)
    {
        page.Fields(
            ("accuracy", trained.Accuracy is { } accuracy ? Numerals.Text(accuracy) : "none"),
            ("data", trained.Data),
            ("layers", string.Join('-', trained.Layers)),
            ("parameters", Numerals.Text(trained.Parameters)),
            ("steps", Numerals.Text(trained.Steps)),
            ("written", trained.Path ?? string.Empty),
            ("diverged", trained.Remedy ?? string.Empty));
        TimedEpoch.Show(trained.Epochs, page);
    }

    private sealed record Trained(
        TrainingStatus Status,
        double? Accuracy,
        TimedEpoch[] Epochs,
        double? SecondsPerEpoch,
        string Data,
        int[] Layers,
        long Parameters,
        long Steps,
        string? Path,
        string? Remedy);
}
