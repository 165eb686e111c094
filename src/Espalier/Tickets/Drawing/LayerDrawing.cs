using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.SubsetSums;
using Espalier.Tickets.Masks;

namespace Espalier.Tickets.Drawing;

/// <summary>Draws one dense layer: chooses, for every weight, which of its candidates to keep.</summary>
/// <remarks>
/// Weights are independent of each other, so threads take tiles of one row each and write to their own places; no result depends
/// on who drew what. This code knows the layout of the parent on its own: what verifies a ticket does not call it.
/// </remarks>
internal sealed class LayerDrawing
{
    /// <summary>Weights of one row that a thread takes at a time, at most.</summary>
    private const int TileColumns = 512;

    /// <summary>Parent numbers that a thread holds at a time, about.</summary>
    private const int TileNumbers = 1 << 15;

    private readonly TicketRecipe _recipe;
    private readonly Dense _dense;
    private readonly bool _oneSided;
    private readonly int _ordinal;
    private readonly int _columns;
    private readonly RandomStream _first;
    private readonly RandomStream _second;
    private readonly float[] _blocks;
    private readonly double[] _errors;
    private readonly ulong[]? _subsets;
    private readonly int[]? _positive;
    private readonly int[]? _negative;

    public LayerDrawing(TicketRecipe recipe, Dense dense, int ordinal, bool oneSided)
    {
        _recipe = recipe;
        _dense = dense;
        _ordinal = ordinal;
        _oneSided = oneSided;
        _columns = dense.Bias is null ? dense.Inputs : dense.Inputs + 1;
        _first = new RandomStream(recipe.Seed, 2 * (uint)ordinal);
        _second = new RandomStream(recipe.Seed, (2 * (uint)ordinal) + 1);
        _blocks = recipe.IsPair ? DrawBlocks() : [];
        int weights = checked(dense.Outputs * _columns);
        _errors = new double[weights];
        if (recipe.Construction == Construction.Single)
        {
            _positive = new int[weights];
            _negative = oneSided ? null : new int[weights];
        }
        else
        {
            _subsets = new ulong[weights];
        }
    }

    /// <summary>Draws every weight; <paramref name="done"/> hears how many weights each tile added.</summary>
    public PrunedLayer Draw(int threads, Action<int> done, CancellationToken cancel)
    {
        bool wholeRows = _recipe.Share == CandidateShare.Row;
        int tileColumns = wholeRows ? _columns : Math.Min(_columns, Math.Clamp(TileNumbers / _recipe.Candidates, 1, TileColumns));
        int drawn = wholeRows ? _recipe.Candidates : tileColumns * _recipe.Candidates;
        int tilesPerRow = (_columns + tileColumns - 1) / tileColumns;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Parallel.For(0L, (long)tilesPerRow * _dense.Outputs, options, () => new Buffers(drawn, cancel), (tile, _, buffers) =>
        {
            int output = (int)(tile / tilesPerRow);
            int from = (int)(tile % tilesPerRow) * tileColumns;
            int to = Math.Min(_columns, from + tileColumns);
            if (_recipe.IsPair) DrawPairs(output, from, to, buffers);
            else if (wholeRows) DrawSharedRow(output, buffers);
            else DrawDirect(output, from, to, buffers);
            done(to - from);
            return buffers;
        }, static _ => { });
        LayerMask mask = _subsets is not null ? new SubsetMask(_subsets) : new ChoiceMask(_positive!, _negative);
        return new PrunedLayer(
            _ordinal, _dense.Outputs, _dense.Inputs, _dense.Bias is not null, _recipe.Candidates, _oneSided, mask, Claims(mask));
    }

    private double Target(int output, int column) =>
        column < _dense.Inputs ? _dense.Weights[(output * _dense.Inputs) + column] : _dense.Bias![output];

    /// <summary>u_k for every row of M, block by block: M[j·b + k, j].</summary>
    private float[] DrawBlocks()
    {
        var blocks = new float[checked(_columns * _recipe.Candidates)];
        for (int row = 0; row < blocks.Length; row++)
            blocks[row] = _recipe.Distribution.At(_first, ((ulong)row * (ulong)_columns) + (ulong)(row / _recipe.Candidates));
        return blocks;
    }

    private void DrawDirect(int output, int from, int to, Buffers buffers)
    {
        int n = _recipe.Candidates;
        ulong start = (((ulong)output * (ulong)_columns) + (ulong)from) * (ulong)n;
        Span<float> drawn = buffers.Drawn.AsSpan(0, (to - from) * n);
        _recipe.Distribution.Fill(_first, start, drawn);
        Span<double> candidates = buffers.Candidates.AsSpan(0, n);
        for (int j = from; j < to; j++)
        {
            buffers.Cancel.ThrowIfCancellationRequested();
            Widen(drawn.Slice((j - from) * n, n), candidates);
            Keep(output, j, SubsetSum.Solve(candidates, Target(output, j), _recipe.Objective, _recipe.Epsilon, buffers.Workspace));
        }
    }

    private void DrawSharedRow(int output, Buffers buffers)
    {
        int n = _recipe.Candidates;
        Span<float> drawn = buffers.Drawn.AsSpan(0, n);
        _recipe.Distribution.Fill(_first, (ulong)output * (ulong)n, drawn);
        Span<double> candidates = buffers.Candidates.AsSpan(0, n);
        Widen(drawn, candidates);
        var shared = new SharedCandidates(candidates);
        for (int j = 0; j < _columns; j++)
        {
            buffers.Cancel.ThrowIfCancellationRequested();
            Keep(output, j, shared.Solve(Target(output, j), _recipe.Objective, _recipe.Epsilon, buffers.Workspace));
        }
    }

    private void DrawPairs(int output, int from, int to, Buffers buffers)
    {
        int b = _recipe.Candidates;
        ulong start = (((ulong)output * (ulong)_columns) + (ulong)from) * (ulong)b;
        Span<float> drawn = buffers.Drawn.AsSpan(0, (to - from) * b);
        _recipe.Distribution.Fill(_second, start, drawn);
        for (int j = from; j < to; j++)
        {
            buffers.Cancel.ThrowIfCancellationRequested();
            ReadOnlySpan<float> v = drawn.Slice((j - from) * b, b);
            bool bothSides = !_oneSided && j < _dense.Inputs;
            if (_subsets is null) ChoosePair(output, j, v, bothSides);
            else SolvePair(output, j, v, bothSides, buffers);
        }
    }

    private void SolvePair(int output, int column, ReadOnlySpan<float> v, bool bothSides, Buffers buffers)
    {
        SubsetSumResult positive = SolveSide(output, column, v, 1, buffers);
        Keep(output, column, positive);
        if (!bothSides) return;
        SubsetSumResult negative = SolveSide(output, column, v, -1, buffers);
        int weight = (output * _columns) + column;
        _subsets![weight] |= negative.Mask;
        _errors[weight] = Math.Max(_errors[weight], negative.Error);
    }

    /// <summary>Solves with the rows of one sign of u; the mask comes back in rows of the block.</summary>
    private SubsetSumResult SolveSide(int output, int column, ReadOnlySpan<float> v, int sign, Buffers buffers)
    {
        ReadOnlySpan<float> u = _blocks.AsSpan(column * v.Length, v.Length);
        int count = 0;
        for (int k = 0; k < v.Length && count < SubsetSum.MaxCandidates; k++)
        {
            if (Math.Sign(u[k]) != sign) continue;
            buffers.Rows[count] = k;
            buffers.Candidates[count++] = (double)u[k] * v[k];
        }

        SubsetSumResult result = SubsetSum.Solve(
            buffers.Candidates.AsSpan(0, count), Target(output, column), _recipe.Objective, _recipe.Epsilon, buffers.Workspace);
        ulong rows = 0;
        for (int index = 0; index < count; index++)
            if (((result.Mask >> index) & 1) != 0) rows |= 1UL << buffers.Rows[index];
        return result with { Mask = rows };
    }

    private void ChoosePair(int output, int column, ReadOnlySpan<float> v, bool bothSides)
    {
        int weight = (output * _columns) + column;
        (_positive![weight], _errors[weight]) = Closest(output, column, v, 1);
        if (_negative is null) return;
        _negative[weight] = ChoiceMask.None;
        if (!bothSides) return;
        (_negative[weight], double error) = Closest(output, column, v, -1);
        _errors[weight] = Math.Max(_errors[weight], error);
    }

    /// <summary>The product closest to the target; none where 0 is closer still; the first of equals.</summary>
    private (int Row, double Error) Closest(int output, int column, ReadOnlySpan<float> v, int sign)
    {
        ReadOnlySpan<float> u = _blocks.AsSpan(column * v.Length, v.Length);
        double target = Target(output, column);
        int best = ChoiceMask.None;
        double error = Math.Abs(target);
        for (int k = 0; k < v.Length; k++)
        {
            if (Math.Sign(u[k]) != sign) continue;
            double distance = Math.Abs(target - ((double)u[k] * v[k]));
            if (distance < error) (best, error) = (k, distance);
        }

        return (best, error);
    }

    private void Keep(int output, int column, SubsetSumResult result)
    {
        int weight = (output * _columns) + column;
        _subsets![weight] = result.Mask;
        _errors[weight] = result.Error;
    }

    private LayerClaims Claims(LayerMask mask)
    {
        double max = 0;
        double sum = 0;
        long infeasible = 0;
        foreach (double error in _errors)
        {
            max = Math.Max(max, error);
            sum += error;
            if (error > _recipe.Epsilon) infeasible++;
        }

        long edges = 0;
        var used = new bool[_blocks.Length];
        var kept = new int[mask.MostKept];
        for (long weight = 0; weight < mask.Weights; weight++)
        {
            int count = mask.CopyKept(weight, kept);
            edges += count;
            if (!_recipe.IsPair) continue;
            int block = (int)(weight % _columns) * _recipe.Candidates;
            foreach (int k in kept.AsSpan(0, count)) used[block + k] = true;
        }

        return new LayerClaims(max, sum / _errors.Length, infeasible, edges, used.LongCount(row => row));
    }

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
