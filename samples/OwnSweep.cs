using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Lab.Experiments;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Lab.Summaries;
using Espalier.Numerics;

namespace Espalier.Samples;

/// <summary>An experiment of one's own, swept over a grid: how far rounding to float16 can move an output, against the hidden neurons.</summary>
internal static class OwnSweep
{
    public static void Run(string folder, TextWriter output)
    {
        var experiment = new RoundingExperiment();
        Sweep sweep = SweepPlan.Of(
            experiment, [new GridOf<RoundingParameters>(new()).Over(p => p.Hidden, [4, 8, 16])], replicates: 5, "this program").Called("rounding");

        // What the store has is not computed again: run it twice, or kill it in the middle.
        using IStore store = Stores.OpenOrCreate(Path.Combine(folder, Stores.Standard));
        IStoredSweep stored = store.Add(sweep);
        var options = new RunOptions(Environment.ProcessorCount, Shard.Whole, RetryFailed: false, TimeProvider.System, RunEnvironment.Capture());
        SweepOutcome outcome = SweepRunner.Run(sweep, stored, options);
        output.WriteLine(Invariant($"{outcome.DoneNow} cells computed, {outcome.Progress.Done} of {outcome.Progress.Cells} in the store"));

        foreach (PointSummary point in PointSummary.Of(RecordTable.Load(stored), "difference"))
        {
            (long hidden, double low, double high) = (point.Parameters[0].Integer, point.Interval!.Value.Lower, point.Interval.Value.Upper);
            output.WriteLine(Invariant($"{hidden} hidden neurons: mean {point.Mean:G3}, 95 % [{low:G3}, {high:G3}]"));
        }
    }
}

/// <summary>What varies. Names, kinds and defaults of the parameters come from the properties.</summary>
internal sealed record RoundingParameters
{
    [Parameter("hidden neurons", 1, 64)]
    public int Hidden { get; init; } = 8;

    [Parameter("inputs", 1, 6)]
    public int Inputs { get; init; } = 3;
}

/// <summary>A function from a cell to its measures; all randomness comes from the cell.</summary>
internal sealed class RoundingExperiment() : Experiment<RoundingParameters>(
    "float16-rounding",
    revision: 1,
    "How far rounding the weights of a random network to float16 can move its output over [-1, 1]",
    [new Measure("difference", ScalarKind.Number, "an upper bound on it, within 5 percent of what is attained")])
{
    protected override CellResult Run(RoundingParameters parameters, Cell cell, CancellationToken cancel)
    {
        Network network = SmallNetwork.Dense(cell.Address.Seed, parameters.Inputs, parameters.Hidden, outputs: 1);
        var pair = new NetworkPair(network, WeightRounding.Round(network, NumberType.Float16));
        var question = new DifferenceQuestion(BoxDomain.Cube(pair.Inputs, -1, 1));
        Certificate found = Certifier.Bound(pair, question, new CertifierOptions(Tolerance: 0.05), threads: 1, cancel: cancel);
        cancel.ThrowIfCancellationRequested();
        return new CellResult(Schema).With("difference", found.Upper);
    }
}
