using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Graphs.Calibration;

/// <summary>Adds up what the weights of one output meet.</summary>
internal sealed class GridMeter
{
    /// <summary>The most places of a sliding kernel that are heard of one input, evenly spaced.</summary>
    private const int MostPlaces = 256;

    /// <summary>Numbers gathered at a time, about.</summary>
    private const int GatheredNumbers = 1 << 20;

    private readonly int _columns;
    private readonly int _threads;
    private readonly PatchReader? _patches;
    private readonly double[] _squares;
    private readonly double[]? _products;
    private float[] _batch = [];
    private long _count;

    public GridMeter(WeightGrid grid, Shape read, Shape made, bool products, int threads)
    {
        _columns = grid.Inputs * grid.Places;
        _threads = threads;
        _patches = grid.Window is { } window ? new PatchReader(grid, read, made, window) : null;
        _squares = new double[_columns];
        if (products && _columns <= InputCalibration.MostColumns) _products = new double[_columns * _columns];
    }

    /// <summary>Hears a batch of what the grid reads.</summary>
    public void Add(ReadOnlySpan<float> value, int count)
    {
        if (_patches is null)
        {
            AddRows(value);
            return;
        }

        int places = Math.Min(MostPlaces, _patches.Places);
        int together = Math.Clamp(GatheredNumbers / (places * _columns), 1, count);
        if (_batch.Length < together * places * _columns) _batch = new float[together * places * _columns];
        int length = value.Length / count;
        for (int first = 0; first < count; first += together)
        {
            int taken = Math.Min(together, count - first);
            for (int i = 0; i < taken * places; i++)
            {
                int place = (int)((long)(i % places) * _patches.Places / places);
                _patches.Read(value.Slice((first + (i / places)) * length, length), place, _batch.AsSpan(i * _columns, _columns));
            }

            AddRows(_batch.AsSpan(0, taken * places * _columns));
        }
    }

    public InputMoments Finish()
    {
        for (int i = 0; i < _columns; i++) _squares[i] /= _count;
        for (int i = 0; _products is not null && i < _products.Length; i++) _products[i] /= _count;
        return new InputMoments(_count, _squares, _products is { } products ? products : (ReadOnlyMemory<double>?)null);
    }

    private void AddRows(ReadOnlySpan<float> rows)
    {
        int count = rows.Length / _columns;
        _count += count;
        if (_products is null)
        {
            for (int i = 0; i < rows.Length; i++) _squares[i % _columns] += (double)rows[i] * rows[i];
            return;
        }

        var sums = new float[_products.Length];
        var view = new MatrixView<float>(rows, count, _columns);
        MatrixProduct.Multiply(view.Transposed, view, sums, threads: _threads);
        for (int i = 0; i < sums.Length; i++) _products[i] += sums[i];
        for (int i = 0; i < _columns; i++) _squares[i] = _products[(i * _columns) + i];
    }
}

/// <summary>What a sliding kernel meets at a place, channel by channel; padding is 0.</summary>
internal sealed class PatchReader
{
    private readonly int _channels;
    private readonly int _taps;
    private readonly LinearMaps.SlidingPlane _plane;

    public PatchReader(WeightGrid grid, Shape read, Shape made, Window window)
    {
        ReadOnlySpan<int> kernel = grid.Weights.Shape.Extents.AsSpan()[2..];
        _channels = grid.Inputs;
        _taps = grid.Places;
        _plane = new LinearMaps.SlidingPlane(read, made, kernel.Length == 2 ? kernel[0] : 1, kernel[^1], window);
    }

    public int Places => _plane.Places;

    public void Read(ReadOnlySpan<float> image, int place, Span<float> patch)
    {
        patch.Clear();
        ReadOnlySpan<int> taps = _plane.TapsAt(place);
        ReadOnlySpan<int> elements = _plane.ElementsAt(place);
        for (int channel = 0; channel < _channels; channel++)
        {
            ReadOnlySpan<float> plane = image.Slice(channel * _plane.Elements, _plane.Elements);
            for (int i = 0; i < taps.Length; i++) patch[(channel * _taps) + taps[i]] = plane[elements[i]];
        }
    }
}
