using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Tests.Numerics.Random;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>Networks with every kind of layer, each a pure function of its number.</summary>
internal sealed class ArbitraryNetworks : Draws
{
    private readonly bool _isMixed;
    private bool _isDouble;

    private ArbitraryNetworks(int number)
        : base(new RandomStream(77, (uint)number, StreamPurpose.Sampling))
    {
        _isMixed = IsMixed(number);
        _isDouble = number % 2 == 1;
    }

    public static Network At(int number) => new ArbitraryNetworks(number).Make();

    public static bool IsMixed(int number) => number % 5 == 4;

    private Network Make()
    {
        Shape shape = Below(3) switch
        {
            0 => new Shape(1 + Below(6)),
            1 => new Shape(1 + Below(3), 3 + Below(6), 3 + Below(6)),
            _ => new Shape(1 + Below(3), 1 + Below(4)),
        };
        var layers = new List<Operator>();
        Shape current = shape;
        int count = 1 + Below(7);
        while (layers.Count < count)
        {
            if (Next(current) is not { } layer) continue;
            layers.Add(layer);
            current = layer.OutputShape(current);
        }

        if (current.Rank == 1 && Below(3) == 0) layers.Add(new Softmax(Below(2) == 0));
        return new Network(shape, [.. layers]);
    }

    private Operator? Next(Shape shape)
    {
        if (_isMixed) _isDouble = Below(2) == 0;
        int kind = Below(7);
        if (kind == 0) return new Relu();
        if (kind == 1) return new Flatten();
        if (kind == 2) return Affine(shape);
        if (shape.Rank == 1)
        {
            int outputs = 1 + Below(5);
            return new Dense(Values(outputs, shape.Length), Below(2) == 0 ? null : Values(outputs));
        }

        if (shape.Rank != 3) return null;
        int height = 1 + Below(Math.Min(3, shape[1]));
        int width = 1 + Below(Math.Min(3, shape[2]));
        var window = new Window(1 + Below(3), 1 + Below(3), Below(height), Below(width), Below(height), Below(width));
        if (kind == 3) return new MaxPooling(height, width, window);
        int channels = 1 + Below(3);
        return new Convolution(Values(channels, shape[0], height, width), Below(2) == 0 ? null : Values(channels), window);
    }

    private ElementwiseAffine? Affine(Shape shape)
    {
        Tensor? scale = Factor(shape);
        Tensor? shift = Factor(shape);
        return scale is null && shift is null ? null : new ElementwiseAffine(scale, shift);
    }

    private Tensor? Factor(Shape shape) => Below(5) switch
    {
        0 => null,
        1 => Values(),
        2 => Values(1),
        3 when shape.Rank == 3 => Values(shape[0], 1, 1),
        _ => Values([.. shape.Extents]),
    };

    private Tensor Values(params int[] extents)
    {
        var shape = new Shape(extents);
        double[] values = new double[shape.Length];
        for (int i = 0; i < values.Length; i++) values[i] = (Below(2001) - 1000) / 777.0;
        return _isDouble ? new Tensor(shape, values) : new Tensor(shape, [.. values.Select(v => (float)v)]);
    }
}
