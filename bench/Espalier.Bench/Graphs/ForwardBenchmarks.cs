using BenchmarkDotNet.Attributes;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;

namespace Espalier.Bench.Graphs;

/// <summary>Ten thousand images of 28×28 through the two networks of the experiments.</summary>
[MemoryDiagnoser]
public class ForwardBenchmarks
{
    private const int Images = 10_000;
    private readonly float[] _inputs = Values(Images * 784, 0);
    private readonly float[] _outputs = new float[Images * 10];

    private readonly Network _dense = new(new Shape(784), Dense(500, 784), new Relu(), Dense(10, 500));

    private readonly Network _lenet5 = new(
        new Shape(1, 28, 28),
        Convolution(6, 1, padding: 2),
        new Relu(),
        new MaxPooling(2, 2, Window.Uniform(2, 0)),
        Convolution(16, 6, padding: 0),
        new Relu(),
        new MaxPooling(2, 2, Window.Uniform(2, 0)),
        new Flatten(),
        Dense(120, 400),
        new Relu(),
        Dense(84, 120),
        new Relu(),
        Dense(10, 84));

    [Params(1, 2)]
    public int Threads { get; set; }

    [Benchmark]
    public void Dense784To500To10() => Forward.Run(_dense, _inputs, _outputs, Images, Threads);

    [Benchmark]
    public void LeNet5() => Forward.Run(_lenet5, _inputs, _outputs, Images, Threads);

    private static Dense Dense(int outputs, int inputs) =>
        new(new Tensor(new Shape(outputs, inputs), Values(outputs * inputs, 1)), new Tensor(new Shape(outputs), Values(outputs, 2)));

    private static Convolution Convolution(int outputs, int inputs, int padding) => new(
        new Tensor(new Shape(outputs, inputs, 5, 5), Values(outputs * inputs * 25, 3)),
        new Tensor(new Shape(outputs), Values(outputs, 4)),
        Window.Uniform(1, padding));

    private static float[] Values(int length, uint tensor)
    {
        var stream = new RandomStream(1, tensor);
        var values = new float[length];
        for (int i = 0; i < length; i++) values[i] = stream.UniformSingle((ulong)i);
        return values;
    }
}
