using Espalier.Numerics.Random;

namespace Espalier.Parents;

/// <summary>A parent's numbers behind one weight grid, each regenerated from the seed by its own index.</summary>
/// <remarks>
/// In column order the first tensor is a dense matrix of columns·b rows and as many columns as the grid: row j·b + k belongs to candidate k
/// of column j, and only its entry in column j is ever kept. In rounds and planes it is b × columns. The last tensor has, in column order, the
/// candidates of each weight one behind the other, or, shared by a row, b numbers for each row; in rounds, row by row, the first candidate of
/// every column, then the second; in planes the first candidate of every weight of the grid, then the second.
/// </remarks>
internal sealed class ParentNumbers
{
    private readonly ParentGrid _grid;
    private readonly RandomStream _first;
    private readonly RandomStream _last;

    public ParentNumbers(ulong seed, ParentGrid grid)
    {
        _grid = grid;
        _first = new RandomStream(seed, grid.Tensor);
        _last = grid.IsPair ? new RandomStream(seed, grid.Tensor + 1) : _first;
    }

    /// <summary>The factor u of a candidate of a column; 1 for direct candidates.</summary>
    public float Factor(int column, int candidate)
    {
        if (!_grid.IsPair) return 1;
        ulong columns = (ulong)_grid.Shape.Columns;
        ulong index = _grid.Order == CandidateOrder.Columns
            ? ((((ulong)column * (ulong)_grid.Candidates) + (ulong)candidate) * columns) + (ulong)column
            : ((ulong)candidate * columns) + (ulong)column;
        return _grid.First.At(_first, index);
    }

    /// <summary>The factors u of a column's candidates.</summary>
    public void FillColumn(int column, Span<float> factors)
    {
        for (int k = 0; k < factors.Length; k++) factors[k] = Factor(column, k);
    }

    /// <summary>The number v of a candidate of a weight.</summary>
    public float Number(int channel, int position, int candidate)
    {
        Distribution law = position == _grid.Shape.Kernel ? _grid.Bias ?? _grid.Last : _grid.Last;
        return law.At(_last, IndexOf(channel, position, candidate));
    }

    /// <summary>All numbers behind a row, in the order of the parent; not for planes.</summary>
    public void FillRow(int channel, Span<float> numbers) => _grid.Last.Fill(_last, RowStart(channel), numbers[..RowLength]);

    /// <summary>How many numbers stand behind a row.</summary>
    public int RowLength => _grid.Share == CandidateShare.Row ? _grid.Candidates : checked(_grid.Shape.RowLength * _grid.Candidates);

    /// <summary>Where in a row's numbers a candidate stands.</summary>
    public int PlaceInRow(int position, int candidate) =>
        _grid.Share == CandidateShare.Row ? candidate
        : _grid.Order == CandidateOrder.Columns ? (position * _grid.Candidates) + candidate
        : (candidate * _grid.Shape.RowLength) + position;

    private ulong RowStart(int channel) =>
        (ulong)(_grid.Share == CandidateShare.Row ? channel : _grid.Shape.Start(channel)) * (ulong)_grid.Candidates;

    private ulong IndexOf(int channel, int position, int candidate) => _grid.Order == CandidateOrder.Planes
        ? ((ulong)candidate * (ulong)_grid.Shape.Weights) + (ulong)_grid.Number(channel, position)
        : RowStart(channel) + (ulong)PlaceInRow(position, candidate);
}
