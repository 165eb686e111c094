using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Espalier.Graphs.Operators;

namespace Espalier.Graphs.Evaluation;

/// <summary>Images laid out so that what one tap of a kernel meets along an output row stands in one piece.</summary>
/// <remarks>
/// Rows get their padding. With a stride s every row is stored as the lines of the elements r, r + s, r + 2s, … for the remainders r
/// that taps have. So the element under tap (c, dy, dx) at output (y, x) stands at <see cref="Start"/>(y) + x + the offset of the tap.
/// </remarks>
internal sealed class PatchLines
{
    private readonly Shape _image;
    private readonly Window _window;
    private readonly int[] _remainders;
    private readonly int _length;
    private readonly int _rows;
    private readonly int _outputWidth;

    /// <summary>Plans the layout of an image.</summary>
    /// <param name="image">Channels × height × width.</param>
    /// <param name="output">What the convolution makes.</param>
    /// <param name="kernels">Output channels × input channels of a group × height × width.</param>
    /// <param name="window">How the kernel slides.</param>
    public PatchLines(Shape image, Shape output, Shape kernels, Window window)
    {
        (int channels, int height, int width) = (kernels[1], kernels[2], kernels[3]);
        _image = image;
        _window = window;
        _outputWidth = output[2];
        long[] reaches = [.. Enumerable.Range(0, width).Select(dx => (long)dx * window.DilationX)];
        _remainders = [.. reaches.Select(reach => (int)(reach % window.StrideX)).Distinct()];
        long length = _outputWidth + (reaches[^1] / window.StrideX);
        long rows = ((output[1] - 1L) * window.StrideY) + ((height - 1L) * window.DilationY) + 1;
        IsSparse = (double)image[0] * rows * length * _remainders.Length > (4.0 * (image.Length + output.Length)) + (1 << 16);
        if (IsSparse) return;
        (_length, _rows) = ((int)length, (int)rows);
        Offsets = [
            .. Enumerable.Range(0, channels).SelectMany(
                c => Enumerable.Range(0, height).SelectMany(
                    dy => reaches.Select(reach => (c * Plane) + (dy * window.DilationY * Row) + Offset(reach)))),
        ];
    }

    /// <summary>Whether padding or gaps would fill most of the lines, so that they are not worth their memory.</summary>
    public bool IsSparse { get; }

    /// <summary>The offset of every tap, by channel, row and column of the kernel.</summary>
    public int[] Offsets { get; } = [];

    /// <summary>The elements of one image.</summary>
    public int Sample => _image[0] * Plane;

    /// <summary>The elements of one channel.</summary>
    public int Plane => _rows * Row;

    private int Row => _remainders.Length * _length;

    /// <summary>Whether output rows follow one another as their elements do.</summary>
    public bool IsContinuous => Row * _window.StrideY == _outputWidth;

    /// <summary>Where the elements of an output row start.</summary>
    public int Start(int y) => y * _window.StrideY * Row;

    /// <summary>Lays out a share of the channels of some images.</summary>
    public unsafe void Fill<T>(T* images, T* lines, int count, int share, int shares)
        where T : unmanaged
    {
        int length = _image[1] * _image[2];
        long planes = (long)count * _image[0], end = (share + 1) * planes / shares;
        for (nint plane = (nint)(share * planes / shares); plane < end; plane++) Fill(images + (plane * length), lines + (plane * Plane));
    }

    /// <summary>Lays out one channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Fill<T>(T* plane, T* lines)
        where T : unmanaged
    {
        (int height, int width) = (_image[1], _image[2]);
        for (int row = 0; row < _rows; row++)
        {
            int y = row - _window.Top;
            foreach (int remainder in _remainders)
            {
                if ((uint)y >= (uint)height) new Span<T>(lines, _length).Clear();
                else FillLine(plane + (y * width), lines, remainder - _window.Left, mayReadOn: y + 1 < height);
                lines += _length;
            }
        }
    }

    /// <summary>The elements at offset, offset + stride, …; outside the row stands +0.</summary>
    /// <remarks>Whole vectors may be copied beyond the end of a row: what stands there is written afterwards.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void FillLine<T>(T* row, T* line, int offset, bool mayReadOn)
        where T : unmanaged
    {
        int stride = _window.StrideX, width = _image[2];
        int first = offset >= 0 ? 0 : Math.Min(((-offset - 1) / stride) + 1, _length);
        int end = offset >= width ? first : Math.Clamp(((width - 1 - offset) / stride) + 1, first, _length);
        for (int i = 0; i < first; i++) line[i] = default;
        T* from = row + offset;
        int at = first;
        if (stride == 1)
        {
            int whole = mayReadOn && end > first ? Math.Min(end, _length - Vector256<T>.Count + 1) : end - Vector256<T>.Count + 1;
            for (; at < whole; at += Vector256<T>.Count) Vector256.Load(from + at).Store(line + at);
        }

        for (; at < end; at++) line[at] = from[(nint)at * stride];
        for (int i = end; i < _length; i++) line[i] = default;
    }

    private int Offset(long reach) => (Array.IndexOf(_remainders, (int)(reach % _window.StrideX)) * _length) + (int)(reach / _window.StrideX);
}
