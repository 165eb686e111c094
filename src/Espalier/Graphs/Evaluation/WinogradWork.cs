using System.Runtime.CompilerServices;
using Espalier.Numerics;

namespace Espalier.Graphs.Evaluation;

/// <summary>One call of a <see cref="WinogradConvolution{TKernel}"/>: lines, patches at the points, products, outputs.</summary>
/// <remarks>Everything that pointers show stays pinned by the caller.</remarks>
internal sealed unsafe class WinogradWork<TKernel>(
    WinogradConvolution<TKernel> kernel, WinogradDivision division, float* images, float* lines, float* patches, float* weights, float* other,
    float* made, int count, Scratch<float> scratch) : ICrewWork
    where TKernel : struct, ITileKernel<float>
{
    /// <summary>The channels of a panel that are transformed in one piece of work.</summary>
    private const int Chunk = 32;

    private static readonly int Width = WinogradConvolution<TKernel>.Width;

    private readonly int _area = kernel.Down * kernel.Across;
    private Phase _phase;
    private int _pieces;

    private enum Phase
    {
        Fill,
        Transform,
        Multiply,
    }

    /// <summary>From the sums of a panel at one point to those at the next.</summary>
    private int SumStep => (division.Band * TKernel.Rows * Width) + WinogradConvolution<TKernel>.Gap;

    private int Chunks => (kernel.Channels + Chunk - 1) / Chunk;

    public void Run()
    {
        Run(Phase.Fill, Math.Min(count * kernel.Channels, PanelDivision.PiecesOfThread * scratch.Threads));
        if (division.IsShared) Run(Phase.Transform, division.Panels * Chunks);
        Run(Phase.Multiply, division.Blocks * (division.IsShared ? division.Bands : 1));
    }

    public void Do(int piece, int worker)
    {
        if (_phase == Phase.Fill)
        {
            kernel.Lines.Fill(images, lines, count, piece, _pieces);
        }
        else if (_phase == Phase.Transform)
        {
            (int panel, int chunk) = Math.DivRem(piece, Chunks);
            int first = chunk * Chunk;
            Transform(panel, first, Math.Min(Chunk, kernel.Channels - first), patches + (panel * (nint)kernel.Patches));
        }
        else
        {
            Multiply(piece, worker);
        }
    }

    private void Run(Phase phase, int pieces)
    {
        _phase = phase;
        _pieces = pieces;
        scratch.Crew.Run(this, pieces, scratch.Threads);
    }

    /// <summary>Some channels of a panel's patches at all points; lanes without a tile hold zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transform(int panel, int first, int channels, float* to)
    {
        TileRun* runs = stackalloc TileRun[Width];
        int found = Runs(panel, runs), lanes = runs[found - 1].Lane + runs[found - 1].Length;
        nint point = kernel.PatchStep;
        fixed (int* taps = kernel.Lines.Offsets)
        {
            for (int channel = first; channel < first + channels; channel++)
            {
                float* plane = lines + (channel * (nint)kernel.Lines.Plane), target = to + (channel * (nint)Width);
                for (int i = 0; lanes < Width && i < Winograd.Points; i++) new Span<float>(target + (i * point), Width).Clear();
                for (int i = 0; i < found; i++)
                {
                    // A run may be written too far: the next one comes over it.
                    int room = i + 1 < found ? Width - runs[i].Lane : lanes - runs[i].Lane;
                    Winograd.Patches(plane + runs[i].From, taps, target + runs[i].Lane, point, runs[i].Length, room);
                }
            }
        }
    }

    /// <summary>Some panels times some kernels, and their outputs.</summary>
    private void Multiply(int piece, int worker)
    {
        int bands = division.IsShared ? division.Bands : 1;
        (int block, int band) = Math.DivRem(piece, bands);
        int first = block * division.Block, panels = Math.Min(division.Block, division.Panels - first);
        int own = division.IsShared ? 0 : panels * kernel.Patches, sums = Winograd.Points * SumStep;
        fixed (float* buffer = scratch.Buffer(1 + worker, checked(own + (panels * sums) + 32)))
        {
            float* totals = buffer + ((-(nint)buffer & 63) / sizeof(float)), mine = totals + ((nint)panels * sums) + 16;
            mine += (-(nint)mine & 63) / sizeof(float);
            float* met = division.IsShared ? patches + (first * (nint)kernel.Patches) : mine;
            for (int i = 0; i < panels && !division.IsShared; i++) Transform(first + i, 0, kernel.Channels, mine + (i * (nint)kernel.Patches));
            int last = division.IsShared ? band + 1 : division.Bands;
            for (; band < last; band++)
            {
                int tile = band * division.Band, tiles = Math.Min(division.Band, kernel.Tiles - tile);
                Products(first, panels, tile, tiles, met, totals, sums);
                for (int i = 0; i < panels; i++) Write(first + i, tile * TKernel.Rows, totals + (i * (nint)sums));
            }
        }
    }

    /// <summary>The sums of a band of kernels over some panels at all points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Products(int first, int panels, int tile, int tiles, float* met, float* totals, int sums)
    {
        int channels = kernel.Channels;
        for (int point = 0; point < Winograd.Points; point++)
        {
            for (int k = 0; k < channels; k += kernel.Stretch)
            {
                int depth = Math.Min(kernel.Stretch, channels - k);
                float* packed = weights + ((((((nint)point * channels) + k) * kernel.Tiles) + ((nint)tile * depth)) * TKernel.Rows);
                for (int panel = 0; panel < panels; panel++)
                {
                    bool isNarrow = (count * _area) - ((first + panel) * Width) <= TKernel.Lanes;
                    float* b = met + (panel * (nint)kernel.Patches) + (point * (nint)kernel.PatchStep) + (k * Width);
                    float* c = totals + (panel * (nint)sums) + (point * (nint)SumStep);
                    for (int i = 0; i < tiles; i++)
                    {
                        float* a = packed + ((nint)i * depth * TKernel.Rows);
                        float* at = c + (i * TKernel.Rows * Width);
                        if (isNarrow) TKernel.Narrow(depth, a, 1, TKernel.Rows, b, Width, at, Width, TKernel.Rows, k > 0);
                        else TKernel.Wide(depth, a, 1, TKernel.Rows, b, Width, at, Width, TKernel.Rows, k > 0);
                    }
                }
            }
        }
    }

    /// <summary>The outputs of a panel for a band of kernels, finished and where they belong.</summary>
    private void Write(int panel, int firstRow, float* sums)
    {
        TileRun* runs = stackalloc TileRun[Width];
        int found = Runs(panel, runs), height = kernel.Output[1], width = kernel.Output[2], rows = division.Band * TKernel.Rows;
        float* upper = stackalloc float[2 * (Width + 8)], lower = stackalloc float[2 * (Width + 8)];
        for (int row = 0; row < Math.Min(rows, kernel.Rows - firstRow); row++)
        {
            int channel = firstRow + row;
            for (int i = 0; i < found; i++)
            {
                TileRun run = runs[i];
                Winograd.Outputs(sums + (row * Width) + run.Lane, SumStep, upper, lower, run.Length);
                int x = 2 * run.X, y = 2 * run.Y, length = Math.Min(2 * run.Length, width - x);
                nint at = ((((((nint)run.Image * kernel.Rows) + channel) * height) + y) * width) + x;
                kernel.Finish.Apply(upper, other is null ? null : other + at, made + at, length, channel);
                if (y + 1 < height) kernel.Finish.Apply(lower, other is null ? null : other + at + width, made + at + width, length, channel);
            }
        }
    }

    /// <summary>The tiles of a panel that stand side by side.</summary>
    private int Runs(int panel, TileRun* runs)
    {
        int found = 0, place = panel * Width, lanes = Math.Min(Width, (count * _area) - place);
        for (int lane = 0; lane < lanes;)
        {
            (int image, int inside) = Math.DivRem(place + lane, _area);
            (int y, int x) = Math.DivRem(inside, kernel.Across);
            int length = Math.Min(lanes - lane, kernel.Across - x);
            runs[found++] = new TileRun(((nint)image * kernel.Lines.Sample) + kernel.Lines.Start(y) + x, lane, length, image, y, x);
            lane += length;
        }

        return found;
    }

    /// <summary>Consecutive tiles, where their elements begin, and where they lie.</summary>
    private readonly record struct TileRun(nint From, int Lane, int Length, int Image, int Y, int X);
}
