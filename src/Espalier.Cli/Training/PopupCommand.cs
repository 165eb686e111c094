using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Tickets.Searching;
using Espalier.Training.Popup;
using Espalier.Work.Inputs;
using Espalier.Work.Training;

namespace Espalier.Cli.Training;

/// <summary><c>espalier popup</c>: a mask over a random network, searched by edge-popup.</summary>
internal sealed class PopupCommand
{
    private readonly DescentOptions _descent = new();
    private readonly Choice<PopupStructure> _structure = Options.Choice<PopupStructure>(
        "--structure", "how the parent holds a layer: pairs, pairs with a ReLU, or one wide layer of as many weights", PopupStructure.Linear);
    private readonly Option<int> _pairs = Options.Integer(
        "--pairs", "R", "hidden units per input; for wide, those whose number of weights it has", 5, 1, 1000);
    private readonly Option<double> _removed = Options.Number(
        "--removed", "S", "the share of the parent's weights that is removed", 0.5, "a number from 0 to 1", value => value is >= 0 and <= 1);
    private readonly Choice<SelectionScope> _scope = Options.Choice<SelectionScope>(
        "--scope", "remove this share of every tensor, or of the whole network", SelectionScope.Tensor);

    private readonly Option<string?> _out = OutputFile.Option("the ticket to write");
    private readonly Option<string?> _trained = Options.Text(
        "--trained", "FILE", "a network trained for these images, to prune down to as many weights for comparison");

    public static Command Create()
    {
        var command = new PopupCommand();
        var verb = new Verb(
            "popup",
            "Search a mask over a random network by edge-popup",
            "espalier popup --data mnist --structure linear --pairs 5 --removed 0.5 --epochs 10 --out found.ticket")
        {
            command._structure, command._pairs, command._removed, command._scope, command._out, command._trained,
        };
        verb.Add(command._descent.All);
        return verb.Runs(call => call.Do(new PopupJob(), command.Request(call), Show));
    }

    private PopupRequest Request(Call call) => _descent.Fill(
        new PopupRequest
        {
            Data = string.Empty,
            Structure = call.Value(_structure),
            Pairs = call.Value(_pairs),
            Removed = call.Value(_removed),
            Scope = call.Value(_scope),
            Out = call.Value(_out),
            Trained = call.Value(_trained),
        },
        call);

    private static void Show(PopupAnswer searched, Page page)
    {
        page.Fields(
            ("accuracy", searched.Accuracy is { } accuracy ? Numerals.Short(accuracy) : "none"),
            ("kept edges", searched.KeptEdges is { } kept ? $"{kept} of {searched.ParentParameters}" : string.Empty),
            ("data", searched.Data),
            (
                "parent",
                $"{string.Join('-', searched.Layers)}, {Words.Of(searched.Structure)}"
                    + (searched.Structure == PopupStructure.Wide ? string.Empty : $", {searched.Pairs} pairs per input")),
            ("steps", Numerals.Text(searched.Steps)),
            (
                "random mask",
                searched.Baselines is { } masks
                    ? $"{Numerals.Short(masks.RandomMask)}; shuffled mask {Numerals.Short(masks.ShuffledMask)}; other weights "
                        + $"{Numerals.Short(masks.RedrawnWeights)}"
                    : string.Empty),
            ("trained network", Pruned(searched.Baselines?.Trained)),
            ("pruned by magnitude", Pruned(searched.Baselines?.Magnitude)),
            ("pruned by hidden units", Pruned(searched.Baselines?.Neurons)),
            ("written", searched.Path is { } path ? $"{path}, {searched.FileBytes} bytes" : string.Empty),
            ("diverged", searched.Remedy ?? string.Empty));
        KeptTable.Show(searched.Tensors, page);
        EpochTable.Show(searched.Epochs, page);
    }

    private static string Pruned(PrunedBaseline? baseline) =>
        baseline is null ? string.Empty : $"{Numerals.Short(baseline.Accuracy)} with {baseline.Kept} weights";
}
