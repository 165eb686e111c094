using Espalier.Graphs;
using Espalier.Numerics.Random;
using Espalier.Parents;
using Espalier.Parents.Masks;
using Espalier.SubsetSums;

namespace Espalier.Tickets.Drawing;

/// <summary>Draws one weight grid with a fixed number of candidates: chooses, for every weight, which of them to keep.</summary>
/// <remarks>
/// Weights are independent of each other, so threads take tiles of one row each and write to their own places; no result depends
/// on who drew what. This code knows the layout of the parent on its own: what verifies a ticket does not call it.
/// </remarks>
internal sealed class GridDrawing
{
    /// <summary>Weights of one row that a thread takes at a time, at most.</summary>
    private const int TileColumns = 512;

    /// <summary>Parent numbers that a thread holds at a time, about.</summary>
    private const int TileNumbers = 1 << 15;

    private readonly TicketRecipe _recipe;
    private readonly int _candidates;
    private readonly double[] _tolerances;
    private readonly Distribution _firstLaw;
    private readonly Distribution _lastLaw;
    private readonly WeightGrid _grid;
    private readonly GridShape _shape;
    private readonly bool _oneSided;
    private readonly RandomStream _first;
    private readonly RandomStream _second;
    private readonly float[] _blocks;
    private readonly ulong[]? _subsets;
    private readonly int[]? _positive;
    private readonly int[]? _negative;

    public GridDrawing(TicketRecipe recipe, WeightGrid grid, ParentGrid parent)
    {
        _recipe = recipe;
        _candidates = parent.Candidates;
        _tolerances = RowTolerances.Of(grid, recipe.Tolerance);
        (_firstLaw, _lastLaw) = (parent.First, parent.Last);
        _grid = grid;
        _shape = parent.Shape;
        _oneSided = parent.OneSided;
        _first = new RandomStream(recipe.Seed, parent.Tensor);
        _second = new RandomStream(recipe.Seed, parent.Tensor + 1);
        _blocks = recipe.IsPair ? DrawBlocks() : [];
        int weights = checked((int)_shape.Weights);
        if (recipe.Construction == Construction.Single)
        {
            _positive = new int[weights];
            _negative = parent.IsTwoSided ? new int[weights] : null;
        }
        else
        {
            _subsets = new ulong[weights];
        }
    }

    /// <summary>Draws every weight; <paramref name="done"/> hears how many weights each tile added.</summary>
    public GridMask Draw(int threads, Action<int> done, CancellationToken cancel)
    {
        bool wholeRows = _recipe.Share == CandidateShare.Row;
        int length = _shape.RowLength;
        int tileColumns = wholeRows ? length : Math.Min(length, Math.Clamp(TileNumbers / _candidates, 1, TileColumns));
        int drawn = wholeRows ? _candidates : tileColumns * _candidates;
        int tilesPerRow = (length + tileColumns - 1) / tileColumns;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Parallel.For(0L, (long)tilesPerRow * _shape.Channels, options, () => new Buffers(drawn, cancel), (tile, _, buffers) =>
        {
            int row = (int)(tile / tilesPerRow);
            int from = (int)(tile % tilesPerRow) * tileColumns;
            int to = Math.Min(length, from + tileColumns);
            if (_recipe.IsPair) DrawPairs(row, from, to, buffers);
            else if (wholeRows) DrawSharedRow(row, buffers);
            else DrawDirect(row, from, to, buffers);
            done(to - from);
            return buffers;
        }, static _ => { });
        return _subsets is not null ? new SubsetMask(_subsets) : new ChoiceMask(_positive!, _negative);
    }

    private double Target(int row, int position) =>
        position < _shape.Kernel ? _grid.Weights[(row * _shape.Kernel) + position] : _grid.Bias![row];

    private ReadOnlySpan<float> Factors(int row, int position) => _blocks.AsSpan(_shape.Column(row, position) * _candidates, _candidates);

    private int Weight(int row, int column) => (int)_shape.Start(row) + column;

    /// <summary>u_k for every row of M, block by block: M[j·b + k, j].</summary>
    private float[] DrawBlocks()
    {
        var blocks = new float[checked(_shape.Columns * _candidates)];
        for (int row = 0; row < blocks.Length; row++)
            blocks[row] = _firstLaw.At(_first, ((ulong)row * (ulong)_shape.Columns) + (ulong)(row / _candidates));
        return blocks;
    }

    private void DrawDirect(int row, int from, int to, Buffers buffers)
    {
        int n = _candidates;
        ulong start = (ulong)(_shape.Start(row) + from) * (ulong)n;
        Span<float> drawn = buffers.Drawn.AsSpan(0, (to - from) * n);
        _lastLaw.Fill(_first, start, drawn);
        Span<double> candidates = buffers.Candidates.AsSpan(0, n);
        for (int j = from; j < to; j++)
        {
            buffers.Cancel.ThrowIfCancellationRequested();
            Widen(drawn.Slice((j - from) * n, n), candidates);
            Keep(row, j, SubsetSum.Solve(candidates, Target(row, j), _recipe.Objective, _tolerances[row], buffers.Workspace));
        }
    }

    private void DrawSharedRow(int row, Buffers buffers)
    {
        int n = _candidates;
        Span<float> drawn = buffers.Drawn.AsSpan(0, n);
        _lastLaw.Fill(_first, (ulong)row * (ulong)n, drawn);
        Span<double> candidates = buffers.Candidates.AsSpan(0, n);
        Widen(drawn, candidates);
        var shared = new SharedCandidates(candidates);
        for (int j = 0; j < _shape.RowLength; j++)
        {
            buffers.Cancel.ThrowIfCancellationRequested();
            Keep(row, j, shared.Solve(Target(row, j), _recipe.Objective, _tolerances[row], buffers.Workspace));
        }
    }

    private void DrawPairs(int row, int from, int to, Buffers buffers)
    {
        int b = _candidates;
        ulong start = (ulong)(_shape.Start(row) + from) * (ulong)b;
        Span<float> drawn = buffers.Drawn.AsSpan(0, (to - from) * b);
        _lastLaw.Fill(_second, start, drawn);
        for (int j = from; j < to; j++)
        {
            buffers.Cancel.ThrowIfCancellationRequested();
            ReadOnlySpan<float> v = drawn.Slice((j - from) * b, b);
            bool bothSides = !_oneSided && j < _shape.Kernel;
            if (_subsets is null) ChoosePair(row, j, v, bothSides);
            else SolvePair(row, j, v, bothSides, buffers);
        }
    }

    private void SolvePair(int row, int column, ReadOnlySpan<float> v, bool bothSides, Buffers buffers)
    {
        SubsetSumResult positive = SolveSide(row, column, v, 1, buffers);
        Keep(row, column, positive);
        if (!bothSides) return;
        SubsetSumResult negative = SolveSide(row, column, v, -1, buffers);
        _subsets![Weight(row, column)] |= negative.Mask;
    }

    /// <summary>Solves with the rows of one sign of u; the mask comes back in rows of the block.</summary>
    private SubsetSumResult SolveSide(int row, int column, ReadOnlySpan<float> v, int sign, Buffers buffers)
    {
        ReadOnlySpan<float> u = Factors(row, column);
        int count = 0;
        for (int k = 0; k < v.Length && count < SubsetSum.MaxCandidates; k++)
        {
            if (Math.Sign(u[k]) != sign) continue;
            buffers.Rows[count] = k;
            buffers.Candidates[count++] = (double)u[k] * v[k];
        }

        SubsetSumResult result = SubsetSum.Solve(
            buffers.Candidates.AsSpan(0, count), Target(row, column), _recipe.Objective, _tolerances[row], buffers.Workspace);
        ulong rows = 0;
        for (int index = 0; index < count; index++)
            if (((result.Mask >> index) & 1) != 0) rows |= 1UL << buffers.Rows[index];
        return result with { Mask = rows };
    }

    private void ChoosePair(int row, int column, ReadOnlySpan<float> v, bool bothSides)
    {
        int weight = Weight(row, column);
        _positive![weight] = Closest(row, column, v, 1);
        if (_negative is not null) _negative[weight] = bothSides ? Closest(row, column, v, -1) : ChoiceMask.None;
    }

    /// <summary>The product closest to the target; none where 0 is closer still; the first of equals.</summary>
    private int Closest(int row, int column, ReadOnlySpan<float> v, int sign)
    {
        ReadOnlySpan<float> u = Factors(row, column);
        double target = Target(row, column);
        int best = ChoiceMask.None;
        double error = Math.Abs(target);
        for (int k = 0; k < v.Length; k++)
        {
            if (Math.Sign(u[k]) != sign) continue;
            double distance = Math.Abs(target - ((double)u[k] * v[k]));
            if (distance < error) (best, error) = (k, distance);
        }

        return best;
    }

    private void Keep(int row, int column, SubsetSumResult result) => _subsets![Weight(row, column)] = result.Mask;

    private static void Widen(ReadOnlySpan<float> from, Span<double> to)
    {
        for (int k = 0; k < from.Length; k++) to[k] = from[k];
    }

    /// <summary>What one thread reuses from tile to tile.</summary>
    private sealed class Buffers(int drawn, CancellationToken cancel)
    {
        /// <summary>Heeded weight by weight: with many candidates a tile takes many seconds.</summary>
        public CancellationToken Cancel { get; } = cancel;

        public float[] Drawn { get; } = new float[drawn];

        public double[] Candidates { get; } = new double[SubsetSum.MaxCandidates];

        public int[] Rows { get; } = new int[SubsetSum.MaxCandidates];

        public SubsetSumWorkspace Workspace { get; } = new();
    }
}
