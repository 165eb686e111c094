using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Pruning;
using Espalier.Tickets.Drawing;
using Espalier.Training;
using Espalier.Training.Searching;

namespace Espalier.Lab.Experiments.Popup;

/// <summary>What a derived method has to go by.</summary>
internal sealed record DerivedTask(
    Network Blueprint, double Kept, int Rounds, ExampleSet Training, ExampleSet Test, TrainingOptions Descent, CancellationToken Cancel)
{
    /// <summary>The weights of the whole network.</summary>
    public long Parameters { get; } = Blueprint.Nodes.Sum(node => (long)(node.Operator.Grid?.Weights.Length ?? 0));

    /// <summary>The weights that may be kept.</summary>
    public long Budget => (long)Math.Ceiling((Kept * Parameters) - 1e-9);
}

/// <summary>What it made: a network, the weights that it keeps, and those that act.</summary>
internal sealed record DerivedNetwork(Network Network, long Kept, long Acting);

/// <summary>A way to a subnetwork that begins with a trained one: pruned by <c>prune</c>, or a ticket constructed for it.</summary>
/// <param name="Name">The name, as commands and records have it.</param>
/// <param name="Meaning">What it keeps, in a clause.</param>
/// <param name="Begins">The search that it begins with.</param>
/// <param name="Make">Makes it, within the budget and in the epochs that all methods have.</param>
internal sealed record DerivedMethod(string Name, string Meaning, string Begins, Func<DerivedTask, DerivedNetwork?> Make)
{
    /// <summary>Images that pruning and coded masks look at.</summary>
    private const int CalibrationImages = 256;

    /// <summary>A ticket of free masks spends two kept weights, on average, on a weight that it imitates.</summary>
    private const double FreeShare = 0.5;

    private const double CodedBits = 2;

    /// <summary>All of them.</summary>
    public static ImmutableArray<DerivedMethod> All { get; } =
    [
        new("pruned-neurons", "trained for half of the epochs, pruned by neurons and channels with a refit, trained on", "dense", PrunedNeurons),
        new("pruned-activation", "trained for half of the epochs, pruned by magnitude times activation, trained on", "dense", PrunedByActivation),
        new(
            "ticket-free",
            "a constructed ticket: sums of random weights imitate what iterative magnitude pruning finds",
            "iterative-magnitude",
            FreeTicket),
        new(
            "ticket-coded",
            "a constructed ticket of coded masks, 2 bits per weight, of a network pruned by neurons",
            "dense",
            CodedTicket),
    ];

    /// <summary>The method of a name, or null.</summary>
    public static DerivedMethod? Find(string name) => All.FirstOrDefault(method => method.Name == name);

    private static DerivedNetwork? PrunedNeurons(DerivedTask task) => NeuronsWithin(task, task.Kept) is { } found ? Counted(found) : null;

    private static DerivedNetwork? PrunedByActivation(DerivedTask task)
    {
        if (Trained(task, Half(task)) is not { } trained) return null;
        var options = new WeightOptions { Remove = 1 - task.Kept, Criterion = WeightCriterion.Activation };
        Network? pruned = task.Kept < 1 ? OrNull(() => WeightPruning.Prune(trained, options, Calibration(task), cancel: task.Cancel)) : trained;
        return pruned is not null && TunedOn(task, pruned, keepsZeros: true) is { } found ? Counted(found) : null;
    }

    private static DerivedNetwork? FreeTicket(DerivedTask task)
    {
        var options = new SearchOptions { Method = SubnetworkMethod.IterativeMagnitude, Kept = FreeShare * task.Kept, Rounds = task.Rounds };
        SubnetworkResult found = SubnetworkSearch.Run(
            task.Blueprint, options, task.Training, task.Test, task.Descent, threads: 1, cancel: task.Cancel);
        if (Reached(found.Training, task) is not { } target) return null;
        var ticket = BudgetedTicket.Free(target, task.Budget, task.Descent.Seed, task.Cancel);
        return new DerivedNetwork(ticket.Network, ticket.Kept, ticket.Acting);
    }

    /// <summary>Every weight of a code keeps about as many others, so that the imitated network must be smaller by that.</summary>
    private static DerivedNetwork? CodedTicket(DerivedTask task)
    {
        CalibrationSet calibration = Calibration(task);
        double share = task.Kept / 8;
        for (int attempt = 0; attempt < 4; attempt++)
        {
            if (NeuronsWithin(task, share) is not { } target) return null;
            var ticket = BudgetedTicket.Coded(target, CodedBits, calibration.Values.Span, calibration.Count, task.Descent.Seed, task.Cancel);
            if (ticket.Kept <= task.Budget) return new DerivedNetwork(ticket.Network, ticket.Kept, ticket.Acting);
            share *= 0.95 * task.Budget / ticket.Kept;
        }

        return null;
    }

    /// <summary>A network of fewer neurons: trained, pruned, trained on; null where a layer would vanish.</summary>
    private static Network? NeuronsWithin(DerivedTask task, double share)
    {
        if (Trained(task, Half(task)) is not { } trained) return null;
        if (share >= 1) return TunedOn(task, trained, keepsZeros: false);
        var options = new StructuredOptions
        {
            Remove = 1 - share,
            Measure = RemovalMeasure.Parameters,
            Criterion = UnitCriterion.Activation,
            Refit = true,
        };
        Network? pruned = OrNull(() => StructuredPruning.Prune(trained, options, Calibration(task), cancel: task.Cancel).Network);
        return pruned is null ? null : TunedOn(task, pruned, keepsZeros: false);
    }

    /// <summary>Null where so much cannot go because nothing would be left of a layer.</summary>
    private static Network? OrNull(Func<Network> prune)
    {
        try
        {
            return prune();
        }
        catch (InvalidInputException refusal) when (refusal.InputSource == "remove")
        {
            return null;
        }
    }

    private static int Half(DerivedTask task) => (task.Descent.Epochs + 1) / 2;

    private static Network? Trained(DerivedTask task, int epochs) => Reached(
        BaselineTraining.Run(
            task.Blueprint, task.Training, task.Test, task.Descent with { Epochs = epochs }, threads: 1, cancel: task.Cancel),
        task);

    private static Network? TunedOn(DerivedTask task, Network network, bool keepsZeros)
    {
        int left = task.Descent.Epochs - Half(task);
        return left == 0
            ? network
            : Reached(
                FineTuning.Run(
                    network, keepsZeros, task.Training, task.Test, task.Descent with { Epochs = left }, threads: 1, cancel: task.Cancel),
                task);
    }

    private static Network? Reached(TrainingResult result, DerivedTask task)
    {
        task.Cancel.ThrowIfCancellationRequested();
        return result.Status == TrainingStatus.Finished ? result.Network : null;
    }

    private static CalibrationSet Calibration(DerivedTask task)
    {
        int count = Math.Min(CalibrationImages, task.Training.Count);
        var values = new float[count * task.Training.Length];
        task.Training.Source.Fill(0, values);
        return new CalibrationSet(values, count);
    }

    private static DerivedNetwork Counted(Network network) => new(
        network, NetworkCost.Nonzero(network), ActingWeights.Of(network).Sum(layer => layer.LongCount(acts => acts)));
}
