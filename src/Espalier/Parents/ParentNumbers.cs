using Espalier.Numerics.Random;

namespace Espalier.Parents;

/// <summary>A parent's numbers behind one weight grid, regenerated from the seed slice by slice.</summary>
/// <remarks>
/// In column order the first tensor is a dense matrix of columns·b rows and as many columns as the grid: row j·b + k belongs to candidate k
/// of column j, and only its entry in column j is ever kept. In rounds it is b × columns. The last tensor has, for the weights of a row one
/// behind the other, their candidates in the order of the grid; or, shared by a row, b numbers for each row.
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

    /// <summary>The step between the candidates of a column within a row.</summary>
    public int Step => _grid.Order == CandidateOrder.Columns ? 1 : _grid.Shape.Inputs;

    /// <summary>The parent numbers behind a row.</summary>
    public int RowLength(int row) => _grid.Share == CandidateShare.Row ? _grid.Candidates : checked(_grid.Shape.ColumnsOf(row) * _grid.Candidates);

    /// <summary>Where in a row's numbers the first candidate of a column stands.</summary>
    public int Offset(int column) =>
        _grid.Share == CandidateShare.Row ? 0 : _grid.Order == CandidateOrder.Columns ? column * _grid.Candidates : column;

    /// <summary>The factors u of a column's candidates.</summary>
    public void FillColumn(int column, Span<float> factors)
    {
        for (int k = 0; k < factors.Length; k++)
        {
            ulong columns = (ulong)_grid.Shape.Columns;
            ulong index = _grid.Order == CandidateOrder.Columns
                ? ((((ulong)column * (ulong)_grid.Candidates) + (ulong)k) * columns) + (ulong)column
                : ((ulong)k * columns) + (ulong)column;
            _grid.First.Fill(_first, index, factors.Slice(k, 1));
        }
    }

    /// <summary>The numbers behind a row.</summary>
    public void FillRow(int row, Span<float> numbers)
    {
        long start = _grid.Share == CandidateShare.Row ? row : _grid.Shape.Start(row);
        _grid.Last.Fill(_last, (ulong)start * (ulong)_grid.Candidates, numbers[..RowLength(row)]);
    }
}
