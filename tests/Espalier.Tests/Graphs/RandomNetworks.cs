using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Graphs;

/// <summary>Small networks whose structure and numbers are pure functions of a seed.</summary>
internal sealed class RandomNetworks(ulong seed)
{
    private uint _tensor = 1;
    private ulong _choice;

    /// <summary>Three to seven layers: an image part for half of the seeds, then dense layers.</summary>
    public Network Draw(bool biases = true, bool wide = false)
    {
        Shape input = Next(2) == 0 ? new Shape(1 + Next(3), 4 + Next(6), 4 + Next(6)) : new Shape(1 + Next(40));
        var layers = new List<Operator>();
        Shape shape = input;
        void Add(Operator layer)
        {
            layers.Add(layer);
            shape = layer.OutputShape(shape);
        }

        if (biases && Next(2) == 0) Add(new ElementwiseAffine(Values(wide, 1), Values(wide, Next(2) == 0 ? [1] : [.. shape.Extents])));
        if (input.Rank == 3)
        {
            int channels = 1 + Next(5);
            Add(
                new Convolution(
                    Values(wide, channels, shape[0], 1 + Next(3), 1 + Next(3)),
                    Bias(biases, wide, channels),
                    new Window(1 + Next(2), 1 + Next(2), Next(2), Next(3), Next(3), Next(2))));
            Add(new Relu());
            if (Next(2) == 0) Add(new MaxPooling(2, 2, new Window(1 + Next(2), 1 + Next(2), Next(2), Next(2), Next(2), Next(2))));
            Add(new Flatten());
        }

        int hidden = 1 + Next(40);
        Add(new Dense(Values(wide, hidden, shape.Length), Bias(biases, wide, hidden)));
        Add(new Relu());
        Add(new Dense(Values(wide, 1 + Next(12), hidden)));
        return new Network(input, [.. layers]);
    }

    /// <summary>Inputs, uniform on (−1, 1).</summary>
    public double[] Inputs(Network network, int count) =>
        [.. Enumerable.Range(0, count * network.InputShape.Length).Select(i => (double)new RandomStream(seed, 0).UniformSingle((ulong)i))];

    private Tensor? Bias(bool biases, bool wide, int length) => biases && Next(4) > 0 ? Values(wide, length) : null;

    private Tensor Values(bool wide, params int[] extents)
    {
        var shape = new Shape(extents);
        var stream = new RandomStream(seed, _tensor++);
        double[] values = [.. Enumerable.Range(0, shape.Length).Select(i => stream.Uniform((ulong)i))];
        return wide ? new Tensor(shape, values) : new Tensor(shape, values.Select(v => (float)v).ToArray());
    }

    private int Next(int choices) => (int)(new RandomStream(seed, uint.MaxValue).Word(_choice++) % (uint)choices);
}
