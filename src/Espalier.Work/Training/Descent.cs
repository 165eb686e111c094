using System.Collections.Immutable;
using System.Security.Cryptography;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Training;
using Espalier.Training.DataSets;
using Espalier.Work.Data;
using Espalier.Work.Inputs;
using Espalier.Work.Models;

namespace Espalier.Work.Training;

/// <summary>What is trained on, and how: opened, and checked that all of it fits.</summary>
/// <param name="Blueprint">The network that is trained, behind the frozen layers.</param>
/// <param name="Widths">The widths asked for; those that the network has where a network was named.</param>
/// <param name="Training">The examples to train on.</param>
/// <param name="Test">The examples to test with: the test set, or those held out.</param>
/// <param name="Options">How the descent runs.</param>
internal sealed record Descent(Network Blueprint, ImmutableArray<int> Widths, ExampleSet Training, ExampleSet Test, TrainingOptions Options)
{
    private const string LeNet5 = "lenet5";
    private const int MostWidths = 100;
    private const int MostClasses = 256;

    /// <summary>A checkpoint of so many parameters and velocities is one gigabyte.</summary>
    private const long MostWeights = 1 << 27;

    public static Descent Open(DescentRequest request, Workplace place)
    {
        Check(request);
        Network? front = Front(request, place);
        (ILabelledSet training, ILabelledSet test) = OpenSets(request, place);
        Network blueprint = Named(request, place);
        RequireFit(training, front, blueprint, request);
        RequireFit(test, front, blueprint, request);
        var options = new TrainingOptions
        {
            Epochs = request.Epochs,
            BatchSize = request.Batch,
            LearningRate = request.LearningRate,
            Momentum = request.Momentum,
            WeightDecay = request.WeightDecay,
            Seed = request.Seed,
            Shift = request.Shift,
            Flip = request.Flip,
        };
        ImmutableArray<int> widths =
            [blueprint.InputShape.Length, .. blueprint.Nodes.Select(node => node.Operator.Grid).OfType<WeightGrid>().Select(grid => grid.Channels)];
        return new Descent(blueprint, widths, Examples(training, front, place), Examples(test, front, place), options);
    }

    /// <summary>
    /// Says what a training that did not reach its end leaves: one that diverged passes with its remedy, one that was cancelled ends the
    /// job.
    /// </summary>
    public static void RequireEnd(TrainingResult result, DescentRequest request, Workplace place)
    {
        if (result.Remedy is { } remedy) place.Note(remedy);
        if (result.Status != TrainingStatus.Cancelled) return;
        string? rescue = request.Checkpoint is null ? Rescue(request) : null;
        throw new JobStoppedException(
            Invariant($"{result.Steps} steps are saved in {request.Checkpoint ?? rescue}"), "checkpoint", place.Cancel)
        { Rescue = rescue };
    }

    private static void Check(DescentRequest request)
    {
        Require.Whole("training", request.Training, 1, DataSource.MostGlyphs);
        Require.Whole("test", request.Test, 1, DataSource.MostGlyphs);
        Require.Whole("epochs", request.Epochs, 1, 1_000_000);
        Require.Whole("batch", request.Batch, 1, 1 << 16);
        Require.Number("learningRate", request.LearningRate, "a number above 0, at most 1e30", static value => value is > 0 and <= 1e30);
        Require.Whole("shift", request.Shift, 0, 1000);
        Require.Number("momentum", request.Momentum, "a number from 0 to 1", static value => value is >= 0 and <= 1);
        Require.Number("weightDecay", request.WeightDecay, "a number from 0 to 1e30", static value => value is >= 0 and <= 1e30);
        if (request.Layers.Length is < 2 or > MostWidths || request.Layers.Any(width => width < 1))
        {
            throw new InvalidInputException(
                "layers", null, $"'{string.Join('-', request.Layers)}' is no list of widths",
                $"give 2 to {MostWidths} whole numbers of at least 1, such as 784-500-10");
        }

        Int128 weights = 0;
        for (int i = 1; i < request.Layers.Length; i++) weights += (Int128)request.Layers[i] * request.Layers[i - 1];
        if (weights > MostWeights)
        {
            throw new InvalidInputException(
                "layers", null, $"'{string.Join('-', request.Layers)}' has {weights} weights", $"choose smaller widths, with at most {MostWeights}");
        }
    }

    /// <summary>A file's name that is the same for the same request.</summary>
    public static string RescueName(DescentRequest request) =>
        $"espalier-{Convert.ToHexStringLower(SHA256.HashData(Json.Serialize<object>(request)))[..8]}.checkpoint";

    /// <summary>
    /// The file in which a cancelled training is kept that has no checkpoint: beside the work or, where nothing can be written there, in the
    /// folder for passing files.
    /// </summary>
    public static string Rescue(DescentRequest request)
    {
        string name = RescueName(request);
        try
        {
            AtomicFile.RequireWritable(name);
            return name;
        }
        catch (InvalidInputException)
        {
            return Path.Combine(Path.GetTempPath(), name);
        }
    }

    /// <summary>The training and the test examples; or the last training examples in the place of the test examples.</summary>
    private static (ILabelledSet Training, ILabelledSet Test) OpenSets(DescentRequest request, Workplace place)
    {
        ILabelledSet training = OpenSet(request, training: true, place);
        if (request.HeldOut == 0)
        {
            if (request.TestData is null) DataSource.RequireApart(request.Data, "name `testData`, or hold some out with `heldOut`");
            return (training, OpenSet(request.TestData is { } own ? request with { Data = own } : request, training: false, place));
        }

        if (request.TestData is not null)
            throw new InvalidInputException("testData", null, "what is held out is tested in its place", "leave one of the two away");
        Require.Whole("heldOut", request.HeldOut, 1, Math.Max(1, training.Count - 1));
        int left = training.Count - request.HeldOut;
        return (training.Slice(0, left), training.Slice(left, request.HeldOut));
    }

    private static Network Named(DescentRequest request, Workplace place) => request.Network switch
    {
        null => Blueprints.OfWidths(request.Layers),
        LeNet5 => Blueprints.LeNet5(),
        var path => Model.ReadNetwork(path, null, place).Network,
    };

    private static ILabelledSet OpenSet(DescentRequest request, bool training, Workplace place)
    {
        ILabelledSet set = DataSource.OpenSet(request, training, training ? request.Training : request.Test, place);
        return set.Count > 0 ? set : throw new InvalidInputException("data", null, $"{set.Name} holds no examples", "name another");
    }

    private static Network? Front(DescentRequest request, Workplace place) => request.Front switch
    {
        null => null,
        LeNet5 => FrozenLayers.LeNet5(request.Seed),
        var path => FrozenLayers.Of(Model.ReadNetwork(path, null, place).Network, path),
    };

    private static ExampleSet Examples(ILabelledSet set, Network? front, Workplace place) => front is null
        ? ExampleSet.Of(set)
        : ExampleSet.Of(set, front, place.Threads, place.Stage($"frozen layers, {set.Name}"), place.Cancel);

    private static void RequireFit(ILabelledSet set, Network? front, Network blueprint, DescentRequest request)
    {
        if (front is not null && front.InputShape.Length != set.Example.Length)
        {
            throw new InvalidInputException(
                "front", null, $"the frozen layers have {front.InputShape.Length} inputs, but an example has "
                    + $"{set.Example.Length} numbers", "name layers for such examples");
        }

        if (front is { OutputShape.Rank: not 1 })
            throw new InvalidInputException(
                "front", null, $"the frozen layers end in the shape {front.OutputShape}", "name layers that end in a flatten layer");
        int length = front?.OutputShape.Length ?? set.Example.Length;
        (string Problem, string Remedy)? misfit = (blueprint.InputShape.Length, blueprint.OutputShape.Length) switch
        {
            (var inputs, _) when inputs != length =>
                (Invariant($"{inputs} inputs do not fit the {length} numbers of an example"), Invariant($"begin with {length}")),
            (_, var outputs) when outputs < set.Classes =>
                (Invariant($"{outputs} outputs do not tell {set.Classes} classes apart"), Invariant($"end with {set.Classes}")),
            (_, var outputs) when outputs > MostClasses =>
                (
                    Invariant($"{outputs} outputs are more than the {MostClasses} classes that labels can name"),
                    Invariant($"end with {set.Classes}")),
            _ => null,
        };
        if (misfit is { } found) throw new InvalidInputException(request.Network is null ? "layers" : "network", null, found.Problem, found.Remedy);
    }
}
