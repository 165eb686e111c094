using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Training;

/// <summary>Networks that say what is computed, before anything is trained: their weights are zeros and mean nothing.</summary>
public static class Blueprints
{
    /// <summary>Dense layers without biases, with a ReLU after each but the last.</summary>
    /// <param name="widths">The widths from the inputs to the outputs.</param>
    /// <exception cref="ArgumentException">There is no layer, or a width is below 1.</exception>
    public static Network OfWidths(params ReadOnlySpan<int> widths)
    {
        if (widths.Length < 2) throw new ArgumentException("a network has at least one layer");
        foreach (int width in widths)
            if (width < 1) throw new ArgumentException("a layer has at least one unit");
        return new Network(new Shape(widths[0]), [.. Dense(widths)]);
    }

    /// <summary>
    /// LeNet-5 for images of 1 × 28 × 28, without biases: 6 and 16 kernels of 5 × 5, each with ReLU and pooling by 2, then 400-120-84-10.
    /// </summary>
    public static Network LeNet5() => new(
        new Shape(1, 28, 28),
        [
            new Convolution(Zeros(new Shape(6, 1, 5, 5)), null, Window.Uniform(1, 2)),
            new Relu(),
            new MaxPooling(2, 2, Window.Uniform(2, 0)),
            new Convolution(Zeros(new Shape(16, 6, 5, 5)), null, new Window()),
            new Relu(),
            new MaxPooling(2, 2, Window.Uniform(2, 0)),
            new Flatten(),
            .. Dense([400, 120, 84, 10]),
        ]);

    /// <summary>
    /// A small residual network for images of 1 × 28 × 28, without biases: kernels of 5 × 5 with a stride of 2, ReLU and pooling by 2, then two
    /// blocks of two convolutions of 3 × 3 whose output is added to what they read, and a dense layer.
    /// </summary>
    /// <param name="channels">The channels of all convolutions.</param>
    /// <exception cref="ArgumentException">There is no channel.</exception>
    public static Network Residual(int channels)
    {
        if (channels < 1) throw new ArgumentException("a convolution has at least one channel");
        var builder = new GraphBuilder(new Shape(1, 28, 28));
        int value = builder.Add(new Convolution(Zeros(new Shape(channels, 1, 5, 5)), null, Window.Uniform(2, 2)), GraphBuilder.Input);
        value = builder.Add(new MaxPooling(2, 2, Window.Uniform(2, 0)), builder.Add(new Relu(), value));
        for (int block = 0; block < 2; block++)
        {
            int inner = builder.Add(new Relu(), builder.Add(Kernels(), value));
            value = builder.Add(new Relu(), builder.Add(new Add(), builder.Add(Kernels(), inner), value));
        }

        return builder.Build(builder.Add(new Dense(Zeros(new Shape(10, channels * 49))), builder.Add(new Flatten(), value)));

        Convolution Kernels() => new(Zeros(new Shape(channels, channels, 3, 3)), null, Window.Uniform(1, 1));
    }

    private static Tensor Zeros(Shape shape) => Tensor.Own(shape, new float[shape.Length]);

    private static List<Operator> Dense(ReadOnlySpan<int> widths)
    {
        var layers = new List<Operator>();
        for (int i = 1; i < widths.Length; i++)
        {
            if (i > 1) layers.Add(new Relu());
            layers.Add(new Dense(Zeros(new Shape(widths[i], widths[i - 1]))));
        }

        return layers;
    }
}
