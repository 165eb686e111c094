using System.Collections.Immutable;
using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Tickets.Searching;
using Espalier.Training.Popup;
using Espalier.Training;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Training;

/// <summary><c>espalier popup</c>: a mask over a random network, searched by edge-popup.</summary>
internal sealed class PopupCommand
{
    /// <summary>Scores, velocities, weights and the search for thresholds take 20 bytes for each.</summary>
    private const long MostWeights = 1 << 27;

    private readonly DescentOptions _descent = new();
    private readonly Option<PopupStructure> _structure = Options.Choice<PopupStructure>("--structure", "how the parent holds a layer: pairs, pairs with a ReLU, or one wide layer of as many weights", PopupStructure.Linear);
    private readonly Option<int> _pairs = Options.Integer("--pairs", "R", "hidden units per input; for wide, those whose number of weights it has", 5, 1, 1000);
    private readonly Option<double> _removed = Options.Number("--removed", "S", "the share of the parent's weights that is removed", 0.5, "a number from 0 to 1", value => value is >= 0 and <= 1);
    private readonly Option<SelectionScope> _scope = Options.Choice<SelectionScope>("--scope", "remove this share of every tensor, or of the whole network", SelectionScope.Tensor);

    private readonly Option<string?> _out = OutputFile.Option("the ticket to write");
    private readonly Option<string?> _trained = Options.Text("--trained", "FILE", "a network trained for these images, to prune down to as many weights for comparison");

    public static Command Create()
    {
        var command = new PopupCommand();
        var verb = new Verb("popup", "Search a mask over a random network by edge-popup", "espalier popup --data mnist --structure linear --pairs 5 --removed 0.5 --epochs 10 --out found.ticket")
        {
            command._structure, command._pairs, command._removed, command._scope, command._out, command._trained,
        };
        foreach (Option option in command._descent.All) verb.Add(option);
        return verb.Runs(call =>
        {
            Searched searched = command.Search(call);
            return Answer.Of(searched, Show, holds: searched.Status == TrainingStatus.Finished);
        });
    }

    private Searched Search(Call call)
    {
        string? checkpoint = _descent.Checkpoint(call);
        OutputFile.RequireWritable(checkpoint);
        OutputFile.RequireWritable(call.Value(_out));
        Network? trained = call.Value(_trained) is { } network ? NetworkFile.Read(network).Network : null;
        Descent descent = _descent.Open(call);
        RequireFit(trained, call.Value(_trained), descent.Test);
        PopupParent parent = Parent(call, descent.Widths);
        var options = new PopupOptions { Removed = call.Value(_removed), Scope = call.Value(_scope) };
        var timer = new EpochTimer();
        PopupResult result = timer.Follow(call, "edge-popup", progress =>
            PopupSearch.Run(parent, options, descent.Training, descent.Test, descent.Options, call.Threads, checkpoint, progress, call.Cancel));
        TrainingEnd.Require(result.Training, checkpoint, call);
        bool isFound = result.Training.Status == TrainingStatus.Finished;
        FoundTicket? found = isFound ? FoundTicket.Of(PopupTicket.Of(result, options, descent.Options, descent.Training), trained, descent, call.Value(_out), call) : null;
        return new Searched(
            result.Training.Status,
            isFound ? result.Training.Epochs[^1].Accuracy : null,
            timer.Of(result.Training.Epochs),
            timer.SecondsPerEpoch,
            isFound ? result.Kept : null,
            parent.ParameterCount,
            isFound ? (double)result.Kept / parent.ParameterCount : null,
            isFound ? [.. parent.Tensors.Zip(result.Masks, (tensor, mask) => new KeptTensor(tensor.Layer, [.. tensor.Shape.Extents], mask.Kept))] : [],
            parent.Structure,
            parent.Pairs,
            [.. parent.Widths],
            descent.Training.Images.Name,
            result.Training.Steps,
            found?.Baselines,
            found?.Path,
            found?.Bytes,
            result.Training.Remedy);
    }

    private static void RequireFit(Network? trained, string? source, ExampleSet examples)
    {
        if (trained is not null && (trained.InputShape.Length != examples.Images.Image.Length || trained.OutputShape.Length < examples.Classes))
            throw new InvalidInputException(source!, null, $"the network does not classify images of {examples.Images.Name}", "name one that 'espalier train' made of them");
    }

    private PopupParent Parent(Call call, ImmutableArray<int> widths)
    {
        try
        {
            PopupParent parent = PopupParent.For(call.Seed, call.Value(_structure), call.Value(_pairs), widths);
            if (parent.ParameterCount > MostWeights) throw new ArgumentException($"a parent of {parent.ParameterCount} weights is larger than the {MostWeights} that are searched");
            return parent;
        }
        catch (ArgumentException problem)
        {
            throw new InvalidInputException("--pairs", null, problem.Message, "choose fewer pairs or smaller layers", problem);
        }
    }

    private static void Show(Searched searched, Page page)
    {
        page.Fields(
            ("accuracy", searched.Accuracy is { } accuracy ? Numerals.Text(accuracy) : "none"),
            ("kept edges", searched.KeptEdges is { } kept ? $"{kept} of {searched.ParentParameters}" : string.Empty),
            ("data", searched.Data),
            ("parent", $"{string.Join('-', searched.Layers)}, {searched.Structure.ToString().ToLowerInvariant()}{(searched.Structure == PopupStructure.Wide ? string.Empty : $", {searched.Pairs} pairs per input")}"),
            ("steps", Numerals.Text(searched.Steps)),
            ("random mask", searched.Baselines is { } masks ? $"{Numerals.Text(masks.RandomMask)}; shuffled mask {Numerals.Text(masks.ShuffledMask)}; other weights {Numerals.Text(masks.RedrawnWeights)}" : string.Empty),
            ("trained network", Pruned(searched.Baselines?.Trained)),
            ("pruned by magnitude", Pruned(searched.Baselines?.Magnitude)),
            ("pruned by hidden units", Pruned(searched.Baselines?.Neurons)),
            ("written", searched.Path is { } path ? $"{path}, {searched.FileBytes} bytes" : string.Empty),
            ("diverged", searched.Remedy ?? string.Empty));
        page.Table(
            ["layer", "tensor", "kept", "of"],
            [.. searched.Tensors.Select(t => new[] { Numerals.Text(t.Layer), string.Join('x', t.Shape), Numerals.Text(t.Kept), Numerals.Text(t.Shape.Aggregate(1L, (a, b) => a * b)) })]);
        TimedEpoch.Show(searched.Epochs, page);
    }

    private static string Pruned(PrunedBaseline? baseline) => baseline is null ? string.Empty : $"{Numerals.Text(baseline.Accuracy)} with {baseline.Kept} weights";

    private sealed record KeptTensor(int Layer, int[] Shape, long Kept);

    private sealed record Searched(
        TrainingStatus Status,
        double? Accuracy,
        TimedEpoch[] Epochs,
        double? SecondsPerEpoch,
        long? KeptEdges,
        long ParentParameters,
        double? KeptShare,
        KeptTensor[] Tensors,
        PopupStructure Structure,
        int Pairs,
        int[] Layers,
        string Data,
        long Steps,
        PopupBaselines? Baselines,
        string? Path,
        long? FileBytes,
        string? Remedy);
}
