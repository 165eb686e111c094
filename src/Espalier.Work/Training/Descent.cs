using System.Collections.Immutable;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Training;
using Espalier.Training.DataSets;
using Espalier.Work.Data;
using Espalier.Work.Inputs;

namespace Espalier.Work.Training;

/// <summary>What is trained on, and how: opened, and checked that all of it fits.</summary>
internal sealed record Descent(ImmutableArray<int> Widths, ExampleSet Training, ExampleSet Test, TrainingOptions Options)
{
    private const string LeNet5 = "lenet5";
    private const int MostWidths = 100;
    private const int MostClasses = 256;

    /// <summary>A checkpoint of so many parameters and velocities is one gigabyte.</summary>
    private const long MostWeights = 1 << 27;

    public static Descent Open(DescentRequest request, Workplace place)
    {
        Check(request);
        Network? front = Front(request);
        LabelledImages training = OpenImages(request, training: true, place), test = OpenImages(request, training: false, place);
        RequireFit(training, front, request.Layers);
        RequireFit(test, front, request.Layers);
        var options = new TrainingOptions
        {
            Epochs = request.Epochs,
            BatchSize = request.Batch,
            LearningRate = request.LearningRate,
            Momentum = request.Momentum,
            WeightDecay = request.WeightDecay,
            Seed = request.Seed,
        };
        return new Descent([.. request.Layers], Examples(training, front, place), Examples(test, front, place), options);
    }

    /// <summary>
    /// Says what a training that did not reach its end leaves: one that diverged passes with its remedy, one that was cancelled ends the
    /// job.
    /// </summary>
    public static void RequireEnd(TrainingResult result, DescentRequest request, Workplace place)
    {
        if (result.Remedy is { } remedy) place.Note(remedy);
        if (result.Status != TrainingStatus.Cancelled) return;
        string? kept = request.Checkpoint is { } checkpoint ? Invariant($"{result.Steps} steps are saved in {checkpoint}") : null;
        throw new JobStoppedException(kept, "checkpoint", place.Cancel);
    }

    private static void Check(DescentRequest request)
    {
        Require.Whole("training", request.Training, 1, DataSource.MostGlyphs);
        Require.Whole("test", request.Test, 1, DataSource.MostGlyphs);
        Require.Whole("epochs", request.Epochs, 1, 1_000_000);
        Require.Whole("batch", request.Batch, 1, 1 << 16);
        Require.Number("learningRate", request.LearningRate, "a number above 0, at most 1e30", static value => value is > 0 and <= 1e30);
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

    private static LabelledImages OpenImages(DescentRequest request, bool training, Workplace place)
    {
        LabelledImages images = DataSource.Open(request.Data, training, training ? request.Training : request.Test, request.Seed, place);
        return images.Count > 0 ? images : throw new InvalidInputException("data", null, $"{images.Name} holds no images", "name another");
    }

    private static Network? Front(DescentRequest request) => request.Front switch
    {
        null => null,
        LeNet5 => FrozenLayers.LeNet5(request.Seed),
        var path => FrozenLayers.Of(NetworkFile.Read(path).Network, path),
    };

    private static ExampleSet Examples(LabelledImages images, Network? front, Workplace place) => front is null
        ? ExampleSet.Of(images)
        : ExampleSet.Of(images, front, place.Threads, place.Stage($"frozen layers, {images.Name}"), place.Cancel);

    private static void RequireFit(LabelledImages images, Network? front, int[] widths)
    {
        if (front is not null && front.InputShape.Length != images.Image.Length)
        {
            throw new InvalidInputException(
                "front", null, $"the frozen layers have {front.InputShape.Length} inputs, but an image has "
                    + $"{images.Image.Length} pixels", "name layers for such images");
        }

        if (front is { OutputShape.Rank: not 1 })
            throw new InvalidInputException(
                "front", null, $"the frozen layers end in the shape {front.OutputShape}", "name layers that end in a flatten layer");
        int length = front?.OutputShape.Length ?? images.Image.Length;
        (string Problem, string Remedy)? misfit = (widths[0], widths[^1]) switch
        {
            (var inputs, _) when inputs != length =>
                (Invariant($"{inputs} inputs do not fit the {length} numbers of an example"), Invariant($"begin with {length}")),
            (_, var outputs) when outputs < images.Classes =>
                (Invariant($"{outputs} outputs do not tell {images.Classes} classes apart"), Invariant($"end with {images.Classes}")),
            (_, var outputs) when outputs > MostClasses =>
                (
                    Invariant($"{outputs} outputs are more than the {MostClasses} classes that labels can name"),
                    Invariant($"end with {images.Classes}")),
            _ => null,
        };
        if (misfit is { } found) throw new InvalidInputException("layers", null, found.Problem, found.Remedy);
    }
}
