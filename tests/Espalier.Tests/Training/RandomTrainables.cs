using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Training;

/// <summary>Small graphs of the operators that training allows, each a pure function of its number.</summary>
internal sealed class RandomTrainables
{
    private readonly RandomStream _stream;
    private readonly GraphBuilder _build;
    private ulong _next;

    private RandomTrainables(int number)
    {
        _stream = new RandomStream(79, (uint)number, StreamPurpose.Sampling);
        _build = new GraphBuilder(new Shape(1 + Below(3), 5 + Below(4), 5 + Below(4)));
    }

    /// <summary>The graph of a number; weights mean nothing.</summary>
    public static Network At(int number, int classes)
    {
        var graph = new RandomTrainables(number);
        int value = GraphBuilder.Input;
        for (int steps = 3 + graph.Below(5); steps > 0; steps--) value = graph.Next(value);
        if (graph._build.ShapeOf(value).Rank > 1) value = graph._build.Add(new Flatten(), value);
        return graph._build.Build(graph._build.Add(graph.Dense(classes, graph._build.ShapeOf(value).Length), value));
    }

    private int Next(int value)
    {
        Shape shape = _build.ShapeOf(value);
        bool isImage = shape.Rank == 3 && shape[1] >= 3 && shape[2] >= 3;
        switch (Below(isImage ? 10 : 7))
        {
            case 0: return _build.Add(new Relu(), value);
            case 1: return _build.Add(new Add(), value, Other(value), value);
            case 2: return _build.Add(new Concat(Below(shape.Rank)), value, Other(value));
            case 3: return _build.Add(new ElementwiseAffine(Values(), Values(shape[0], shape.Rank)), value);
            case 4 when shape.Rank == 1: return _build.Add(Dense(2 + Below(5), shape.Length), value);
            case 5 when shape.Rank == 1: return _build.Add(new SplitSigns(), value);
            case 6:
                return shape.Rank == 1
                ? _build.Add(new Reshape(new Shape(1, shape.Length, 1)), value)
                : _build.Add(new Flatten(), value);
            case 7: return _build.Add(new MaxPooling(2, 2, Window(2)), value);
            case 8 or 9:
                int outputs = 1 + Below(7);
                return _build.Add(
                    new Convolution(
                        Zeros(outputs, shape[0], 1 + Below(3), 1 + Below(3)), Below(2) == 0 ? null : Zeros(outputs), Window(3)),
                    value);
            default: return _build.Add(new Relu(), value);
        }
    }

    private Window Window(int padding) =>
        new(1 + Below(2), 1 + Below(2), Below(padding), Below(padding), Below(padding), Below(padding));

    /// <summary>A value of the same shape, perhaps the same.</summary>
    private int Other(int value)
    {
        int[] alike = [.. Enumerable.Range(0, _build.Count + 1).Where(other => _build.ShapeOf(other).Equals(_build.ShapeOf(value)))];
        return alike[Below(alike.Length)];
    }

    private Dense Dense(int outputs, int inputs) => new(Zeros(outputs, inputs), Below(2) == 0 ? null : Zeros(outputs));

    private Tensor Values(params int[] extents)
    {
        int[] shape = extents.Length == 2 ? [extents[0], .. Enumerable.Repeat(1, extents[1] - 1)] : extents;
        var made = new Shape(shape);
        return new Tensor(made, [.. Enumerable.Range(0, made.Length).Select(_ => (Below(2001) - 1000) / 800f)]);
    }

    private static Tensor Zeros(params int[] extents) => new(new Shape(extents), new float[new Shape(extents).Length]);

    private int Below(int bound) => (int)(((ulong)_stream.Word(_next++) * (uint)bound) >> 32);
}
