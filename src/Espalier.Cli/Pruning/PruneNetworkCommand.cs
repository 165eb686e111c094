using System.CommandLine;
using Espalier.Cli.Data;
using Espalier.Cli.Frame;
using Espalier.Cli.Models;
using Espalier.Pruning;
using Espalier.Work.Inputs;
using Espalier.Work.Pruning;

namespace Espalier.Cli.Pruning;

/// <summary><c>espalier prune MODEL -o OUT.onnx</c>: a trained network without some of its neurons or weights.</summary>
internal static class PruneNetworkCommand
{
    public static Command Create()
    {
        var usual = new PruneRequest { Model = string.Empty };
        Argument<string> model = ModelOptions.Model();
        Option<string?> output = OutputFile.Option("what is left: .onnx, .safetensors or .npz");
        Option<bool> list = Options.Flag("--list", "only list the groups of channels that go together");
        Choice<PruneKind> by = Options.Choice<PruneKind>(
            "--by", "neurons and channels are removed physically, with all that is coupled; weights become 0", PruneKind.Neurons);
        Option<double> remove = Options.Number(
            "--remove", "S", "the share to remove", null, "a number between 0 and 1", share => share is > 0 and < 1);
        Choice<RemovalMeasure> of = Options.Choice<RemovalMeasure>("--of", "in what the share of neurons is counted", RemovalMeasure.Neurons);
        Option<int> multiple = Options.Integer(
            "--multiple",
            "M",
            "leave multiples of it of every layer's neurons: engines compute channels in blocks of 8 or 16",
            usual.Multiple,
            minimum: 1);
        Choice<PruneScope> scope = Options.Choice<PruneScope>(
            "--scope", "where it is looked for: in every layer alike, anywhere, or for weights in every row alike [default: layer]");
        Choice<UnitCriterion> criterion = Options.Choice<UnitCriterion>(
            "--criterion", "what goes first: the least weights, what fires least, what another replaces, what the loss feels least [default: l2]");
        Option<string?> pattern = Options.Text("--pattern", "N:M", "for weights: keep the best N of every M inputs in a row, such as 2:4");
        Option<string?> calibration = Options.Text(
            "--calibration", "DATA", "inputs that show how the network is used: a data set's training images, or a .npy or .json file");
        Option<int> inputs = Options.Integer("--inputs", "N", "calibration inputs to read at most", usual.Inputs, minimum: 1);
        Option<bool> refit = Options.Flag("--refit", "solve the layers behind removed neurons anew on the calibration inputs, without training");
        Option<double> ridge = Options.Number(
            "--ridge", "R", "the ridge of the refit, relative", usual.Ridge, "a number above 0", value => value > 0);
        var examples = new ExampleOptions(
            Options.Text("--data", "FILE|DIR|NAME", "labelled examples, for accuracies, for the criterion taylor and for fine-tuning"));
        Option<int> finetune = Options.Integer("--finetune", "EPOCHS", "train what is left for so many epochs", 0);
        Option<double> rate = Options.Number(
            "--learning-rate", "R", "of fine-tuning", usual.LearningRate, "a number above 0", value => value > 0);
        Option<string?> architecture = ModelOptions.Architecture();
        return new Verb("prune", "Remove neurons or weights of a trained network", "espalier prune model.onnx -o half.onnx --remove 0.5")
        {
            model, output, list, by, remove, of, multiple, scope, criterion, pattern, calibration, inputs, refit, ridge, examples.All, finetune, rate,
            architecture,
        }
            .Runs(call => call.Do(
                new PruneJob(),
                new PruneRequest
                {
                    Model = call.Value(model),
                    Out = call.Value(output),
                    List = call.Value(list),
                    By = call.Value(by),
                    Remove = call.Maybe(remove),
                    Of = call.Value(of),
                    Multiple = call.Value(multiple),
                    Scope = call.Maybe(scope),
                    Criterion = call.Maybe(criterion),
                    Pattern = call.Value(pattern),
                    Calibration = call.Value(calibration),
                    Inputs = call.Value(inputs),
                    Refit = call.Value(refit),
                    Ridge = call.Value(ridge),
                    Data = call.Value(examples.Data),
                    Label = call.Value(examples.Label),
                    Scale = call.Maybe(examples.Scale),
                    Normalise = call.Maybe(examples.Normalise),
                    Finetune = call.Value(finetune),
                    LearningRate = call.Value(rate),
                    Architecture = call.Value(architecture),
                    Seed = call.Seed,
                },
                Show));
    }

    private static void Show(PruneAnswer found, Page page)
    {
        if (found.Path is { } path)
        {
            page.Fields(
                ("written", path),
                ("removed", $"{Numerals.Text(found.Removed)} ({Numerals.Short(100 * found.RemovedShare)} %)"),
                ("parameters", $"{Numerals.Text(found.Parameters)} of {Numerals.Text(found.ParametersBefore)}"),
                ("not zero", Numerals.Text(found.Nonzero)),
                ("multiply-adds", $"{Numerals.Text(found.MultiplyAdds)} of {Numerals.Text(found.MultiplyAddsBefore)}"),
                ("bytes", Numerals.Text(found.Bytes ?? 0)),
                ("accuracy", found.Accuracy is { } accuracy ? Numerals.Short(accuracy) : string.Empty),
                ("accuracy before", found.AccuracyBefore is { } before ? Numerals.Short(before) : string.Empty),
                ("relative error", found.RelativeError is { } error ? Numerals.Short(error) : string.Empty),
                ("seconds", Numerals.Short(Math.Round(found.Seconds, 3))));
            if (found.Groups.All(group => group.Removed == 0)) return;
        }

        page.Table(
            ["made by", "with", "read by", "channels", "removed", "held by"],
            [
                .. found.Groups.Select(group => (IReadOnlyList<string>)
                [
                    string.Join(", ", group.Makers), string.Join(", ", group.Followers), string.Join(", ", group.Readers),
                    Numerals.Text(group.Channels), Numerals.Text(group.Removed), group.HeldBy ?? "",
                ]),
            ]);
    }
}
