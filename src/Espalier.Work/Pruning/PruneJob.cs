using System.Diagnostics;
using System.Globalization;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Pruning;
using Espalier.Training;
using Espalier.Training.DataSets;
using Espalier.Work.Data;
using Espalier.Work.Inputs;
using Espalier.Work.Models;

namespace Espalier.Work.Pruning;

/// <summary>Prunes a trained network by neurons or by weights, and writes what is left as an ordinary file.</summary>
public sealed class PruneJob : IJob<PruneRequest, PruneAnswer>
{
    /// <inheritdoc/>
    public Outcome<PruneAnswer> Run(PruneRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Check(request);
        long started = Stopwatch.GetTimestamp();
        Network network = Model.Read(request.Model, request.Architecture, place).Network;
        if (network.FirstNonFinite() is { } odd)
            throw new InvalidInputException(
                request.Model, $"layer {odd.Node}", $"the number {Numerals.Text(odd.Value)} is stored", "train or export the network again");
        if (request.List) return Outcome.Of(Answer(request, network, new StructuredResult(network, Dependencies.Of(network), []), started));
        ILabelledSet? test = request.Data is null ? null : TestSet(request, network, place);
        CalibrationSet? calibration = request.Calibration is { } data ? Calibration(request, data, network.InputShape, place) : null;
        StructuredResult? byNeurons = request.By == PruneKind.Neurons ? ByNeurons(request, network, calibration, place) : null;
        Network pruned = byNeurons?.Network ?? ByWeights(request, network, calibration, place);
        if (request.Finetune > 0) pruned = Tuned(request, pruned, place);
        (Comparison Pruned, Comparison Whole)? tested = test is null ? null : OutputDifference.Of(pruned, network, test, place);
        double? error = tested?.Pruned.RelativeError ?? (calibration is null ? null : OutputDifference.Relative(pruned, network, calibration, place));
        NetworkFile.Write(request.Out!, pruned);
        StructuredResult result = (byNeurons ?? new StructuredResult(pruned, Dependencies.Of(network), [])) with { Network = pruned };
        return Outcome.Of(Answer(request, network, result, started) with
        {
            Accuracy = (double?)tested?.Pruned.Correct / test?.Count,
            AccuracyBefore = (double?)tested?.Whole.Correct / test?.Count,
            RelativeError = error,
        });
    }

    private static void Check(PruneRequest request)
    {
        Require.Whole("inputs", request.Inputs, 1, int.MaxValue);
        Require.Whole("multiple", request.Multiple, 1, 1 << 20);
        Require.Whole("finetune", request.Finetune, 0, 1_000_000);
        Require.Positive("ridge", request.Ridge);
        Require.Positive("learningRate", request.LearningRate);
        if (request.List) return;
        if (request.Out is null)
            throw new InvalidInputException("out", null, "it is missing", "name the file to write, or ask for the groups alone with `list`");
        if (request.Remove is null && request.Pattern is null)
            throw new InvalidInputException("remove", null, "it is missing", "give a share, such as 0.5");
        if (request.Finetune > 0 && request.Data is null) throw new InvalidInputException("data", null, "it is missing", "name examples to train on");
        NetworkFile.RequireFormat(request.Out);
        AtomicFile.RequireWritable(request.Out);
        if (request.By == PruneKind.Neurons)
        {
            if (request.Pattern is not null) throw new InvalidInputException("pattern", null, "neurons have none", "prune by weights");
            if (request.Scope == PruneScope.Row)
                throw new InvalidInputException("scope", null, "only weights are removed row by row", "prune by weights");
            return;
        }

        if (request.Refit)
            throw new InvalidInputException("refit", null, "only networks that lost neurons are refitted", "leave it out, or fine-tune");
        if (request.Of != RemovalMeasure.Neurons) throw new InvalidInputException("of", null, "weights are counted as weights", "leave it out");
        if (request.Multiple != 1) throw new InvalidInputException("multiple", null, "only neurons are counted so", "leave it out");
        if (request.Criterion is UnitCriterion.Similarity or UnitCriterion.Taylor)
            throw new InvalidInputException("criterion", null, "it is one of neurons", "choose l1, l2, activation or random");
        if (request.Pattern is not null && request.Remove is not null)
            throw new InvalidInputException("remove", null, "a pattern says itself how much goes", "leave one of `remove` and `pattern` out");
    }

    private static CalibrationSet Calibration(PruneRequest request, string data, Shape shape, Workplace place)
    {
        (float[] values, int count) = CalibrationInputs.Read("calibration", data, request.Inputs, request.Seed, shape, place);
        return new CalibrationSet(values, count);
    }

    private static StructuredResult ByNeurons(PruneRequest request, Network network, CalibrationSet? calibration, Workplace place)
    {
        var options = new StructuredOptions
        {
            Remove = request.Remove!.Value,
            Measure = request.Of,
            Multiple = request.Multiple,
            Scope = request.Scope == PruneScope.Global ? RemovalScope.Global : RemovalScope.Layer,
            Criterion = request.Criterion ?? UnitCriterion.L2,
            Refit = request.Refit,
            Ridge = request.Ridge,
            Seed = request.Seed,
        };
        double[]?[]? sensitivity = options.Criterion == UnitCriterion.Taylor && request.Data is { } data
            ? RowSensitivity.Of(network, Examples(training: true, request.Inputs, request, network, place), place.Threads, place.Cancel)
            : null;
        return StructuredPruning.Prune(network, options, calibration, sensitivity, place.Threads, place.Stage("pruning"), place.Cancel);
    }

    private static Network ByWeights(PruneRequest request, Network network, CalibrationSet? calibration, Workplace place)
    {
        var options = new WeightOptions
        {
            Remove = request.Remove ?? 0,
            Pattern = request.Pattern is { } text ? Pattern(text) : null,
            Scope = request.Scope switch { PruneScope.Global => WeightScope.Global, PruneScope.Row => WeightScope.Row, _ => WeightScope.Layer },
            Criterion = request.Criterion switch
            {
                UnitCriterion.Activation => WeightCriterion.Activation,
                UnitCriterion.Random => WeightCriterion.Random,
                _ => WeightCriterion.Magnitude,
            },
            Seed = request.Seed,
        };
        return WeightPruning.Prune(network, options, calibration, place.Threads, place.Stage("pruning"), place.Cancel);
    }

    private static (int Kept, int Of) Pattern(string text)
    {
        string[] parts = text.Split(':');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int kept)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int of)
            ? (kept, of)
            : throw new InvalidInputException("pattern", null, $"'{text}' is no pattern", "give N:M with 1 ≤ N < M, such as 2:4");
    }

    private static Network Tuned(PruneRequest request, Network pruned, Workplace place)
    {
        DataSource.RequireApart(request.Data!, "name data with training and test examples");
        ExampleSet training = Examples(training: true, null, request, pruned, place);
        ExampleSet test = Examples(training: false, null, request, pruned, place);
        var options = new TrainingOptions { Epochs = request.Finetune, LearningRate = request.LearningRate, Seed = request.Seed };
        TrainingResult result = FineTuning.Run(
            pruned,
            request.By == PruneKind.Weights,
            training,
            test,
            options,
            place.Threads,
            place.Stage<TrainingProgress>("fine-tuning", step => step.Fraction),
            place.Cancel);
        if (result.Status == TrainingStatus.Cancelled) throw new OperationCanceledException(place.Cancel);
        return result.Network ?? throw new InvalidInputException("learningRate", null, "the training diverges", "give a smaller one");
    }

    private static ExampleSet Examples(bool training, int? limit, PruneRequest request, Network network, Workplace place)
    {
        var set = ExampleSet.Of(DataSource.OpenSet(request, training, limit, place));
        return set.Length == network.InputShape.Length
            ? set
            : throw new InvalidInputException("data", null, $"an example has {set.Length} numbers", $"name examples of {network.InputShape.Length}");
    }

    private static ILabelledSet TestSet(PruneRequest request, Network network, Workplace place)
    {
        ILabelledSet set = DataSource.OpenSet(request, training: false, limit: null, place);
        if (set.Count == 0 || set.Example.Length != network.InputShape.Length || set.Classes > network.OutputShape.Length)
            throw new InvalidInputException(
                "data",
                null,
                $"{set.Count} examples of {set.Example}, {set.Classes} classes: the network maps {network.InputShape} to {network.OutputShape}",
                "name examples for this network");
        return set;
    }

    private static PruneAnswer Answer(PruneRequest request, Network network, StructuredResult result, long started)
    {
        PrunedGroup[] groups =
            [.. result.Dependencies.Groups.Select((group, i) => PrunedGroup.Of(network, group, result.Removed.IsEmpty ? 0 : result.Removed[i]))];
        int free = groups.Where(group => group.HeldBy is null).Sum(group => group.Channels), gone = groups.Sum(group => group.Removed);
        long weights = network.Nodes.Sum(node => (long)(node.Operator.Grid?.Weights.Length ?? 0));
        long zeros = NetworkCost.Nonzero(network) - NetworkCost.Nonzero(result.Network);
        bool isByWeights = !request.List && request.By == PruneKind.Weights;
        return new PruneAnswer(
            request.List ? null : request.Out,
            isByWeights ? zeros : gone,
            isByWeights ? (double)zeros / weights : free == 0 ? 0 : (double)gone / free,
            result.Network.ParameterCount,
            network.ParameterCount,
            NetworkCost.Nonzero(result.Network),
            NetworkCost.MultiplyAdds(result.Network),
            NetworkCost.MultiplyAdds(network),
            request.List ? null : new FileInfo(request.Out!).Length,
            groups,
            null,
            null,
            null,
            Stopwatch.GetElapsedTime(started).TotalSeconds);
    }
}
