using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Tests.Certificates.Exact;

/// <summary>
/// What an operator makes of values in any exact field, straight from its definition: nothing of it is shared with the
/// certificates.
/// </summary>
internal sealed class ExactOperator<T>(T[][] reads, Shape[] shapes) : IOperatorPass<T[]>
    where T : IExactField<T>
{
    /// <summary>All values of a network, from its input to its output.</summary>
    public static T[][] Values(Network network, T[] input)
    {
        var values = new List<T[]> { input };
        for (int i = 0; i < network.Nodes.Length; i++) values.Add(Of(network, i, values));
        return [.. values];
    }

    /// <summary>What one node makes of the values so far.</summary>
    public static T[] Of(Network network, int node, IReadOnlyList<T[]> values) =>
        network.Nodes[node].Operator.Accept(new ExactOperator<T>(
            [.. network.Nodes[node].Reads.Select(read => values[read])], [.. network.Nodes[node].Reads.Select(read => network.Shapes[read])]));

    public T[] Visit(Dense dense) => [.. reads[0].Chunk(dense.Inputs).SelectMany(x => Enumerable.Range(0, dense.Outputs).Select(i =>
    {
        T sum = T.Of(dense.Bias?[i] ?? 0);
        for (int j = 0; j < dense.Inputs; j++)
            if (dense.Weights[(i * dense.Inputs) + j] is not 0 and var weight) sum += T.Of(weight) * x[j];
        return sum;
    }))];

    public T[] Visit(Convolution convolution)
    {
        Shape input = Images.Of(shapes[0]), output = Images.Of(convolution.OutputShape(shapes[0])), kernel = convolution.Kernels;
        int outputsOfGroup = output[0] / convolution.Groups;
        Window window = convolution.Window;
        var results = new List<T>();
        for (int o = 0; o < output[0]; o++)
            for (int y = 0; y < output[1]; y++)
                for (int x = 0; x < output[2]; x++)
                {
                    T sum = T.Of(convolution.Bias?[o] ?? 0);
                    for (int c = 0; c < kernel[1]; c++)
                        for (int dy = 0; dy < kernel[2]; dy++)
                            for (int dx = 0; dx < kernel[3]; dx++)
                            {
                                int row = (y * window.StrideY) + (dy * window.DilationY) - window.Top;
                                int column = (x * window.StrideX) + (dx * window.DilationX) - window.Left;
                                if (row < 0 || row >= input[1] || column < 0 || column >= input[2]) continue;
                                double weight = convolution.Weights[(((((o * kernel[1]) + c) * kernel[2]) + dy) * kernel[3]) + dx];
                                int channel = (o / outputsOfGroup * kernel[1]) + c;
                                sum += T.Of(weight) * reads[0][(((channel * input[1]) + row) * input[2]) + column];
                            }

                    results.Add(sum);
                }

        return [.. results];
    }

    public T[] Visit(ElementwiseAffine affine) =>
        [.. reads[0].Select((x, i) => (T.Of(affine.Scale is null ? 1 : affine.Scale[i / (reads[0].Length / affine.Scale.Length)]) * x)
            + T.Of(affine.Shift is null ? 0 : affine.Shift[i / (reads[0].Length / affine.Shift.Length)]))];

    public T[] Visit(SplitSigns split) => [.. reads[0], .. reads[0].Select(x => T.Of(0) - x)];

    public T[] Visit(Add add) => [.. Enumerable.Range(0, reads[0].Length).Select(i => reads.Select(read => read[i]).Aggregate((a, b) => a + b))];

    /// <summary>Along the first extent.</summary>
    public T[] Visit(Concat concat) => concat.Axis == 0 ? [.. reads.SelectMany(read => read)] : throw new NotSupportedException("other extents");

    public T[] Visit(Flatten flatten) => reads[0];

    public T[] Visit(Reshape reshape) => reads[0];

    /// <summary>In a region where all values of a neuron have one sign, this is affine.</summary>
    public T[] Visit(Relu relu) => [.. reads[0].Select(x => x.Sign(0) > 0 ? x : T.Of(0))];

    public T[] Visit(MaxPooling pooling) => throw new NotSupportedException("regions of maxima");

    public T[] Visit(Softmax softmax) => throw NoField;

    public T[] Visit(Subtract subtract) => [.. reads[0].Zip(reads[1], (a, b) => a - b)];

    public T[] Visit(Multiply multiply) => [.. reads[0].Zip(reads[1], (a, b) => a * b)];

    public T[] Visit(Divide divide) => throw NoField;

    public T[] Visit(MatrixMultiply multiply)
    {
        Shape output = multiply.OutputShape(shapes);
        (int rows, int inner, int columns) = (output[output.Rank - 2], shapes[0][output.Rank - 1], output[output.Rank - 1]);
        return [.. Enumerable.Range(0, output.Length).Select(i =>
        {
            (int line, int column) = Math.DivRem(i, columns);
            T sum = T.Of(0);
            for (int k = 0; k < inner; k++) sum += reads[0][(line * inner) + k] * reads[1][(((line / rows * inner) + k) * columns) + column];
            return sum;
        })];
    }

    public T[] Visit(Slice slice) => Moved(slice.OutputShape(shapes[0]), at =>
    {
        at[slice.Axis] = slice.Start + (at[slice.Axis] * slice.Step);
        return at;
    });

    public T[] Visit(Transpose transpose) => Moved(transpose.OutputShape(shapes[0]), at =>
    {
        var from = new int[at.Length];
        for (int axis = 0; axis < at.Length; axis++) from[transpose.Order[axis]] = at[axis];
        return from;
    });

    public T[] Visit(Expand expand) => Moved(expand.Target, at => [.. at.Select((place, axis) => shapes[0][axis] == 1 ? 0 : place)]);

    public T[] Visit(Pad pad) => Moved(pad.OutputShape(shapes[0]), at =>
    {
        int[] from = [.. at.Select((place, axis) => place - pad.Before[axis])];
        for (int axis = 0; axis < from.Length; axis++)
        {
            int last = shapes[0][axis] - 1;
            if (pad.Beyond == PadKind.Edge) from[axis] = Math.Min(Math.Max(from[axis], 0), last);
            else if (from[axis] < 0) from[axis] = pad.Beyond == PadKind.Reflect ? -from[axis] : -1;
            else if (from[axis] > last) from[axis] = pad.Beyond == PadKind.Reflect ? last - (from[axis] - last) : -1;
        }

        return from;
    }, pad.Value);

    public T[] Visit(AveragePooling pooling)
    {
        Shape input = Images.Of(shapes[0]), output = Images.Of(pooling.OutputShape(shapes[0]));
        Window window = pooling.Window;
        return [.. Enumerable.Range(0, output.Length).Select(i =>
        {
            var seen = new List<T>();
            for (int dy = 0; dy < pooling.KernelHeight; dy++)
                for (int dx = 0; dx < pooling.KernelWidth; dx++)
                {
                    int row = (i / output[2] % output[1] * window.StrideY) + (dy * window.DilationY) - window.Top;
                    int column = (i % output[2] * window.StrideX) + (dx * window.DilationX) - window.Left;
                    if (row < 0 || row >= input[1] || column < 0 || column >= input[2]) continue;
                    seen.Add(reads[0][(((i / output[2] / output[1] * input[1]) + row) * input[2]) + column]);
                }

            double share = 1.0 / (pooling.CountsPadding ? pooling.KernelHeight * pooling.KernelWidth : seen.Count);
            return T.Of(share) * seen.Aggregate((a, b) => a + b);
        })];
    }

    public T[] Visit(Mean mean)
    {
        int run = shapes[0].Length / mean.OutputShape(shapes[0]).Length;
        return [.. reads[0].Chunk(run).Select(values => T.Of(1.0 / run) * values.Aggregate((a, b) => a + b))];
    }

    public T[] Visit(BatchNorm norm) => [.. reads[0].Select((x, i) =>
    {
        int channel = i / (reads[0].Length / norm.Mean.Length);
        double factor = (norm.Scale?[channel] ?? 1) / Math.Sqrt(norm.Variance[channel] + norm.Epsilon);
        return (T.Of(factor) * x) + T.Of((norm.Shift?[channel] ?? 0) - (norm.Mean[channel] * factor));
    })];

    public T[] Visit(LayerNorm norm) => throw NoField;

    public T[] Visit(Activation activation) => throw NoField;

    public T[] Visit(LeakyRelu relu) => [.. reads[0].Select(x => x.Sign(0) > 0 ? x : T.Of(relu.Slope) * x)];

    public T[] Visit(PRelu relu) =>
        [.. reads[0].Select((x, i) => x.Sign(0) > 0 ? x : T.Of(relu.Slope[i / (reads[0].Length / relu.Slope.Length)]) * x)];

    public T[] Visit(Clip clip) =>
        [.. reads[0].Select(x => Above(x, clip.Low) && Above(T.Of(0) - x, -clip.High) ? x : T.Of(Above(x, clip.Low) ? clip.High : clip.Low))];

    private static NotSupportedException NoField => new("it leaves the field");

    private static bool Above(T x, float bound) => float.IsInfinity(bound) || (x - T.Of(bound)).Sign(0) > 0;

    /// <summary>Elements by their places; a place below 0 is a constant.</summary>
    private T[] Moved(Shape output, Func<int[], int[]> from, double fill = 0)
    {
        var values = new T[output.Length];
        for (int i = 0; i < values.Length; i++)
        {
            var at = new int[output.Rank];
            for (int axis = output.Rank - 1, rest = i; axis >= 0; rest /= output[axis--]) at[axis] = rest % output[axis];
            int[] source = from(at);
            int index = 0;
            for (int axis = 0; axis < source.Length && index >= 0; axis++) index = source[axis] < 0 ? -1 : (index * shapes[0][axis]) + source[axis];
            values[i] = index < 0 ? T.Of(fill) : reads[0][index];
        }

        return values;
    }
}
