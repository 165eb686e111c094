using BenchmarkDotNet.Attributes;
using Espalier.Numerics;
using Espalier.Training;
using Espalier.Training.Popup;

namespace Espalier.Bench.Training;

/// <summary>The parts of one step of 64 examples on 784-500-10, as whole epochs have them.</summary>
[MemoryDiagnoser]
public class TrainingStepBenchmarks
{
    private const int Batch = 64;

    private readonly Crew _crew = new();
    private readonly byte[] _labels = [.. Enumerable.Range(0, Batch).Select(i => (byte)(i % 10))];
    private TrainableNetwork _network = null!;
    private BatchPass _pass = null!;

    [Params("dense", "linear", "relu", "wide")]
    public string Kind { get; set; } = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Draw()
    {
        _network = Kind == "dense"
            ? new WeightNetwork(Blueprints.OfWidths(784, 500, 10), 1)
            : new PopupNetwork(PopupParent.For(1, Enum.Parse<PopupStructure>(Kind, ignoreCase: true), 5, [784, 500, 10]), new PopupOptions(), 1);
        _pass = new BatchPass(_network, Batch, new MatrixWorkspace());
        Span<float> inputs = _pass.Inputs(Batch);
        for (int i = 0; i < inputs.Length; i++) inputs[i] = Math.Max(0, (float)Math.Sin(i));
        _network.Settle(_crew, Threads);
        Whole();
    }

    [Benchmark]
    public void Forward() => _pass.Forward(Batch, Threads);

    [Benchmark]
    public void Backward() => _pass.Backward();

    [Benchmark]
    public void Update()
    {
        foreach (TrainableLayer layer in _network.Layers) layer.Step(new StepSettings(1e-6f, 0.9f, 5e-4f), _crew, Threads);
    }

    /// <summary>Thresholds and folded matrices; the scores stand still here, so the thresholds are where they were.</summary>
    [Benchmark]
    public void Settle() => _network.Settle(_crew, Threads);

    [Benchmark]
    public double Whole()
    {
        double loss = _pass.Differentiate(_labels, Threads);
        Update();
        Settle();
        return loss;
    }
}
