using BenchmarkDotNet.Attributes;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Bench.Lab;

/// <summary>What one cell costs beside its own work: address, seed, record, checksum, writing and flushing. The bound is 100 µs.</summary>
/// <remarks>Every iteration runs a whole sweep into a new store, the opening and the durable end included; time per operation is time per
/// cell.</remarks>
[MemoryDiagnoser]
[Config(typeof(LabBenchmarkConfig))]
public class LabOverheadBenchmarks
{
    private const int Cells = 20_000;

    private readonly Sweep _sweep = TrivialSweep.Of(Cells);
    private IStore? _store;
    private IStoredSweep? _stored;
    private string _folder = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    [IterationSetup]
    public void NewStore() => _stored = TrivialSweep.NewStore(_sweep, out _store, out _folder);

    [IterationCleanup]
    public void Remove()
    {
        _store!.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Cells)]
    public long Cell() => SweepRunner.Run(_sweep, _stored!, TrivialSweep.Options(Threads)).DoneNow;
}
