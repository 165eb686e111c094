using System.Numerics;

namespace Espalier.SubsetSums.Hitting;

/// <summary>Consecutive weights of a grid, solved together: numbers are drawn and first widths tried for all of them at once.</summary>
internal sealed unsafe class HittingTile
{
    /// <summary>The most weights of a tile.</summary>
    public const int Weights = 1024;

    /// <summary>Candidates at first, and after them, drawn for the whole tile.</summary>
    private const int Chunk = 8;

    /// <summary>One in so many weights unsolved is worth another chunk for all.</summary>
    private const int WorthAnother = 16;

    private const int RowsOfChunk = 24;
    private const int FirstWidths = 4;

    /// <summary>Units beyond this exponent, either way, may leave the range of float32.</summary>
    private const int LargestExponent = 100;

    private readonly float[] _floats = GC.AllocateArray<float>(((2 * Chunk * 2) + RowsOfChunk + 1) * Weights, pinned: true);
    private readonly int[] _integers = GC.AllocateArray<int>(2 * Weights, pinned: true);
    private readonly int[] _open = new int[Weights];
    private readonly PrefixSearch _search = new();

    /// <summary>Solves weights first, first + 1, … of a grid.</summary>
    public void Solve(HittingJob job, long first, ReadOnlySpan<double> targets, ReadOnlySpan<double> epsilons, Span<HittingResult> results)
    {
        Draw(job.Candidates, first, targets.Length, 0, Chunk);
        bool isTested = job.Costs is null && Math.Abs(job.Candidates.Exponent) <= LargestExponent;
        int open = isTested ? TryFirst(job, first, targets, epsilons, results) : OpenAll(targets.Length);
        if (open == 0) return;
        int known = Chunk;
        (int tested, int pause) = (isTested ? FirstWidths : -1, job.Costs is null ? known : int.MaxValue);
        open = Search(job, first, targets, epsilons, results, open, known, tested, pause);
        if (open * WorthAnother > targets.Length)
        {
            Draw(job.Candidates, first, targets.Length, known, known + Chunk);
            known += Chunk;
        }

        Search(job, first, targets, epsilons, results, open, known, Chunk, int.MaxValue);
    }

    private int OpenAll(int count)
    {
        for (int i = 0; i < count; i++) _open[i] = i;
        return count;
    }

    /// <summary>Tries the first widths of all weights at once; gives the number of those left open.</summary>
    private int TryFirst(HittingJob job, long first, ReadOnlySpan<double> targets, ReadOnlySpan<double> epsilons, Span<HittingResult> results)
    {
        int open = 0;
        fixed (float* floats = _floats)
        fixed (int* integers = _integers)
        {
            float* singles = floats + (4 * Chunk * Weights) + (RowsOfChunk * Weights);
            // What rounding moves is below the slack of a tolerance wherever four candidates reach.
            for (int i = 0; i < targets.Length; i++) singles[i] = (float)targets[i];
            double scale = Math.ScaleB(1, job.Candidates.Exponent);
            for (int i = 0; i < targets.Length; i++) integers[i] = (int)PrefixSearch.Tolerance(epsilons[i], scale);
            int padded = (targets.Length + FirstFour.Lanes - 1) & ~(FirstFour.Lanes - 1);
            FirstFour.Find(floats, Weights, singles, integers, integers + Weights, padded, (float)scale, job.Vectors);
            for (int i = 0; i < targets.Length; i++)
                if (!TryChoose(job, first + i, i, (uint)integers[Weights + i], targets[i], epsilons[i], out results[i])) _open[open++] = i;
        }

        return open;
    }

    /// <summary>Looks exactly at the subsets that the first widths let through, the shortest prefix first.</summary>
    private bool TryChoose(HittingJob job, long weight, int at, uint hits, double target, double epsilon, out HittingResult result)
    {
        result = default;
        if (hits == 0) return false;
        int column = job.Candidates.ColumnOf(weight);
        int count = job.Candidates.CountOf(column);
        Span<double> candidates = stackalloc double[FirstWidths];
        for (int k = 0; k < FirstWidths; k++) candidates[k] = k < count ? Value(job.Candidates, column, at, k) : 0;
        var choice = new HitChoice(target, epsilon, null);
        for (; hits != 0 && !choice.Overflowed; hits &= hits - 1)
        {
            uint mask = (uint)BitOperations.TrailingZeroCount(hits);
            if (choice.Found && HittingResult.WidthOf(mask) > choice.Cost) break;
            choice.Offer(candidates, mask);
        }

        if (!choice.Found || choice.Overflowed) return false;
        result = new HittingResult(SubsetSumStatus.Found, choice.Mask, choice.Error);
        return true;
    }

    /// <summary>Solves open weights one by one; gives the number of those still open.</summary>
    private int Search(
        HittingJob job,
        long first,
        ReadOnlySpan<double> targets,
        ReadOnlySpan<double> epsilons,
        Span<HittingResult> results,
        int open,
        int known,
        int tested,
        int pause)
    {
        int left = 0;
        for (int o = 0; o < open; o++)
        {
            int i = _open[o];
            var candidates = new Lane(this, job.Candidates, first + i, i, known);
            HittingResult? result = _search.Solve(
                in candidates, targets[i], epsilons[i], job.Candidates.Exponent, job.Costs, tested, pause, job.Vectors);
            if (result is { } found) results[i] = found;
            else _open[left++] = i;
        }

        return left;
    }

    /// <summary>Draws candidates from … to − 1 of every weight: values for the sums in units, numbers for the exact ones.</summary>
    private void Draw(HittingCandidates candidates, long first, int length, int from, int to)
    {
        if (!candidates.IsProduct)
        {
            for (int k = from; k < to; k++) candidates.Fill(first, k, Plane(k)[..length]);
            return;
        }

        // Half of the block rows have the wanted sign; a few more than twice as many rows hold most weights' candidates.
        int lowest = from == 0 ? 0 : (2 * from) - 4;
        for (int row = 0; row < RowsOfChunk; row++) candidates.Fill(first, lowest + row, Plane((4 * Chunk) + row)[..length]);
        int column = candidates.ColumnOf(first);
        for (int i = 0; i < length; i++)
        {
            int count = Math.Min(to, candidates.CountOf(column));
            for (int k = from; k < to; k++)
            {
                float number = 0;
                float factor = 0;
                if (k < count)
                {
                    int row = candidates.Row(column, k) - lowest;
                    number = row is >= 0 and < RowsOfChunk
                        ? _floats[(((4 * Chunk) + row) * Weights) + i]
                        : candidates.Number(first + i, row + lowest);
                    factor = (float)candidates.Factor(column, k);
                }

                _floats[(k * Weights) + i] = factor * number;
                _floats[(((2 * Chunk) + k) * Weights) + i] = number;
            }

            column = candidates.ColumnOf(first + i + 1);
        }
    }

    private Span<float> Plane(int plane) => _floats.AsSpan(plane * Weights, Weights);

    /// <summary>A candidate that was drawn for the whole tile.</summary>
    private double Value(HittingCandidates candidates, int column, int at, int place) => candidates.IsProduct
        ? candidates.Factor(column, place) * _floats[(((2 * Chunk) + place) * Weights) + at]
        : _floats[(place * Weights) + at];

    /// <summary>The candidates of one weight of the tile: those drawn already, and others on demand.</summary>
    private readonly ref struct Lane(HittingTile tile, HittingCandidates candidates, long weight, int at, int known) : ICandidates
    {
        private readonly int _column = candidates.ColumnOf(weight);

        public int Count => candidates.CountOf(_column);

        public double this[int place] => place < known ? tile.Value(candidates, _column, at, place) : candidates.At(weight, place);
    }
}

/// <summary>What all tiles of a grid have in common.</summary>
/// <param name="Candidates">The candidates.</param>
/// <param name="Costs">What codes cost, or null for the shortest prefix.</param>
/// <param name="Vectors">False asks for the scalar twins.</param>
internal sealed record HittingJob(HittingCandidates Candidates, HitCosts? Costs, bool Vectors);
