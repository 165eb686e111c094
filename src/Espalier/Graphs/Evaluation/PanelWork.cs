using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Graphs.Evaluation;

/// <summary>One call of a convolution: the images are laid out in lines, then blocks of panels meet bands of kernels.</summary>
/// <remarks>
/// A block packs its own panels. Where there are too few panels for all threads the kernels are divided into bands as well, and the
/// panels are packed beforehand, once for all bands. Everything that pointers show stays pinned by the caller.
/// </remarks>
internal sealed unsafe class PanelWork<T, TKernel> : ICrewWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TKernel : struct, ITileKernel<T>
{
    private readonly PanelConvolution<T, TKernel> _kernel;
    private readonly PanelDivision _division;
    private readonly T* _images;
    private readonly T* _lines;
    private readonly T* _packed;
    private readonly T* _weights;
    private readonly T* _other;
    private readonly T* _made;
    private readonly int _count;
    private readonly Scratch<T> _scratch;
    private readonly int _area;
    private readonly int _places;
    private Phase _phase;
    private int _pieces;

    public PanelWork(
        PanelConvolution<T, TKernel> kernel, in PanelDivision division, T* images, T* lines, T* packed, T* weights, T* other, T* made, int count,
        Scratch<T> scratch)
    {
        _kernel = kernel;
        _division = division;
        _images = images;
        _lines = lines;
        _packed = packed;
        _weights = weights;
        _other = other;
        _made = made;
        _count = count;
        _scratch = scratch;
        _area = kernel.Output[1] * kernel.Output[2];
        _places = count * _area;
    }

    public void Run()
    {
        int groups = _kernel.Layer.Groups;
        if (!_kernel.Lines.IsSparse) Run(Phase.Fill, Math.Min(_count * _kernel.Input[0], PanelDivision.PiecesOfThread * _scratch.Threads));
        if (_division.PacksFirst) Run(Phase.Pack, groups * _division.Panels * _kernel.Stretches);
        Run(Phase.Multiply, groups * _division.Blocks * _division.Bands);
    }

    public void Do(int piece, int worker)
    {
        if (_phase == Phase.Fill) _kernel.Lines.Fill(_images, _lines, _count, piece, _pieces);
        else if (_phase == Phase.Pack) PackFirst(piece);
        else RunBlock(piece, worker);
    }

    private void Run(Phase phase, int pieces)
    {
        _phase = phase;
        _pieces = pieces;
        _scratch.Crew.Run(this, pieces, _scratch.Threads);
    }

    /// <summary>Packs a stretch of a panel for all bands.</summary>
    private void PackFirst(int piece)
    {
        (int panel, int stretch) = Math.DivRem(piece, _kernel.Stretches);
        (int group, int inside) = Math.DivRem(panel, _division.Panels);
        int first = stretch * _kernel.Stretch;
        Pack(group, inside, first, Math.Min(_kernel.Stretch, _kernel.Depth - first), _packed + ((nint)piece * _kernel.PackedStretch));
    }

    /// <summary>Some panels of a group times some tiles of its kernels.</summary>
    private void RunBlock(int part, int worker)
    {
        (int blockOfAll, int bandNumber) = Math.DivRem(part, _division.Bands);
        (int group, int block) = Math.DivRem(blockOfAll, _division.Blocks);
        int firstPanel = block * _division.Block, firstTile = bandNumber * _division.Band;
        int panels = Math.Min(_division.Block, _division.Panels - firstPanel), tiles = Math.Min(_division.Band, _kernel.Tiles - firstTile);
        if (tiles <= 0) return;
        int width = _kernel.Width, sums = tiles * _kernel.TileRows * width, packed = _division.PacksFirst ? 0 : _kernel.PackedStretch;
        fixed (T* buffer = _scratch.Buffer(1 + worker, checked((panels * (packed + sums)) + (64 / sizeof(T)))))
        {
            T* totals = buffer + ((-(nint)buffer & 63) / sizeof(T)), patches = totals + (panels * sums);
            T* weights = _weights + (group * (nint)_kernel.Tiles * _kernel.TileRows * _kernel.Depth);
            int rows = Math.Min(tiles * _kernel.TileRows, _kernel.Rows - (firstTile * _kernel.TileRows));
            for (int k = 0; k < _kernel.Depth; k += _kernel.Stretch)
            {
                int depth = Math.Min(_kernel.Stretch, _kernel.Depth - k);
                int own = _division.PacksFirst ? 0 : panels;
                for (int panel = 0; panel < own; panel++) Pack(group, firstPanel + panel, k, depth, patches + (panel * packed));
                for (int panel = 0; panel < panels; panel++)
                {
                    int lanes = Math.Min(width, _places - ((firstPanel + panel) * width));
                    nint piece = ((((nint)group * _division.Panels) + firstPanel + panel) * _kernel.Stretches) + (k / _kernel.Stretch);
                    T* met = _division.PacksFirst ? _packed + (piece * _kernel.PackedStretch) : patches + (panel * packed);
                    T* first = weights + ((((nint)k * _kernel.Tiles) + (firstTile * depth)) * _kernel.TileRows);
                    _kernel.RunTiles(first, met, totals + (panel * sums), depth, tiles, rows, lanes, k > 0);
                }
            }

            for (int panel = 0; panel < panels; panel++) Write(group, firstPanel + panel, firstTile, tiles, totals + (panel * sums));
        }
    }

    /// <summary>Finishes the sums of a panel and puts them where they belong.</summary>
    private void Write(int group, int panel, int firstTile, int tiles, T* sums)
    {
        int width = _kernel.Width, place = panel * width, end = Math.Min(place + width, _places);
        int first = firstTile * _kernel.TileRows, rows = Math.Min(tiles * _kernel.TileRows, _kernel.Rows - first);
        while (place < end)
        {
            (int image, int inside) = Math.DivRem(place, _area);
            int length = Math.Min(end - place, _area - inside);
            for (int row = 0; row < rows; row++)
            {
                int channel = (group * _kernel.Rows) + first + row;
                nint at = ((((nint)image * _kernel.Output[0]) + channel) * _area) + inside;
                _kernel.Finish.Apply(sums + (row * width), _other is null ? null : _other + at, _made + at, length, channel);
            }

            sums += length;
            place += length;
        }
    }

    /// <summary>Packs a stretch of the patches of a panel; the lanes behind the last place hold anything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack(int group, int panel, int first, int depth, T* to)
    {
        int width = _kernel.Width, place = panel * width, lanes = Math.Min(width, _places - place);
        if (lanes < width) new Span<T>(to, depth * width).Clear();
        if (_kernel.Lines.IsSparse)
        {
            PackSparse(group, place, lanes, first, depth, to);
            return;
        }

        Stretch* runs = stackalloc Stretch[width];
        int count = Runs(place, lanes, runs);
        T* lines = _lines + ((nint)group * _kernel.Layer.Kernels[1] * _kernel.Lines.Plane);
        fixed (int* offsets = _kernel.Lines.Offsets)
        {
            if (count == 1 && lanes == width)
            {
                lines += runs[0].From;
                for (int k = 0; k < depth; k++, to += width)
                {
                    T* from = lines + offsets[first + k];
                    for (int lane = 0; lane < width; lane += Vector256<T>.Count) Vector256.Load(from + lane).Store(to + lane);
                }

                return;
            }

            // A run may be copied too far: the next one, or the next row, comes over it.
            for (int k = 0; k < depth; k++, to += width)
            {
                T* from = lines + offsets[first + k];
                for (int i = 0; i < count; i++)
                {
                    T* source = from + runs[i].From, target = to + runs[i].Lane;
                    for (int lane = 0; lane < runs[i].Length; lane += Vector256<T>.Count) Vector256.Load(source + lane).Store(target + lane);
                }
            }
        }
    }

    /// <summary>The stretches of a panel that stand in one piece.</summary>
    private int Runs(int place, int lanes, Stretch* runs)
    {
        int count = 0, across = _kernel.Output[2];
        for (int lane = 0; lane < lanes;)
        {
            (int image, int inside) = Math.DivRem(place + lane, _area);
            (int y, int x) = Math.DivRem(inside, across);
            int length = Math.Min(lanes - lane, _kernel.Lines.IsContinuous ? _area - inside : across - x);
            runs[count++] = new Stretch(((nint)image * _kernel.Lines.Sample) + _kernel.Lines.Start(y) + x, lane, length);
            lane += length;
        }

        return count;
    }

    /// <summary>Element by element, for windows with far more padding than image.</summary>
    private void PackSparse(int group, int place, int lanes, int first, int depth, T* to)
    {
        Window window = _kernel.Layer.Window;
        (int height, int width) = (_kernel.Input[1], _kernel.Input[2]);
        (int channels, int kernelHeight, int kernelWidth) = (_kernel.Layer.Kernels[1], _kernel.Layer.Kernels[2], _kernel.Layer.Kernels[3]);
        for (int k = first; k < first + depth; k++, to += _kernel.Width)
        {
            long down = (k / kernelWidth % kernelHeight * (long)window.DilationY) - window.Top;
            long right = (k % kernelWidth * (long)window.DilationX) - window.Left;
            for (int lane = 0; lane < lanes; lane++)
            {
                (int image, int inside) = Math.DivRem(place + lane, _area);
                long y = (inside / _kernel.Output[2] * (long)window.StrideY) + down, x = (inside % _kernel.Output[2] * (long)window.StrideX) + right;
                nint plane = ((nint)image * _kernel.Input[0]) + (group * channels) + (k / (kernelWidth * kernelHeight));
                to[lane] = y < 0 || y >= height || x < 0 || x >= width ? T.Zero : _images[(((plane * height) + (nint)y) * width) + (nint)x];
            }
        }
    }

    private enum Phase
    {
        Fill,
        Pack,
        Multiply,
    }

    /// <summary>Consecutive places that read consecutive elements.</summary>
    private readonly record struct Stretch(nint From, int Lane, int Length);
}
