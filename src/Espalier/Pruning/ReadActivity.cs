using Espalier.Graphs;

namespace Espalier.Pruning;

/// <summary>The mean square of every place along the channels that layers read, over calibration inputs.</summary>
internal sealed class ReadActivity : INodeReader<float>
{
    private readonly Dependencies _dependencies;
    private readonly double[]?[] _squares;
    private readonly long[] _counts;

    private ReadActivity(Dependencies dependencies)
    {
        _dependencies = dependencies;
        Network network = dependencies.Network;
        _counts = new long[network.Nodes.Length];
        _squares = [.. network.Nodes.Select((node, i) => Read(i) is { } read ? new double[read.Units.Length] : null)];
    }

    /// <summary>For every node that ends channels the mean squares of what it reads, place by place; null for others.</summary>
    /// <exception cref="InvalidInputException">A value is not finite.</exception>
    public static double[]?[] Of(Dependencies dependencies, CalibrationSet inputs, IProgress<double>? progress, CancellationToken cancel)
    {
        var activity = new ReadActivity(dependencies);
        Network network = dependencies.Network;
        new ForwardPass<float>(network).Watch(inputs.Values.Span, inputs.Count, activity, progress, cancel);
        for (int node = 0; node < network.Nodes.Length; node++)
        {
            double[] squares = activity._squares[node] ?? [];
            for (int i = 0; i < squares.Length; i++) squares[i] /= activity._counts[node];
            if (squares.Any(square => !double.IsFinite(square))) throw NotFinite(network, node);
        }

        return activity._squares;
    }

    public static InvalidInputException NotFinite(Network network, int node) => new(
        "calibration", network.Place(node), "over these inputs it meets numbers that are not finite", "give other inputs");

    void INodeReader<float>.Read(int node, ReadOnlySpan<float> value, int count)
    {
        if (_squares[node] is not { } squares) return;
        Shape shape = _dependencies.Network.Shapes[_dependencies.Network.Nodes[node].Reads[0]];
        int run = Graphs.Operators.Rearrangement.RowMajor(shape)[Read(node)!.Axis];
        for (int first = 0; first < value.Length; first += run)
        {
            double sum = 0;
            foreach (float element in value.Slice(first, run)) sum += (double)element * element;
            squares[first / run % squares.Length] += sum;
        }

        _counts[node] += value.Length / squares.Length;
    }

    private Channels? Read(int node) => _dependencies.Begins(node) ? _dependencies.Values[_dependencies.Network.Nodes[node].Reads[0]] : null;
}
