using Espalier.Lab.Experiments;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Bench.Lab;

/// <summary>A sweep whose cells cost nothing, so that what is measured is the lab itself.</summary>
internal sealed class TrivialSweep : Experiment
{
    public TrivialSweep()
        : base(
            "trivial",
            1,
            "A random number",
            [
                Parameter.WholeNumber("candidates", "a whole number", 1, 1, 1_000_000),
                Parameter.Real("epsilon", "a number above 0", 0.01, 0, 1, excludeMinimum: true),
                Parameter.OneOf("distribution", "a word", "uniform", "product", "normal"),
            ],
            [
                new Measure("failures", ScalarKind.Integer, "a whole number"),
                new Measure("error", ScalarKind.Number, "a number"),
                new Measure("kept", ScalarKind.Number, "another number"),
            ])
    {
    }

    /// <summary>A sweep of this many cells over 100 points.</summary>
    public static Sweep Of(int cells) => SpecificationReader.Read(
        "bench",
        $"experiment: trivial\ncell-limit: 100000000\nreplicates: {cells / 100}\ngrid: {{candidates: {{from: 1, to: 50, step: "
            + $"1}}, epsilon: [0.01, 0.1]}}",
        _ => new TrivialSweep());

    public static RunOptions Options(int threads) =>
        new(threads, Shard.Whole, RetryFailed: false, TimeProvider.System, RunEnvironment.Capture());

    public override CellResult Run(Cell cell, CancellationToken cancel)
    {
        Espalier.Numerics.Random.RandomStream stream = cell.Stream(0);
        return new CellResult(Schema).With("failures", (long)(stream.Word(0) % 1000)).With("error", stream.Uniform(1)).With("kept", stream.Normal(2));
    }

    /// <summary>A new file, or a new sweep in the server that ESPALIER_BENCH_STORE names.</summary>
    public static IStoredSweep NewStore(Sweep sweep, out IStore store, out string folder)
    {
        folder = Directory.CreateTempSubdirectory("espalier-bench-").FullName;
        store = Stores.OpenOrCreate(Environment.GetEnvironmentVariable("ESPALIER_BENCH_STORE") ?? Path.Combine(folder, "results.db"));
        return store.Add(sweep);
    }
}
