using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Tests.Numerics.Random;

namespace Espalier.Tests.Graphs;

/// <summary>Small graphs of every operator, each a pure function of its number; their values stay of the size of 1.</summary>
internal sealed class RandomGraphs : Draws
{
    private readonly bool _isDouble;
    private readonly GraphBuilder _builder;

    private RandomGraphs(int number)
        : base(new RandomStream(78, (uint)number, StreamPurpose.Sampling))
    {
        _isDouble = number % 2 == 1;
        Shape input = Below(3) switch
        {
            0 => new Shape(2 + Below(5)),
            1 => new Shape(2 * (1 + Below(3)), 4 + Below(5), 4 + Below(5)),
            _ => new Shape(2 * (1 + Below(2)), 4 + Below(5)),
        };
        _builder = new GraphBuilder(input);
    }

    /// <summary>The graph of a number: in float32 where it is even.</summary>
    public static Network At(int number)
    {
        var graph = new RandomGraphs(number);
        int value = GraphBuilder.Input;
        for (int steps = 2 + graph.Below(5); steps > 0; steps--) value = graph.Next(value);
        return graph._builder.Build(graph.Ended(value));
    }

    /// <summary>The output as a vector, with both signs, with its halves beside each other, or as it is.</summary>
    private int Ended(int value)
    {
        int kind = Below(8);
        if (kind > 2) return value;
        int vector = _builder.ShapeOf(value).Rank == 1 ? value : _builder.Add(new Flatten(), value);
        if (kind == 0) return vector;
        int split = _builder.Add(new SplitSigns(), vector);
        return kind == 1 ? split : _builder.Add(new Reshape(new Shape(2, _builder.ShapeOf(vector).Length)), split);
    }

    private int Next(int value)
    {
        Shape shape = _builder.ShapeOf(value);
        int kinds = shape.Rank >= 2 ? 28 : 19;
        switch (Below(kinds))
        {
            case 0: return _builder.Add(Function(), value);
            case 1: return _builder.Add(new LeakyRelu(0.25f), value);
            case 2: return _builder.Add(new PRelu(Below(2) == 0 ? Values(1) : Values(shape[0])), value);
            case 3: return _builder.Add(new Clip(Below(2) == 0 ? -0.5f : float.NegativeInfinity, 0.75f), value);
            case 4: return _builder.Add(new Clip(-0.25f, float.PositiveInfinity), value);
            case 5: return _builder.Add(new Relu(), value);
            case 6: return _builder.Add(new Add(), value, Other(value));
            case 7: return _builder.Add(new Subtract(), value, Other(value));
            case 8: return _builder.Add(new Multiply(), value, Other(value));
            case 9: return _builder.Add(new Divide(), value, Positive(Other(value)));
            case 10: return _builder.Add(new Activation(ActivationFunction.Sqrt), Positive(value));
            case 11: return _builder.Add(new Activation(ActivationFunction.Exp), _builder.Add(new Activation(ActivationFunction.Tanh), value));
            case 12: return _builder.Add(Norm(shape[0]), value);
            case 13: return _builder.Add(new Softmax(Below(3) == 0, Below(shape.Rank)), value);
            case 14: return Sliced(value, shape);
            case 15: return _builder.Add(Padded(shape), value);
            case 16: return _builder.Add(new Dense(Values(3, shape.Extents[^1]), Below(2) == 0 ? null : Values(3)), value);
            case 17: return _builder.Add(new Concat(Below(shape.Rank)), value, Other(value));
            case 18: return _builder.Add(new ElementwiseAffine(Values(), Values([.. shape.Extents])), value);
            case 19: return _builder.Add(new Transpose([.. Shuffled(shape.Rank)]), value);
            case 20: return _builder.Add(new Mean(Below(shape.Rank)), value);
            case 21: return Expanded(value, shape);
            case 22: return _builder.Add(new LayerNorm(Values([.. shape.Extents[^(1 + Below(shape.Rank - 1))..]]), null, 0.125f), value);
            case 23: return _builder.Add(new LayerNorm(Values(shape.Extents[^1]), Values(shape.Extents[^1]), 0.125f), value);
            case 24:
                return _builder.Add(
                new MatrixMultiply(),
                value,
                _builder.Add(new Transpose([.. Enumerable.Range(0, shape.Rank - 2), shape.Rank - 1, shape.Rank - 2]), value));
            case 25 when Fits(shape): return _builder.Add(new MaxPooling(shape.Rank == 2 ? 1 : 2, 2, Window(shape)), value);
            case 26 when Fits(shape): return _builder.Add(new AveragePooling(shape.Rank == 2 ? 1 : 2, 2, Window(shape), Below(2) == 0), value);
            case 27 when Fits(shape): return Convolved(value, shape);
            default: return _builder.Add(new Activation(ActivationFunction.Silu), value);
        }
    }

    private static bool Fits(Shape shape) => shape.Rank is 2 or 3 && shape.Extents[1..].All(extent => extent >= 4);

    private Activation Function() => new((ActivationFunction)Below((int)ActivationFunction.Erf + 1));

    private BatchNorm Norm(int channels)
    {
        Tensor variance = Mapped(Values(channels), value => 0.5 + Math.Abs(value));
        return new BatchNorm(Below(3) == 0 ? null : Values(channels), Below(3) == 0 ? null : Values(channels), Values(channels), variance, 0.001f);
    }

    private int Convolved(int value, Shape shape)
    {
        int groups = Below(2) == 0 ? 1 : shape[0] % 2 == 0 ? 2 : shape[0];
        int outputs = groups * (1 + Below(2));
        int[] kernel = shape.Rank == 2 ? [2] : [2, 1 + Below(2)];
        return _builder.Add(
            new Convolution(
                Values([outputs, shape[0] / groups, .. kernel]), Below(2) == 0 ? null : Values(outputs), Window(shape, most: 1 + Below(2)), groups),
            value);
    }

    /// <summary>Padding below the kernel's size, and a dilation of 2 only where no place meets padding alone.</summary>
    private Window Window(Shape shape, int most = 1)
    {
        int top = shape.Rank == 2 ? 0 : Below(2), bottom = shape.Rank == 2 ? 0 : Below(2), dilation = most;
        return new Window(
            shape.Rank == 2 ? 1 : 1 + Below(2), 1 + Below(2), top, Below(2), bottom, Below(2), shape.Rank == 2 ? 1 : dilation, dilation);
    }

    private int Sliced(int value, Shape shape)
    {
        int axis = Below(shape.Rank), extent = shape[axis];
        if (Below(3) == 0) return _builder.Add(new Slice(axis, extent - 1, extent, -1), value);
        int start = Below(extent), step = 1 + Below(2);
        return _builder.Add(new Slice(axis, start, 1 + Below(((extent - start - 1) / step) + 1), step), value);
    }

    private Pad Padded(Shape shape)
    {
        var kind = (PadKind)Below(3);
        int most = kind == PadKind.Reflect ? shape.Extents.Min() : 3;
        return new Pad(
            [.. shape.Extents.Select(_ => Below(most))], [.. shape.Extents.Select(_ => Below(most))], kind, kind == PadKind.Constant
                ? 0.5f * Below(3)
                : 0);
    }

    private int Expanded(int value, Shape shape)
    {
        int mean = _builder.Add(new Mean(1), value);
        return _builder.Add(new Multiply(), value, _builder.Add(new Expand(shape), mean));
    }

    /// <summary>1 + softplus, which keeps a divisor away from 0.</summary>
    private int Positive(int value) =>
        _builder.Add(new ElementwiseAffine(null, Mapped(Values(), _ => 1)), _builder.Add(new Activation(ActivationFunction.Softplus), value));

    /// <summary>A value of the same shape.</summary>
    private int Other(int value)
    {
        int[] alike = [.. Enumerable.Range(0, _builder.Count + 1).Where(other => _builder.ShapeOf(other).Equals(_builder.ShapeOf(value)))];
        return alike[Below(alike.Length)];
    }

    private int[] Shuffled(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int other = Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    private Tensor Values(params int[] extents)
    {
        var shape = new Shape(extents);
        double[] values = [.. Enumerable.Range(0, shape.Length).Select(_ => (Below(2001) - 1000) / 1000.0)];
        return Made(shape, values);
    }

    private Tensor Mapped(Tensor tensor, Func<double, double> map) =>
        Made(tensor.Shape, [.. Enumerable.Range(0, tensor.Length).Select(i => map(tensor[i]))]);

    private Tensor Made(Shape shape, double[] values) =>
        _isDouble ? new Tensor(shape, values) : new Tensor(shape, [.. values.Select(value => (float)value)]);
}
