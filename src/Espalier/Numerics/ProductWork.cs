using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Espalier.Numerics;

/// <summary>One matrix product, split into bands of rows or columns.</summary>
internal sealed unsafe class ProductWork<T>(MatrixWorkspace workspace) : ICrewWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Alignment = 64;

    /// <summary>Multiply-adds below which waking another thread costs more than it brings.</summary>
    private const long SmallestShare = 1 << 17;

    /// <summary>Bands end at multiples of these, so that none has more edge tiles than it must.</summary>
    private const int RowUnit = 24;
    private const int ColumnUnit = 32;

    private ProductPart<T> _product;
    private int _band;
    private bool _byRows;

    public void Run(in ProductPart<T> product, int threads, Crew crew)
    {
        bool column = product.Columns == 1 && product.CRow == 1;
        _product = column ? product.Transposed() : product;
        int useful = (int)Math.Clamp(product.Work / SmallestShare, 1, threads);
        if (useful == 1)
        {
            RunPart(_product, worker: 0);
            return;
        }

        // Both ways pack one factor once per band; the longer side makes that the smaller share of the work.
        _byRows = _product.Rows > _product.Columns;
        int extent = _byRows ? _product.Rows : _product.Columns;
        _band = (extent + useful - 1) / useful;
        int unit = _byRows ? RowUnit : ColumnUnit;
        if (_band > unit) _band = (_band + unit - 1) / unit * unit;
        crew.Run(this, (extent + _band - 1) / _band, useful);
    }

    public void Do(int piece, int worker)
    {
        int start = piece * _band;
        ProductPart<T> part = _byRows
            ? _product.Slice(start, Math.Min(_band, _product.Rows - start), 0, _product.Columns)
            : _product.Slice(0, _product.Rows, start, Math.Min(_band, _product.Columns - start));
        RunPart(part, worker);
    }

    private void RunPart(in ProductPart<T> part, int worker)
    {
        if (!Vector256.IsHardwareAccelerated || !Fma.IsSupported) RowProduct.Plain(part);
        else if (part.Rows <= 2 && part.BColumn == 1 && part.Columns >= RowProduct.StripColumns<T>()) RowProduct.Run(part);
        else if (Vector512.IsHardwareAccelerated) RunTiles<TileKernel512<T>>(part, worker);
        else RunTiles<TileKernel256<T>>(part, worker);
    }

    private void RunTiles<TKernel>(in ProductPart<T> part, int worker)
        where TKernel : struct, ITileKernel<T>
    {
        byte[] buffer = workspace.Buffer(worker, BlockedProduct<T, TKernel>.BufferBytes(part) + Alignment);
        fixed (byte* start = buffer)
        {
            byte* aligned = start + (-(nint)start & (Alignment - 1));
            BlockedProduct<T, TKernel>.Run(part, aligned);
        }
    }
}
