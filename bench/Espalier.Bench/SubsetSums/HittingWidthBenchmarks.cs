using BenchmarkDotNet.Attributes;
using Espalier.Numerics.Random;
using Espalier.SubsetSums;
using Espalier.SubsetSums.Hitting;

namespace Espalier.Bench.SubsetSums;

/// <summary>Hitting widths of a million normal weights on one thread, candidates drawn and all: time per weight.</summary>
/// <remarks>
/// The yardstick solves every prefix afresh with the exact solver, on a sample. Tolerances are shares of the largest weight: 0.04 is
/// the absolute 0.01 of a layer whose largest weight is ¼.
/// </remarks>
[MemoryDiagnoser]
[ShortRunJob]
public class HittingWidthBenchmarks
{
    private const int Rows = 1024;
    private const int Columns = 1024;
    private const int Sample = 512;
    private readonly float[] _weights = new float[Rows * Columns];
    private readonly ulong[] _masks = new ulong[Rows * Columns];
    private readonly double[] _tolerances = new double[Rows];
    private HittingCandidates? _direct;
    private HittingCandidates? _products;

    [Params(0.04, 0.006)]
    public double Tolerance { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        new RandomStream(7, 1).FillNormal(0, _weights, 0.05);
        float largest = _weights.Max(Math.Abs);
        Array.Fill(_tolerances, Tolerance * largest);
        float[] shared = new float[128 * Columns];
        new RandomStream(7, 2).FillUniform(0, shared);
        _direct = HittingCandidates.Direct(new UniformDistribution(-largest, largest), new RandomStream(7, 0), _weights.Length);
        _products = HittingCandidates.Products(
            new UniformDistribution(-2 * largest, 2 * largest), new RandomStream(7, 3), _weights.Length, Columns, shared, 1);
    }

    [Benchmark(OperationsPerInvoke = Rows * Columns)]
    public object? Direct() => HittingWidths.SolveGrid(_direct!, _weights, _tolerances, _masks, 1);

    [Benchmark(OperationsPerInvoke = Rows * Columns)]
    public object? Products() => HittingWidths.SolveGrid(_products!, _weights, _tolerances, _masks, 1);

    [Benchmark(Baseline = true, OperationsPerInvoke = Sample)]
    public int EveryPrefixAfresh()
    {
        var workspace = new SubsetSumWorkspace();
        Span<double> candidates = stackalloc double[SubsetSum.MaxCandidates];
        int widths = 0;
        for (int weight = 0; weight < Sample; weight++)
        {
            for (int n = 0; ; n++)
            {
                if (
                    SubsetSum.Solve(
                        candidates[..n], _weights[weight], SubsetSumObjective.Error, _tolerances[0], workspace).Status == SubsetSumStatus.Found)
                {
                    widths += n;
                    break;
                }

                candidates[n] = _direct!.At(weight, n);
            }
        }

        return widths;
    }
}
