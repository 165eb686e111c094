using System.Numerics;
using Espalier.Numerics.Random;
using Espalier.SubsetSums;

namespace Espalier.Parents.Masks;

/// <summary>Which rows of its block may serve each side of a column, in order: the first 44 of each sign of u.</summary>
/// <remarks>For direct candidates the first 44 of them, and one side. Known from the seed, so a mask need not say it.</remarks>
internal sealed class BlockRows
{
    /// <summary>The most rows of a block.</summary>
    public const int Most = 256;

    private const int Places = SubsetSum.MaxCandidates;

    private readonly int _direct;
    private readonly int _columns;
    private readonly byte[][] _rows = [];
    private readonly byte[][] _counts = [];

    public BlockRows(ulong seed, ParentGrid grid)
    {
        Sides = grid.IsTwoSided ? 2 : 1;
        _columns = grid.Shape.Columns;
        _direct = Math.Min(grid.Candidates, Places);
        if (!grid.IsPair) return;
        _rows = [.. Enumerable.Range(0, Sides).Select(_ => new byte[Places * _columns])];
        _counts = [.. Enumerable.Range(0, Sides).Select(_ => new byte[_columns])];
        var stream = new RandomStream(seed, grid.Tensor);
        var factors = new float[_columns];
        for (int row = 0; row < grid.Candidates; row++)
        {
            grid.First.Fill(stream, (ulong)row * (ulong)_columns, factors);
            for (int column = 0; column < _columns; column++) Add((byte)row, column, factors[column], isBias: column == grid.Shape.AllInputs);
        }
    }

    /// <summary>2 where positive and negative inputs choose apart.</summary>
    public int Sides { get; }

    /// <summary>How many candidates may serve a side of a column.</summary>
    public int Count(int side, int column) => _counts.Length == 0 ? _direct : _counts[side][column];

    /// <summary>The rows of the block that a word of places keeps.</summary>
    public int CopyRows(int side, int column, ulong word, Span<int> rows)
    {
        int count = 0;
        for (; word != 0; word &= word - 1) rows[count++] = Row(side, column, BitOperations.TrailingZeroCount(word));
        return count;
    }

    /// <summary>The row of a place.</summary>
    public int Row(int side, int column, int place) => _rows.Length == 0 ? place : _rows[side][(column * Places) + place];

    private void Add(byte row, int column, float factor, bool isBias)
    {
        int side = factor > 0 ? 0 : 1;
        if (factor == 0 || side >= Sides || (isBias && side == 1)) return;
        ref byte count = ref _counts[side][column];
        if (count < Places) _rows[side][(column * Places) + count++] = row;
    }
}
