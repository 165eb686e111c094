using System.Numerics;
using System.Runtime.CompilerServices;
using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Graphs.Evaluation;

/// <summary>A convolution whose patches are packed, panel by panel, into the order in which the tile kernel reads them.</summary>
/// <remarks>A panel holds the patches of so many consecutive output places as a tile is wide; places run on from image to image.</remarks>
internal sealed unsafe class PanelConvolution<T, TKernel> : ConvolutionKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TKernel : struct, ITileKernel<T>
{
    private const int MostColumns = 4;

    private readonly T[] _weights;
    private readonly bool _isStrip;

    /// <summary>Packs the kernels by stretches of the chains, then by tiles; rows of a last tile that do not exist are zeros.</summary>
    public PanelConvolution(Convolution layer, Shape input, Shape output)
    {
        Layer = layer;
        Input = input;
        Output = output;
        Lines = new PatchLines(input, output, layer.Kernels, layer.Window);
        Rows = output[0] / layer.Groups;
        Depth = layer.Kernels[1] * layer.Kernels[2] * layer.Kernels[3];
        _isStrip = Rows <= 2 && typeof(TKernel) != typeof(TileKernelPlain<T>);
        Width = _isStrip ? RowProduct.StripColumns<T>() : 2 * TKernel.Lanes;
        TileRows = _isStrip ? Rows : TKernel.Rows;
        Tiles = (Rows + TileRows - 1) / TileRows;
        T[] values = ValuesOf(layer.Weights)!;
        int longest = 768 / sizeof(T), stretches = (Depth + longest - 1) / longest;
        Stretch = (Depth + stretches - 1) / stretches;
        _weights = GC.AllocateUninitializedArray<T>(checked(layer.Groups * Tiles * TileRows * Depth));
        fixed (T* from = values, to = _weights)
        {
            T* packed = to;
            for (int group = 0; group < layer.Groups; group++)
            {
                for (int k = 0; k < Depth; k += Stretch)
                {
                    for (int row = 0; row < Tiles * TileRows; row += TileRows)
                    {
                        int depth = Math.Min(Stretch, Depth - k), rows = Math.Min(TileRows, Rows - row);
                        Packing.Pack(from + (((group * Rows) + row) * (nint)Depth) + k, Depth, 1, rows, depth, packed, TileRows);
                        packed += depth * TileRows;
                    }
                }
            }
        }
    }

    public Convolution Layer { get; }

    public Shape Input { get; }

    public Shape Output { get; }

    public PatchLines Lines { get; }

    /// <summary>The output channels of a group.</summary>
    public int Rows { get; }

    /// <summary>The links of a chain.</summary>
    public int Depth { get; }

    /// <summary>The links of a chain that are computed before the next panel has its turn: a first-level cache holds a panel so deep.</summary>
    public int Stretch { get; }

    /// <summary>The stretches of a chain.</summary>
    public int Stretches => (Depth + Stretch - 1) / Stretch;

    /// <summary>The room for a stretch of a packed panel; the last row of it may be written too far.</summary>
    public int PackedStretch => (Stretch + 1) * Width;

    /// <summary>The places of a panel.</summary>
    public int Width { get; }

    /// <summary>The rows of a tile, and the tiles of a group.</summary>
    public int TileRows { get; }

    /// <inheritdoc cref="TileRows"/>
    public int Tiles { get; }

    public override void Apply(Reads<T> reads, Span<T> outputs, int count, Scratch<T> scratch) =>
        Apply(reads[0], Finish.AddsOther ? reads[1] : default, outputs, count, scratch);

    /// <inheritdoc cref="Apply(Reads{T}, Span{T}, int, Scratch{T})"/>
    public void Apply(ReadOnlySpan<T> images, ReadOnlySpan<T> other, Span<T> outputs, int count, Scratch<T> scratch)
    {
        int places = checked(count * Output[1] * Output[2]), laid = Lines.IsSparse ? 0 : checked((count * Lines.Sample) + Width);
        var division = new PanelDivision(places, Width, Stretch, Tiles, TileRows, sizeof(T), scratch.Threads);
        int packed = division.PacksFirst ? checked(Layer.Groups * division.Panels * Stretches * PackedStretch) : 0;
        fixed (T* from = images, added = other, to = outputs, lines = scratch.Buffer(0, checked(laid + packed)), weights = _weights)
            new PanelWork<T, TKernel>(this, division, from, lines, lines + laid, weights, added, to, count, scratch).Run();
    }

    /// <summary>Computes a column of tiles; the chains go on from what the sums hold if they are loaded.</summary>
    /// <param name="weights">The packed tiles.</param>
    /// <param name="panel">The packed patches.</param>
    /// <param name="sums">Where the sums of the first tile stand.</param>
    /// <param name="depth">The links of this stretch.</param>
    /// <param name="tiles">The number of tiles.</param>
    /// <param name="rows">The rows of all tiles together.</param>
    /// <param name="lanes">The places that the panel has.</param>
    /// <param name="load">Whether the chains go on.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void RunTiles(T* weights, T* panel, T* sums, int depth, int tiles, int rows, int lanes, bool load)
    {
        if (_isStrip)
        {
            RunStrip(weights, panel, sums, depth, rows, load);
            return;
        }

        // A vector of which few lanes are places costs as much as a full one; some columns by themselves cost less.
        int rest = lanes % TKernel.Lanes, whole = rest <= MostColumns && ColumnProduct.Fits<T>(TileRows) ? lanes - rest : lanes;
        for (int tile = 0; tile < tiles && whole > 0; tile++)
        {
            T* tileWeights = weights + (tile * TileRows * (nint)depth), tileSums = sums + (tile * TileRows * Width);
            int present = Math.Min(TileRows, rows - (tile * TileRows));
            if (whole <= TKernel.Lanes) TKernel.Narrow(depth, tileWeights, 1, TileRows, panel, Width, tileSums, Width, present, load);
            else TKernel.Wide(depth, tileWeights, 1, TileRows, panel, Width, tileSums, Width, present, load);
        }

        for (int lane = whole; lane < lanes; lane++) ColumnProduct.Run(weights, TileRows, tiles, depth, panel + lane, sums + lane, Width, load);
    }

    private void RunStrip(T* weights, T* panel, T* sums, int depth, int rows, bool load) => RowProduct.Run(new ProductPart<T>
    {
        A = weights,
        ARow = 1,
        AColumn = TileRows,
        B = panel,
        BRow = Width,
        BColumn = 1,
        C = sums,
        CRow = Width,
        Rows = rows,
        Columns = Width,
        Depth = depth,
        Accumulate = load,
    });
}
