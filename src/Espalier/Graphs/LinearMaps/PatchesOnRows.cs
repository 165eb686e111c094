using Espalier.Numerics;

namespace Espalier.Graphs.LinearMaps;

/// <summary>A cross-correlation on rows of a matrix: at every place, the kernels times the rows under their taps.</summary>
internal sealed class PatchesOnRows(LinearMap map, double[] kernels, SlidingPlane plane, int[]? slots) : MapOnRows
{
    private readonly int _outputChannels = map.Outputs / plane.Places;
    private readonly int _channels = map.Inputs / plane.Elements;

    public override int MostTerms => map.MostTerms;

    public override void Times(double[] rows, int rowStride, int columns, double[] results, int stride, bool accumulate, MapWorkspace workspace)
    {
        if (workspace.Threads == 1)
        {
            var patch = new Patch(map.MostTerms, columns, _outputChannels, workspace.Products);
            for (int place = 0; place < plane.Places; place++) At(place, patch, rows, rowStride, columns, results, stride, accumulate);
            return;
        }

        Parallel.For(
            0,
            plane.Places,
            new ParallelOptions { MaxDegreeOfParallelism = workspace.Threads },
            () => new Patch(map.MostTerms, columns, _outputChannels, new MatrixWorkspace()),
            (place, _, patch) =>
            {
                At(place, patch, rows, rowStride, columns, results, stride, accumulate);
                return patch;
            },
            static _ => { });
    }

    public override void AddAbsolute(ReadOnlySpan<double> vector, Span<double> sums, MapWorkspace workspace) =>
        map.AddAbsolute(Spread(vector, slots), sums, workspace);

    private void At(int place, Patch patch, double[] rows, int rowStride, int columns, double[] results, int stride, bool accumulate)
    {
        int depth = Gather(place, patch, rows, rowStride, columns);
        Span<double> result = results.AsSpan(place * stride);
        int resultStride = plane.Places * stride;
        if (depth == 0)
        {
            for (int o = 0; o < _outputChannels && !accumulate; o++) result.Slice(o * resultStride, columns).Clear();
            return;
        }

        var left = new MatrixView<double>(patch.Weights, _outputChannels, depth, 1, _outputChannels);
        MatrixProduct.Multiply(
            left, new MatrixView<double>(patch.Rows, depth, columns), result, resultStride, accumulate, threads: 1, patch.Products);
    }

    /// <summary>The rows under the taps one below the other, and the kernels' weights for them.</summary>
    private int Gather(int place, Patch patch, double[] rows, int rowStride, int columns)
    {
        int depth = 0;
        ReadOnlySpan<int> taps = plane.TapsAt(place), elements = plane.ElementsAt(place);
        for (int c = 0; c < _channels; c++)
        {
            for (int k = 0; k < taps.Length; k++)
            {
                int input = (c * plane.Elements) + elements[k];
                int slot = slots is null ? input : slots[input];
                if (slot < 0) continue;
                rows.AsSpan(slot * rowStride, columns).CopyTo(patch.Rows.AsSpan(depth * columns));
                int at = (c * plane.Taps) + taps[k];
                for (int o = 0; o < _outputChannels; o++) patch.Weights[(depth * _outputChannels) + o] = kernels[(o * map.MostTerms) + at];
                depth++;
            }
        }

        return depth;
    }

    /// <summary>What one thread writes to.</summary>
    private sealed class Patch(int terms, int columns, int outputChannels, MatrixWorkspace products)
    {
        public double[] Rows { get; } = GC.AllocateUninitializedArray<double>(checked(terms * columns));

        public double[] Weights { get; } = new double[terms * outputChannels];

        public MatrixWorkspace Products { get; } = products;
    }
}
