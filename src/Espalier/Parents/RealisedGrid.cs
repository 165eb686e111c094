using Espalier.Numerics;
using Espalier.Parents.Masks;

namespace Espalier.Parents;

/// <summary>What the kept candidates of a grid add up to, row by row.</summary>
/// <remarks>
/// For x ≥ 0 a weight acts as its entry of <see cref="PositiveRow"/>, for x &lt; 0 as that of <see cref="NegativeRow"/>; grids of one side know
/// only the former. Sums are carried in double-double. One instance serves one thread.
/// </remarks>
internal sealed class RealisedGrid
{
    private readonly ParentGrid _grid;
    private readonly GridMask _mask;
    private readonly ParentNumbers _numbers;
    private readonly float[]? _factors;
    private readonly float[] _row;
    private readonly int[] _kept;

    public RealisedGrid(ulong seed, ParentGrid grid, GridMask mask)
        : this(grid, mask, new ParentNumbers(seed, grid), grid.IsPair ? new float[checked((int)grid.Width)] : null)
    {
        for (int j = 0; j < grid.Shape.Columns && _factors is not null; j++) _numbers.FillColumn(j, Column(j));
    }

    private RealisedGrid(ParentGrid grid, GridMask mask, ParentNumbers numbers, float[]? factors)
    {
        _grid = grid;
        _mask = mask;
        _numbers = numbers;
        _factors = factors;
        _row = new float[numbers.RowLength(0)];
        _kept = new int[mask.MaxKept];
        PositiveRow = new DoubleDouble[grid.Shape.Columns];
        NegativeRow = grid.IsTwoSided ? new DoubleDouble[grid.Shape.Columns] : PositiveRow;
        Magnitudes = new double[grid.Shape.Columns];
    }

    /// <summary>The realised weights of the current row for inputs ≥ 0; a bias stands behind them.</summary>
    public DoubleDouble[] PositiveRow { get; }

    /// <summary>The realised weights of the current row for inputs &lt; 0; the same array where there is no difference.</summary>
    public DoubleDouble[] NegativeRow { get; }

    /// <summary>What the magnitudes of each weight's kept candidates add up to: how far double-double may have strayed.</summary>
    public double[] Magnitudes { get; }

    /// <summary>The factors u, column by column; empty for direct candidates.</summary>
    public ReadOnlySpan<float> Factors => _factors;

    /// <summary>The parent numbers behind the current row.</summary>
    public ReadOnlySpan<float> ParentRow => _row;

    /// <summary>The same grid for another thread; the factors are shared.</summary>
    public RealisedGrid ForAnotherThread() => new(_grid, _mask, _numbers, _factors);

    /// <summary>Adds up the kept candidates of a row.</summary>
    public void Realise(int row)
    {
        _numbers.FillRow(row, _row);
        for (int j = 0; j < _grid.Shape.ColumnsOf(row); j++) Realise(row, j);
    }

    /// <summary>The kept candidates of a weight of the current row.</summary>
    public ReadOnlySpan<int> Kept(int row, int column) => _kept.AsSpan(0, _mask.CopyKept(_grid.Shape.Start(row) + column, _kept));

    /// <summary>Where in <see cref="ParentRow"/> a candidate of a column stands.</summary>
    public int Index(int column, int candidate) => _numbers.Offset(column) + (candidate * _numbers.Step);

    private void Realise(int row, int j)
    {
        bool splits = _grid.Structure == ParentStructure.Rectified;
        DoubleDouble positive = default;
        DoubleDouble negative = default;
        double magnitude = 0;
        foreach (int k in Kept(row, j))
        {
            // Two float32 multiply exactly in float64.
            double u = _factors is null ? 1 : _factors[(j * _grid.Candidates) + k];
            double product = u * _row[Index(j, k)];
            magnitude += Math.Abs(product);
            if (!splits || u > 0) positive += product;
            else negative += product;
        }

        Magnitudes[j] = magnitude;
        PositiveRow[j] = positive;
        if (_grid.IsTwoSided) NegativeRow[j] = j < _grid.Shape.Inputs ? negative : positive;
    }

    private Span<float> Column(int column) => _factors.AsSpan(column * _grid.Candidates, _grid.Candidates);
}
