using System.Collections.Immutable;
using Espalier.Lab.Experiments.Popup;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Reproductions;

/// <summary>What Experiment 2 brought.</summary>
/// <param name="Plan">What was run.</param>
/// <param name="Searches">The searches; of several lengths the best.</param>
/// <param name="Trained">The trained networks; of several lengths the best.</param>
public sealed record PensiaExperiment2Results(PensiaExperiment2Plan Plan, ImmutableArray<SearchPoint> Searches, ImmutableArray<TrainedPoint> Trained)
{
    /// <summary>The points of one curve, by removed share.</summary>
    public IEnumerable<SearchPoint> Curve(string network, string structure) =>
        Searches.Where(point => point.Network == network && point.Structure == structure).OrderBy(point => point.Removed);

    /// <summary>The trained network of a panel.</summary>
    public TrainedPoint TrainedOf(string network) => Trained.Single(point => point.Network == network);

    /// <summary>Published beside measured.</summary>
    public IReadOnlyList<ReproductionRow> Rows() => PensiaExperiment2Rows.Of(this);

    /// <summary>Takes the cells of a plan out of the stores, which may hold others as well.</summary>
    internal static PensiaExperiment2Results Of(PensiaExperiment2Plan plan, RecordTable searched, RecordTable trained)
    {
        var searches = ImmutableArray.CreateBuilder<SearchPoint>();
        var networks = ImmutableArray.CreateBuilder<TrainedPoint>();
        foreach (PanelPlan panel in plan.Panels)
        {
            networks.Add(Rows(trained, plan, panel, "standard").Select(row => TrainedPoint.Of(trained, row)).MaxBy(point => point.Accuracy)!);
            foreach (string structure in PensiaExperiment2Plan.Structures)
            {
                IEnumerable<SearchPoint> points = Rows(searched, plan, panel, PensiaExperiment2Plan.PixelsOf(panel.Network, structure))
                    .Where(
                        row =>
                            searched["structure"].Text(row) == structure
                                && searched["pairs"].Number(row) == PensiaExperiment2Plan.Pairs
                                && searched["scope"].Text(row) == "tensor")
                    .Select(row => SearchPoint.Of(searched, row))
                    .Where(point => panel.Removed.Contains(point.Removed));
                searches.AddRange(
                    points.GroupBy(point => point.Removed).Select(group => group.MaxBy(point => point.Accuracy)!).OrderBy(point => point.Removed));
            }
        }

        return new PensiaExperiment2Results(plan, searches.ToImmutable(), networks.ToImmutable());
    }

    private static IEnumerable<int> Rows(RecordTable table, PensiaExperiment2Plan plan, PanelPlan panel, string pixels) =>
        table.SortedRows().Where(row =>
            table.Replicate(row) == 0
            && table["network"].Text(row) == panel.Network
            && table["pixels"].Text(row) == pixels
            && table["data"].Text(row) == plan.Data
            && table["examples"].Number(row) == plan.Examples
            && table["tests"].Number(row) == plan.Tests
            && table["learning-rate"].Number(row) == panel.LearningRate
            && panel.Epochs.Contains((int)table["epochs"].Number(row))
            && (panel.Network == "lenet" ? table["convolutions"].Text(row) == plan.Convolutions : table["hidden"].Number(row) == plan.Hidden));
}

/// <summary>One search.</summary>
/// <param name="Network">The network.</param>
/// <param name="Structure">The structure.</param>
/// <param name="Removed">The removed share.</param>
/// <param name="Epochs">The length of the search.</param>
/// <param name="Kept">Kept weights.</param>
/// <param name="Accuracy">Test accuracy of the ticket; that of guessing if the search diverged.</param>
/// <param name="RandomMask">That of a random mask.</param>
/// <param name="ShuffledMask">That of the shuffled mask.</param>
/// <param name="RedrawnWeights">That of the mask on another parent.</param>
public sealed record SearchPoint(
    string Network, string Structure, double Removed, int Epochs, long Kept, double Accuracy, double? RandomMask, double? ShuffledMask,
    double? RedrawnWeights)
{
    internal static SearchPoint Of(RecordTable table, int row) => new(
        table["network"].Text(row),
        table["structure"].Text(row),
        table["removed"].Number(row),
        (int)table["epochs"].Number(row),
        (long)table["kept"].Number(row),
        table["accuracy"].NumberOrNull(row) ?? TrainedPoint.Chance,
        table["random-mask"].NumberOrNull(row),
        table["shuffled-mask"].NumberOrNull(row),
        table["redrawn-weights"].NumberOrNull(row));
}

/// <summary>One trained network, whole and pruned.</summary>
/// <param name="Network">The network.</param>
/// <param name="Epochs">The length of the training.</param>
/// <param name="Parameters">Its trained weights.</param>
/// <param name="Accuracy">Its test accuracy.</param>
/// <param name="Magnitude">Accuracies at kept counts, by magnitude, the whole network first.</param>
/// <param name="Neurons">Accuracies at kept counts, by hidden units, the whole network first.</param>
public sealed record TrainedPoint(
    string Network, int Epochs, long Parameters, double Accuracy, ImmutableArray<PrunedPoint> Magnitude, ImmutableArray<PrunedPoint> Neurons)
{
    /// <summary>What guessing one of ten classes reaches.</summary>
    public const double Chance = 0.1;

    internal static TrainedPoint Of(RecordTable table, int row)
    {
        var parameters = (long)table["parameters"].Number(row);
        double accuracy = table["accuracy"].NumberOrNull(row) ?? Chance;
        return new TrainedPoint(
            table["network"].Text(row), (int)table["epochs"].Number(row), parameters, accuracy, Ladder(TrainedNetworkExperiment.Magnitude),
            Ladder(TrainedNetworkExperiment.Neurons));

        ImmutableArray<PrunedPoint> Ladder(Func<int, string> measure) =>
        [
            new(parameters, accuracy),
            .. TrainedNetworkExperiment.KeptPercents
                .Select(percent => (Kept: parameters * percent / 100, Accuracy: table[measure(percent)].NumberOrNull(row)))
                .Where(point => point.Accuracy is not null)
                .Select(point => new PrunedPoint(point.Kept, point.Accuracy!.Value)),
        ];
    }
}

/// <summary>What a pruned network reaches.</summary>
/// <param name="Kept">Weights that it may keep.</param>
/// <param name="Accuracy">Its test accuracy.</param>
public sealed record PrunedPoint(long Kept, double Accuracy);
