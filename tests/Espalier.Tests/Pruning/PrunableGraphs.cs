using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Tests.Numerics.Random;

namespace Espalier.Tests.Pruning;

/// <summary>
/// Small graphs such as people prune, each a pure function of its number: convolutions with and without groups, residual sums, joined values,
/// normalisations, gates, pooling, and a dense end; or dense maps on sequences.
/// </summary>
internal sealed class PrunableGraphs : Draws
{
    private readonly GraphBuilder _builder;

    private PrunableGraphs(int number)
        : base(new RandomStream(79, (uint)number, StreamPurpose.Sampling)) =>
        _builder = new GraphBuilder(number % 4 == 3 ? new Shape(2 + Below(3), 3 + Below(3)) : new Shape(1 + Below(3), 6, 6));

    public static Network At(int number)
    {
        var graph = new PrunableGraphs(number);
        int value = GraphBuilder.Input;
        if (number % 4 == 3)
        {
            for (int steps = 2 + graph.Below(3); steps > 0; steps--) value = graph.Mixed(value);
        }
        else
        {
            value = graph.Convolved(value, 4);
            for (int steps = 1 + graph.Below(4); steps > 0; steps--) value = graph.Next(value);
            if (graph.Below(2) == 0) value = graph._builder.Add(new Mean(1), value);
        }

        value = graph._builder.Add(new Flatten(), value);
        value = graph._builder.Add(new Relu(), graph.Mapped(value, 3 + graph.Below(4)));
        return graph._builder.Build(graph.Mapped(value, 2));
    }

    private int Next(int value)
    {
        Shape shape = _builder.ShapeOf(value);
        int channels = shape[0];
        switch (Below(10))
        {
            case 0: return Normed(Convolved(value, 2 + (2 * Below(3))));
            case 1: return _builder.Add(new Add(), value, Normed(Convolved(_builder.Add(new Relu(), Normed(Convolved(value, 4))), channels)));
            case 2: return _builder.Add(new Concat(), value, Convolved(value, 2 * (1 + Below(2))));
            case 3: return Grouped(value, channels, channels * (1 + Below(2)));
            case 4: return Grouped(Convolved(value, 6), 2, 4);
            case 5: return Gated(value, channels);
            case 6:
                int half = channels / 2;
                return _builder.Add(
                    new Concat(),
                    _builder.Add(new Slice(0, half, channels - half), value),
                    Convolved(_builder.Add(new Slice(0, 0, half), value), 2));
            case 7: return shape[1] >= 4 ? _builder.Add(Pooling(), value) : _builder.Add(new Activation(ActivationFunction.Silu), value);
            case 8:
                int padded = _builder.Add(new Pad([0, 1, 0], [0, 0, 1], PadKind.Edge), value);
                return _builder.Add(new PRelu(Values(channels)), padded);
            default: return _builder.Add(new ElementwiseAffine(Values(channels, 1, 1), Below(2) == 0 ? Values([.. shape.Extents]) : null), value);
        }
    }

    /// <summary>
    /// A block on sequences: mapped and back, added; now and then normalised, attended to by one head or several, or mapped across its rows.
    /// </summary>
    private int Mixed(int value)
    {
        Shape shape = _builder.ShapeOf(value);
        switch (Below(6))
        {
            case 0: return _builder.Add(new LayerNorm(Values(shape[1]), null, 0.125f), value);
            case 1:
                int turned = _builder.Add(new Transpose([1, 0]), value);
                int rows = Mapped(_builder.Add(new Relu(), Mapped(turned, 5)), shape[0]);
                return _builder.Add(new Add(), value, _builder.Add(new Transpose([1, 0]), rows));
            case 2:
                int keys = Mapped(value, 4), scores = _builder.Add(new MatrixMultiply(), Mapped(value, 4), _builder.Add(new Transpose([1, 0]), keys));
                int attended = _builder.Add(new MatrixMultiply(), _builder.Add(new Softmax(false), scores), Mapped(value, 6));
                return _builder.Add(new Add(), value, Mapped(attended, shape[1]));
            case 3: return _builder.Add(new Add(), value, Mapped(Headed(value, 2 + Below(2)), shape[1]));
            default:
                int hidden = _builder.Add(new Activation(ActivationFunction.Gelu), Mapped(value, 3 + Below(5)));
                return _builder.Add(new Add(), value, Mapped(hidden, shape[1]));
        }
    }

    /// <summary>Attention of several heads, each of two channels: told apart by a reshape, and put together by another.</summary>
    private int Headed(int value, int heads)
    {
        int rows = _builder.ShapeOf(value)[0];
        int Split(int[] order) => _builder.Add(
            new Transpose([.. order]), _builder.Add(new Reshape(new Shape(rows, heads, 2)), Mapped(value, heads * 2)));
        int scores = _builder.Add(new MatrixMultiply(), Split([1, 0, 2]), Split([1, 2, 0]));
        int attended = _builder.Add(new MatrixMultiply(), _builder.Add(new Softmax(false), scores), Split([1, 0, 2]));
        return _builder.Add(new Reshape(new Shape(rows, heads * 2)), _builder.Add(new Transpose([1, 0, 2]), attended));
    }

    private int Gated(int value, int channels)
    {
        int mean = _builder.Add(new Mean(1), value);
        int squeezed = _builder.Add(new Relu(), Mapped(_builder.Add(new Flatten(), mean), 3));
        int opened = _builder.Add(new Activation(ActivationFunction.Sigmoid), Mapped(squeezed, channels));
        int gate = _builder.Add(new Reshape(new Shape(channels, 1, 1)), opened);
        return _builder.Add(new Multiply(), value, _builder.Add(new Expand(_builder.ShapeOf(value)), gate));
    }

    private UnaryOperator Pooling() => Below(2) == 0
        ? new MaxPooling(2, 2, new Window(2, 2))
        : new AveragePooling(3, 3, Window.Uniform(1, 1), Below(2) == 0);

    private int Convolved(int value, int channels) => _builder.Add(
        new Convolution(Values(channels, _builder.ShapeOf(value)[0], 3, 3), Below(2) == 0 ? Values(channels) : null, Window.Uniform(1, 1)), value);

    private int Grouped(int value, int groups, int outputs)
    {
        int inputs = _builder.ShapeOf(value)[0] / groups;
        return _builder.Add(
            new Convolution(Values(outputs, inputs, 3, 3), Below(2) == 0 ? Values(outputs) : null, Window.Uniform(1, 1), groups), value);
    }

    private int Normed(int value)
    {
        int channels = _builder.ShapeOf(value)[0];
        var variance = new Tensor(new Shape(channels), [.. Enumerable.Range(0, channels).Select(_ => 0.5 + (Below(100) / 100.0))]);
        return _builder.Add(new BatchNorm(Below(3) == 0 ? null : Values(channels), Values(channels), Values(channels), variance), value);
    }

    private int Mapped(int value, int outputs) => _builder.Add(
        new Dense(Values(outputs, _builder.ShapeOf(value).Extents[^1]), Below(2) == 0 ? Values(outputs) : null), value);

    private Tensor Values(params int[] extents)
    {
        var shape = new Shape(extents);
        return new Tensor(shape, [.. Enumerable.Range(0, shape.Length).Select(_ => (Below(2001) - 1000) / 2000.0)]);
    }
}
