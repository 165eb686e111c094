using BenchmarkDotNet.Attributes;
using Espalier.Numerics;

namespace Espalier.Bench.Numerics;

/// <summary>The matrix product at the shapes of training and evaluation.</summary>
[MemoryDiagnoser]
[DisassemblyDiagnoser(maxDepth: 5, printSource: false)]
public class MatrixProductBenchmarks
{
    private readonly MatrixWorkspace _workspace = new();
    private int[] _extents = [];
    private float[] _a = [];
    private float[] _b = [];
    private float[] _c = [];

    [Params("1024x1024x1024", "64x3920x500", "256x784x500", "1x784x500")]
    public string Shape { get; set; } = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _extents = Array.ConvertAll(Shape.Split('x'), int.Parse);
        _a = [.. Enumerable.Range(0, _extents[0] * _extents[1]).Select(i => (float)Math.Sin(i))];
        _b = [.. Enumerable.Range(0, _extents[1] * _extents[2]).Select(i => (float)Math.Cos(i))];
        _c = new float[_extents[0] * _extents[2]];
    }

    [Benchmark]
    public void Multiply()
    {
        MatrixProduct.Multiply(
            new MatrixView<float>(_a, _extents[0], _extents[1]),
            new MatrixView<float>(_b, _extents[1], _extents[2]),
            _c,
            threads: Threads,
            workspace: _workspace);
    }
}
