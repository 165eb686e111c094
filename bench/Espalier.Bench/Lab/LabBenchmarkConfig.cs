using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Espalier.Bench.Lab;

/// <summary>
/// Whole sweeps are timed one by one, in this process: there is nothing to calibrate, and a store in the temporary folder stays the same
/// one.
/// </summary>
internal sealed class LabBenchmarkConfig : ManualConfig
{
    public LabBenchmarkConfig() =>
        AddJob(
            Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithStrategy(RunStrategy.Monitoring).WithWarmupCount(2).WithIterationCount(7));
}
