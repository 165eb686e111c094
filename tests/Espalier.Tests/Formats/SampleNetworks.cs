using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Formats;

/// <summary>Networks with every kind of layer, in both precisions, and ways to compare them bit by bit.</summary>
internal static class SampleNetworks
{
    private static readonly double[] Special = [
        0.0,
        -0.0,
        double.Epsilon,
        float.Epsilon,
        double.MaxValue,
        double.NegativeInfinity,
        double.NaN,
        BitConverter.Int64BitsToDouble(0x7FF4_0000_2000_0001),
    ];

    /// <summary>A network for each kind of layer and variant of it, under a name.</summary>
    public static IEnumerable<(string Name, Network Network)> All(Precision precision)
    {
        uint next = 0;
        Tensor Make(params int[] extents) => Tensor(precision, next++, extents);
        yield return ("dense", new Network(new Shape(5), new Dense(Make(3, 5), Make(3)), new Relu(), new Dense(Make(2, 3))));
        yield return ("one number", new Network(new Shape(1), new Dense(Make(1, 1))));
        yield return ("convolutions", new Network(
            new Shape(2, 9, 8),
            new Convolution(Make(3, 2, 3, 2), Make(3), new Window(2, 1, 1, 0, 2, 3)),
            new Relu(),
            new MaxPooling(3, 2, new Window(1, 2, 1, 0, 2, 1)),
            new Convolution(Make(1, 3, 1, 1), null, new Window()),
            new MaxPooling(2, 2, Window.Uniform(2, 0)),
            new Flatten(),
            new Dense(Make(4, 6)),
            new Softmax(Logarithm: true)));
        yield return ("affine", new Network(
            new Shape(2, 2, 2),
            new ElementwiseAffine(Make(), Make(2, 1, 1)),
            new ElementwiseAffine(null, Make(2, 2, 2)),
            new ElementwiseAffine(Make(1), null),
            new ElementwiseAffine(null, null),
            new Flatten(),
            new Dense(Make(3, 8), Make(3)),
            new Softmax(Logarithm: false)));
        yield return ("residual", Residual(Make(3, 2, 3, 3), Make(3), Make(3, 3, 1, 1), Make(2, 48)));
        yield return ("branches", Branches(Make(3, 4), Make(3), Make(2, 18)));
        yield return ("no numbers", new Network(new Shape(), new Relu()));
        yield return ("twelve layers", new Network(new Shape(2), [.. Enumerable.Range(0, 12).Select(i => (Operator)new Dense(Make(2, 2), Make(2)))]));
    }

    /// <summary>A convolution, and a sum with what stood before it.</summary>
    private static Network Residual(Tensor kernels, Tensor bias, Tensor inner, Tensor last)
    {
        var builder = new GraphBuilder(new Shape(2, 4, 4));
        int first = builder.Add(new Relu(), builder.Add(new Convolution(kernels, bias, Window.Uniform(1, 1)), GraphBuilder.Input));
        int second = builder.Add(new Convolution(inner, null, new Window()), first);
        int sum = builder.Add(new Relu(), builder.Add(new Add(), second, first));
        return builder.Build(builder.Add(new Dense(last), builder.Add(new Flatten(), sum)));
    }

    /// <summary>Values that several operators read, joined, split by sign and seen under other extents.</summary>
    private static Network Branches(Tensor weights, Tensor bias, Tensor last)
    {
        var builder = new GraphBuilder(new Shape(4));
        int hidden = builder.Add(new Dense(weights, bias), GraphBuilder.Input);
        int parts = builder.Add(new Relu(), builder.Add(new SplitSigns(), hidden));
        int image = builder.Add(new Reshape(new Shape(1, 2, 3)), parts);
        int pooled = builder.Add(new MaxPooling(2, 1, new Window()), image);
        int doubled = builder.Add(new Add(), pooled, pooled, pooled);
        int joined = builder.Add(new Concat(1), image, doubled, image, doubled);
        return builder.Build(builder.Add(new Dense(last), builder.Add(new Flatten(), joined)));
    }

    /// <summary>A tensor of random numbers with all special ones among them.</summary>
    public static Tensor Tensor(Precision precision, uint stream, params int[] extents)
    {
        var shape = new Shape(extents);
        var numbers = new RandomStream(5, stream);
        double[] values = [
            .. Enumerable.Range(0, shape.Length).Select(i => i % 3 == 2 ? Special[i / 3 % Special.Length] : numbers.Uniform((ulong)i)),
        ];
        return precision == Precision.Double
            ? new Tensor(shape, values)
            : new Tensor(shape, [.. values.Select((v, i) => i % 31 == 5 ? BitConverter.UInt32BitsToSingle(0x7FA0_0001) : (float)v)]);
    }

    /// <summary>Tensors from names and shapes, as <c>w:2x3 b:2</c>, with numbers that differ.</summary>
    public static NamedTensors Named(string shapes) => new(shapes.Split(' ').Select(item =>
    {
        string[] parts = item.Split(':');
        var shape = new Shape([.. parts[1].Split('x', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)]);
        return new NamedTensor(parts[0], new Tensor(shape, [.. Enumerable.Range(1, shape.Length).Select(i => i / 64f)]));
    }));

    public static void AssertSameBits(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.Precision, actual.Precision);
        Assert.Equal(Bits(expected), Bits(actual));
    }

    public static void AssertSame(Network expected, Network actual)
    {
        Assert.Equal(expected.InputShape, actual.InputShape);
        Assert.Equal(Espalier.Formats.Architectures.Architecture.Of(expected), Espalier.Formats.Architectures.Architecture.Of(actual));
        foreach ((Operator left, Operator right) in expected.Nodes.Select(node => node.Operator).Zip(actual.Nodes.Select(node => node.Operator)))
        {
            Tensor[] wanted = [.. left.Parameters], got = [.. right.Parameters];
            Assert.Equal(wanted.Length, got.Length);
            for (int i = 0; i < wanted.Length; i++) AssertSameBits(wanted[i], got[i]);
        }
    }

    private static ulong[] Bits(Tensor tensor) => tensor.Precision == Precision.Single
        ? [.. tensor.Singles.ToArray().Select(v => (ulong)BitConverter.SingleToUInt32Bits(v))]
        : [.. tensor.Doubles.ToArray().Select(BitConverter.DoubleToUInt64Bits)];
}
