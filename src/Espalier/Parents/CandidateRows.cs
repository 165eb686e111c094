using System.Runtime.CompilerServices;
using Espalier.Numerics;
using Espalier.Parents.Masks;

namespace Espalier.Parents;

/// <summary>What the kept candidates of each weight add up to, in double-double.</summary>
internal sealed class CandidateRows : RealisedRows
{
    /// <summary>Above so many candidates a weight keeps too small a share of them to draw them all.</summary>
    private const int FewCandidates = 256;

    private readonly ParentGrid _grid;
    private readonly CandidateMask _mask;
    private readonly ParentNumbers _numbers;
    private readonly float[] _factors;
    private readonly float[] _row;
    private readonly int[] _kept;

    public CandidateRows(ulong seed, ParentGrid grid, CandidateMask mask)
        : this(grid, mask, new ParentNumbers(seed, grid), grid.IsPair && grid.Candidates <= FewCandidates ? new float[checked((int)grid.Width)] : [])
    {
        for (int j = 0; j < grid.Shape.Columns && _factors.Length > 0; j++)
            _numbers.FillColumn(j, _factors.AsSpan(j * grid.Candidates, grid.Candidates));
    }

    private CandidateRows(ParentGrid grid, CandidateMask mask, ParentNumbers numbers, float[] factors)
        : base(grid)
    {
        _grid = grid;
        _mask = mask;
        _numbers = numbers;
        _factors = factors;
        _row = grid.Order != CandidateOrder.Planes && grid.Candidates <= FewCandidates ? new float[numbers.RowLength] : [];
        _kept = new int[mask.MaxKept];
    }

    public override RealisedRows ForAnotherThread() => new CandidateRows(_grid, _mask, _numbers, _factors);

    public override void Realise(int channel)
    {
        if (_row.Length > 0) _numbers.FillRow(channel, _row);
        for (int position = 0; position < Positive.Length; position++) Realise(channel, position);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Realise(int channel, int position)
    {
        bool splits = _grid.Structure == ParentStructure.Rectified;
        int column = _grid.Shape.Column(channel, position);
        DoubleDouble positive = default;
        DoubleDouble negative = default;
        double magnitude = 0;
        foreach (int k in _kept.AsSpan(0, _mask.CopyKept(_grid.Number(channel, position), column, _kept)))
        {
            // Two float32 multiply exactly in float64.
            double u = _factors.Length > 0 ? _factors[(column * _grid.Candidates) + k] : _numbers.Factor(column, k);
            double product = u * (_row.Length > 0 ? _row[_numbers.PlaceInRow(position, k)] : _numbers.Number(channel, position, k));
            magnitude += Math.Abs(product);
            if (!splits || u > 0) positive += product;
            else negative += product;
        }

        Magnitudes[position] = magnitude;
        Positive[position] = positive;
        if (_grid.IsTwoSided) Negative[position] = position < _grid.Shape.Kernel ? negative : positive;
    }
}
