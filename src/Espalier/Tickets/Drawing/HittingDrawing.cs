using Espalier.Graphs;
using Espalier.Numerics.Random;
using Espalier.Parents;
using Espalier.Parents.Masks;
using Espalier.SubsetSums.Hitting;

namespace Espalier.Tickets.Drawing;

/// <summary>Draws one weight grid with hitting widths: every weight within its tolerance, and the parent as wide as the worst one needs.</summary>
internal sealed class HittingDrawing
{
    /// <summary>2⁻³²: float32 numbers below 1 add up to multiples of about 2⁻²⁴, or of less where small ones are among them.</summary>
    private const double FinestShare = 2.3283064365386963e-10;

    /// <summary>How often words are counted and shorter ones taken: no word gets much shorter after that.</summary>
    private const int Recounts = 3;

    private readonly TicketRecipe _recipe;
    private readonly WeightGrid _grid;
    private readonly ParentGrid _widest;
    private readonly double[] _tolerances;
    private readonly float[] _shared;
    private readonly int _kernels;

    /// <summary>Prepares a grid; <paramref name="widest"/> describes its parent but for the width.</summary>
    public HittingDrawing(TicketRecipe recipe, WeightGrid grid, ParentGrid widest)
    {
        (_recipe, _grid, _widest) = (recipe, grid, widest);
        _tolerances = RowTolerances.Of(grid, recipe.Tolerance);
        RequireReachable();
        _kernels = checked(widest.Shape.Channels * widest.Shape.Kernel);
        _shared = new float[recipe.IsPair ? checked(widest.Candidates * widest.Shape.Columns) : 0];
        widest.First.Fill(new RandomStream(recipe.Seed, widest.Tensor), 0, _shared);
    }

    /// <summary>The widest parent that is looked at.</summary>
    public static int MostCandidates(TicketRecipe recipe) => recipe.IsPair ? BlockRows.Most : SubsetSums.SubsetSum.MaxCandidates;

    /// <summary>Draws every weight; <paramref name="done"/> hears how many weights are done.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public (ParentGrid Parent, PrefixMask Mask) Draw(int threads, Action<long> done, CancellationToken cancel)
    {
        ulong[] positive = Side(1, threads, done, cancel);
        ulong[]? negative = _widest.IsTwoSided ? Side(-1, threads, null, cancel) : null;
        ParentGrid parent = _widest with { Candidates = Width(positive, negative) };
        return (parent, new PrefixMask(new BlockRows(_recipe.Seed, parent), positive, negative));
    }

    /// <summary>Refuses a tolerance that no sum of 44 float32 numbers meets but by luck, before hours go by.</summary>
    private void RequireReachable()
    {
        double largest = 0;
        for (int i = 0; i < _grid.Weights.Length; i++) largest = Math.Max(largest, Math.Abs(_grid.Weights[i]));
        double smallest = _tolerances.Min();
        if (smallest >= largest * FinestShare) return;
        throw new InvalidInputException(
            "epsilon",
            null,
            $"{smallest} is below {FinestShare} of {largest}, the largest weight of a layer of {_widest.Shape.Weights}: no width reaches it",
            "give a larger tolerance, or `relative`");
    }

    private ulong[] Side(int sign, int threads, Action<long>? done, CancellationToken cancel)
    {
        bool isShort = _recipe.Objective == SubsetSums.SubsetSumObjective.Bits;
        ulong[] masks = Side(sign, null, threads, isShort ? null : done, cancel);
        for (int recount = 1; isShort && recount <= Recounts; recount++)
            masks = Side(sign, new PrefixCode(masks), threads, recount < Recounts ? null : done, cancel);
        return masks;
    }

    /// <summary>The shortest prefixes, or with a code the shortest words.</summary>
    private ulong[] Side(int sign, PrefixCode? code, int threads, Action<long>? done, CancellationToken cancel)
    {
        var masks = new ulong[_widest.Shape.Weights];
        Solve(_grid.Weights, Candidates(_widest.Last, sign), masks.AsMemory(0, _kernels), 0, code, threads, done, cancel);
        if (_grid.Bias is { } bias && sign > 0)
            Solve(bias, Candidates(_widest.Bias ?? _widest.Last, sign), masks.AsMemory(_kernels), _kernels, code, threads, done, cancel);
        return masks;
    }

    private void Solve(
        Tensor tensor,
        HittingCandidates candidates,
        Memory<ulong> masks,
        int first,
        PrefixCode? code,
        int threads,
        Action<long>? done,
        CancellationToken cancel)
    {
        void Read(int from, Span<double> targets)
        {
            for (int i = 0; i < targets.Length; i++) targets[i] = tensor[from + i];
        }

        IProgress<long>? progress = done is null ? null : new WeightProgress(done);
        bool isDone = HittingWidths.SolveGrid(candidates, Read, first, _tolerances, masks, threads, progress, code, cancel) is not null;
        if (!isDone) throw new OperationCanceledException(cancel);
    }

    private HittingCandidates Candidates(Distribution law, int sign)
    {
        GridShape shape = _widest.Shape;
        if (!_recipe.IsPair) return HittingCandidates.Direct(law, new RandomStream(_recipe.Seed, _widest.Tensor), shape.Weights);
        var columns = new WeightColumns(shape.Inputs, shape.Places, _kernels / shape.Groups, _kernels);
        return HittingCandidates.Products(
            law, new RandomStream(_recipe.Seed, _widest.Tensor + 1), shape.Weights, columns, shape.Columns, _shared, sign);
    }

    /// <summary>The narrowest parent that has all that is kept; one candidate at least.</summary>
    private int Width(ulong[] positive, ulong[]? negative)
    {
        GridShape shape = _widest.Shape;
        var rows = new BlockRows(_recipe.Seed, _widest);
        int width = 1;
        for (int side = 0; side < rows.Sides; side++)
        {
            ulong[] words = side == 0 ? positive : negative!;
            for (int channel = 0; channel < shape.Channels; channel++)
            {
                for (int position = 0; position < shape.RowLength; position++)
                {
                    int prefix = PrefixMask.PrefixOf(words[_widest.Number(channel, position)]);
                    if (prefix > 0) width = Math.Max(width, rows.Row(side, shape.Column(channel, position), prefix - 1) + 1);
                }
            }
        }

        return width;
    }

    /// <summary>Turns totals into what was added.</summary>
    private sealed class WeightProgress(Action<long> added) : IProgress<long>
    {
        private long _before;

        public void Report(long value)
        {
            long before = Interlocked.Exchange(ref _before, value);
            added(value - before);
        }
    }
}
