using System.Collections.Immutable;

namespace Espalier.Graphs.Calibration;

/// <summary>What every weight grid of a network meets, by a walk over its graph in float32.</summary>
/// <remarks>Inputs pass one batch after the other and sums have one order: nothing depends on the number of threads.</remarks>
public static class InputCalibration
{
    /// <summary>The most weights of an output whose products are kept: 2304 of them take 42 MB.</summary>
    public const int MostColumns = 2304;

    /// <summary>Means over many inputs.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">The inputs one after the other, each row-major.</param>
    /// <param name="count">How many.</param>
    /// <param name="products">Whether all products are asked for, not only squares.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="progress">Hears the share of inputs done.</param>
    /// <param name="cancel">Stops the work between two batches.</param>
    /// <returns>For every node what its grid meets; null without a grid, or with one of several groups.</returns>
    /// <exception cref="InvalidInputException">A mean is not finite.</exception>
    public static ImmutableArray<InputMoments?> Of(
        Network network,
        ReadOnlySpan<float> inputs,
        int count,
        bool products,
        int threads,
        IProgress<double>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        GridMeter?[] meters = [.. network.Nodes.Select((node, i) => node.Operator.Grid is { Groups: 1 } grid
            ? new GridMeter(grid, network.Shapes[node.Reads[0]], network.Shapes[i + 1], products, threads)
            : null)];
        new ForwardPass<float>(network).Watch(inputs, count, new Readers(meters), progress, cancel);
        InputMoments?[] moments = [.. meters.Select(meter => meter?.Finish())];
        for (int i = 0; i < moments.Length; i++)
            foreach (double square in moments[i] is { } met ? met.MeanSquares.Span : [])
                if (!double.IsFinite(square))
                    throw new InvalidInputException("calibration", network.Place(i), "what it reads has no finite mean square", "give other inputs");
        return [.. moments];
    }

    private sealed class Readers(GridMeter?[] meters) : INodeReader<float>
    {
        public void Read(int node, ReadOnlySpan<float> value, int count) => meters[node]?.Add(value, count);
    }
}
