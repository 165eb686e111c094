using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Pruning.Sparse;

/// <summary>
/// An image padded and taken apart by the phases of a stride: what the outputs side by side meet at one place of a kernel stands side by side, from
/// <see cref="PlaceOf"/> on, rows as far apart as <see cref="Width"/>.
/// </summary>
internal sealed class PhasedImage
{
    private readonly Shape _read;
    private readonly Window _window;
    private readonly int _kernelWidth;
    private readonly int _height;

    public PhasedImage(WeightGrid grid, Shape read, Shape made, Window window)
    {
        (_read, _window) = (read, window);
        _kernelWidth = grid.Weights.Shape[grid.Weights.Shape.Rank - 1];
        _height = Phases(read[1] + window.Top + window.Bottom, window.StrideY);
        Width = Phases(read[2] + window.Left + window.Right, window.StrideX);
        (OutputHeight, OutputWidth) = (made[1], made[2]);
    }

    /// <summary>From one row to the next.</summary>
    public int Width { get; }

    /// <summary>From one channel to the next.</summary>
    public int ChannelLength => _window.StrideY * _window.StrideX * _height * Width;

    /// <summary>All channels.</summary>
    public int Length => _read[0] * ChannelLength;

    public int OutputHeight { get; }

    public int OutputWidth { get; }

    /// <summary>Where the first output meets a channel at a place of the kernel.</summary>
    public int PlaceOf(int channel, int place)
    {
        (int y, int x) = Math.DivRem(place, _kernelWidth);
        return (channel * ChannelLength) + At(y * _window.DilationY, x * _window.DilationX);
    }

    /// <summary>Puts an image into cleared memory.</summary>
    public void Fill(ReadOnlySpan<float> image, Span<float> phases)
    {
        for (int channel = 0; channel < _read[0]; channel++)
        {
            Span<float> to = phases.Slice(channel * ChannelLength, ChannelLength);
            for (int y = 0; y < _read[1]; y++)
            {
                ReadOnlySpan<float> row = image.Slice(((channel * _read[1]) + y) * _read[2], _read[2]);
                for (int phase = 0; phase < _window.StrideX; phase++)
                {
                    // Every so many-th element of the row goes where its phase stands side by side.
                    int first = (((phase - _window.Left) % _window.StrideX) + _window.StrideX) % _window.StrideX;
                    int at = At(y + _window.Top, first + _window.Left);
                    if (_window.StrideX == 1) row.CopyTo(to[at..]);
                    else
                        for (int x = first; x < row.Length; x += _window.StrideX) to[at++] = row[x];
                }
            }
        }
    }

    private int At(int y, int x) =>
        (((y % _window.StrideY * _window.StrideX) + (x % _window.StrideX)) * _height * Width) + (y / _window.StrideY * Width) + (x / _window.StrideX);

    private static int Phases(int padded, int stride) => (padded + stride - 1) / stride;
}
