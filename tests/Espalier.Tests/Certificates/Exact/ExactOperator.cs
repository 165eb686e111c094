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

    public T[] Visit(Dense dense) => [.. Enumerable.Range(0, dense.Outputs).Select(i =>
    {
        T sum = T.Of(dense.Bias?[i] ?? 0);
        for (int j = 0; j < dense.Inputs; j++)
            if (dense.Weights[(i * dense.Inputs) + j] is not 0 and var weight) sum += T.Of(weight) * reads[0][j];
        return sum;
    })];

    public T[] Visit(Convolution convolution)
    {
        Shape input = shapes[0], output = convolution.OutputShape(input), kernel = convolution.Weights.Shape;
        Window window = convolution.Window;
        var results = new List<T>();
        for (int o = 0; o < output[0]; o++)
            for (int y = 0; y < output[1]; y++)
                for (int x = 0; x < output[2]; x++)
                {
                    T sum = T.Of(convolution.Bias?[o] ?? 0);
                    for (int c = 0; c < input[0]; c++)
                        for (int dy = 0; dy < kernel[2]; dy++)
                            for (int dx = 0; dx < kernel[3]; dx++)
                            {
                                int row = (y * window.StrideY) + dy - window.Top, column = (x * window.StrideX) + dx - window.Left;
                                if (row < 0 || row >= input[1] || column < 0 || column >= input[2]) continue;
                                double weight = convolution.Weights[(((((o * input[0]) + c) * kernel[2]) + dy) * kernel[3]) + dx];
                                sum += T.Of(weight) * reads[0][(((c * input[1]) + row) * input[2]) + column];
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

    public T[] Visit(Softmax softmax) => throw new NotSupportedException("no field");
}
