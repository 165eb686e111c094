using BenchmarkDotNet.Attributes;
using Espalier.Lab.Running;
using Espalier.Lab.Storage;

namespace Espalier.Bench.Lab;

/// <summary>A million records: read, checked, put into columns and summarised by point. The bounds are 10 s and 1 GiB.</summary>
[MemoryDiagnoser]
[Config(typeof(LabBenchmarkConfig))]
public class LabLoadBenchmarks
{
    private const int Records = 1_000_000;

    private IStore? _store;
    private IStoredSweep? _sweep;
    private string _folder = "";

    [GlobalSetup]
    public void Fill()
    {
        _sweep = TrivialSweep.NewStore(TrivialSweep.Of(Records), out _store, out _folder);
        SweepRunner.Run(TrivialSweep.Of(Records), _sweep, TrivialSweep.Options(Environment.ProcessorCount));
    }

    [GlobalCleanup]
    public void Remove()
    {
        Console.WriteLine($"// peak working set: {System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 / (1 << 20)} MiB");
        _store!.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public double LoadAndSummarise()
    {
        var table = RecordTable.Load(_sweep!);
        Column candidates = table["candidates"];
        Column epsilon = table["epsilon"];
        Column error = table["error"];
        var sums = new Dictionary<(double, double), (double Sum, int Count)>();
        for (int row = 0; row < table.Rows; row++)
        {
            (double, double) point = (candidates.Number(row), epsilon.Number(row));
            (double sum, int count) = sums.GetValueOrDefault(point);
            sums[point] = (sum + error.Number(row), count + 1);
        }

        return sums.Count == 100 && table.Rows == Records
            ? sums.Values.Sum(pair => pair.Sum / pair.Count)
            : throw new InvalidOperationException("records are missing");
    }

    [Benchmark]
    public long KnowWhatIsDone() => SweepStatus.Of(TrivialSweep.Of(Records), _sweep!).Done;
}
