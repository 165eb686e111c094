using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Graphs.Evaluation;

/// <summary>One call of a convolution: the images are laid out in lines, then blocks of panels meet bands of kernels.</summary>
/// <remarks>Everything that pointers show stays pinned by the caller.</remarks>
internal sealed unsafe class PanelWork<T, TKernel> : ICrewWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TKernel : struct, ITileKernel<T>
{
    /// <summary>The bytes of packed patches and of sums that a block holds: a part of a second-level cache.</summary>
    private const int BlockBytes = 320 << 10;

    private const int LargestBlock = 16;

    private readonly PanelConvolution<T, TKernel> _kernel;
    private readonly T* _images;
    private readonly T* _lines;
    private readonly T* _weights;
    private readonly T* _other;
    private readonly T* _made;
    private readonly int _count;
    private readonly Scratch<T> _scratch;
    private readonly int _area;
    private readonly int _places;
    private readonly int _panels;
    private readonly int _depth;
    private readonly int _band;
    private readonly int _bands;
    private readonly int _block;
    private readonly int _blocks;
    private bool _isLaidOut;

    public PanelWork(
        PanelConvolution<T, TKernel> kernel, T* images, T* lines, T* weights, T* other, T* made, int count, Scratch<T> scratch)
    {
        _kernel = kernel;
        _images = images;
        _lines = lines;
        _weights = weights;
        _other = other;
        _made = made;
        _count = count;
        _scratch = scratch;
        _area = kernel.Output[1] * kernel.Output[2];
        _places = count * _area;
        _panels = ((_places - 1) / kernel.Width) + 1;
        _depth = kernel.Stretch;
        int threads = scratch.Threads;
        _bands = threads > 1 && _panels < 8 * threads ? Math.Clamp(kernel.Tiles / 2, 1, threads) : 1;
        _band = (kernel.Tiles + _bands - 1) / _bands;
        long panel = (long)kernel.Width * sizeof(T) * (_depth + (_band * kernel.TileRows));
        _block = (int)Math.Clamp(BlockBytes / panel, 1, LargestBlock);
        if (threads > 1) _block = Math.Clamp(_panels * _bands / (4 * threads), 1, _block);
        _blocks = ((_panels - 1) / _block) + 1;
    }

    public void Run()
    {
        int threads = _scratch.Threads, planes = _count * _kernel.Input[0];
        if (!_kernel.Lines.IsSparse) _scratch.Crew.Run(this, planes, threads);
        _isLaidOut = true;
        _scratch.Crew.Run(this, _kernel.Layer.Groups * _blocks * _bands, threads);
    }

    public void Do(int piece, int worker)
    {
        if (!_isLaidOut) Fill(piece);
        else RunBlock(piece / (_blocks * _bands), piece / _bands % _blocks * _block, piece % _bands * _band, worker);
    }

    private void Fill(int plane)
    {
        int length = _kernel.Input[1] * _kernel.Input[2], laid = _kernel.Lines.Plane;
        _kernel.Lines.Fill(_images + ((nint)plane * length), _lines + ((nint)plane * laid));
    }

    /// <summary>Some panels of a group times some tiles of its kernels.</summary>
    private void RunBlock(int group, int firstPanel, int firstTile, int worker)
    {
        int panels = Math.Min(_block, _panels - firstPanel), tiles = Math.Min(_band, _kernel.Tiles - firstTile);
        if (tiles <= 0) return;
        int width = _kernel.Width, packed = _depth * width, sums = tiles * _kernel.TileRows * width;
        fixed (T* buffer = _scratch.Buffer(1 + worker, checked((_block * (packed + (_band * _kernel.TileRows * width))) + width + (64 / sizeof(T)))))
        {
            T* totals = buffer + ((-(nint)buffer & 63) / sizeof(T)), patches = totals + (panels * sums);
            T* weights = _weights + (group * (nint)_kernel.Tiles * _kernel.TileRows * _kernel.Depth);
            int rows = Math.Min(tiles * _kernel.TileRows, _kernel.Rows - (firstTile * _kernel.TileRows));
            for (int k = 0; k < _kernel.Depth; k += _depth)
            {
                int depth = Math.Min(_depth, _kernel.Depth - k);
                for (int panel = 0; panel < panels; panel++) Pack(group, firstPanel + panel, k, depth, patches + (panel * packed));
                for (int panel = 0; panel < panels; panel++)
                {
                    int lanes = Math.Min(width, _places - ((firstPanel + panel) * width));
                    T* first = weights + ((((nint)k * _kernel.Tiles) + (firstTile * depth)) * _kernel.TileRows);
                    _kernel.RunTiles(first, patches + (panel * packed), totals + (panel * sums), depth, tiles, rows, lanes, k > 0);
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

    /// <summary>Consecutive places that read consecutive elements.</summary>
    private readonly record struct Stretch(nint From, int Lane, int Length);
}
