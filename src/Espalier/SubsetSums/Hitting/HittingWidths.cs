using Espalier.Numerics;

namespace Espalier.SubsetSums.Hitting;

/// <summary>
/// For every weight the shortest prefix of its endless candidates that holds a subset within the tolerance: then every weight is met,
/// and the parent is as wide as the longest prefix.
/// </summary>
/// <remarks>
/// The hitting width N is the smallest n for which some subset of the first n candidates has |z − Σ| ≤ ε, exactly. The mask is that
/// of <see cref="SubsetSum.Solve"/> with the error objective on those N candidates: the smallest exact |z − Σ|, then the fewest kept,
/// then the smallest mask. A weight that all candidates miss keeps all those of its sign where they fall short of it, else the subset of
/// smallest error of the first 26. With a code (<see cref="PrefixCode"/>) the subset within ε whose word is shortest is taken instead,
/// over all widths that have words; ties as before.
/// </remarks>
public static class HittingWidths
{
    /// <summary>Solves one weight with the candidates given.</summary>
    /// <param name="candidates">At most <see cref="SubsetSum.MaxCandidates"/> finite numbers.</param>
    /// <param name="target">A finite number.</param>
    /// <param name="epsilon">The tolerance, above 0.</param>
    /// <param name="code">Asks for the shortest code; null asks for the shortest prefix.</param>
    /// <exception cref="InvalidInputException">A number is not finite, ε is not above 0, or there are too many candidates.</exception>
    public static HittingResult Solve(ReadOnlySpan<double> candidates, double target, double epsilon, PrefixCode? code = null) =>
        Solve(candidates, target, epsilon, code, new PrefixSearch(), vectors: true);

    internal static HittingResult Solve(
        ReadOnlySpan<double> candidates, double target, double epsilon, PrefixCode? code, PrefixSearch search, bool vectors)
    {
        SubsetSumInput.Check(candidates, target, epsilon);
        double bound = 0;
        foreach (double candidate in candidates) bound = Math.Max(bound, Math.Abs(candidate));
        return search.Solve(
            new Listed(candidates), target, epsilon, PrefixSearch.ExponentFor(bound), code?.Costs, tested: -1, pause: int.MaxValue, vectors)!.Value;
    }

    /// <summary>Solves consecutive weights of a grid, on the calling thread.</summary>
    /// <param name="candidates">The grid's candidates.</param>
    /// <param name="first">The number of the first weight in the grid.</param>
    /// <param name="weights">The weights, finite.</param>
    /// <param name="tolerances">One for every weight, above 0.</param>
    /// <param name="results">One for every weight.</param>
    /// <param name="code">Asks for the shortest code; null asks for the shortest prefix.</param>
    /// <exception cref="InvalidInputException">A weight is not finite or a tolerance is not above 0.</exception>
    public static void Solve(
        HittingCandidates candidates,
        long first,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<double> tolerances,
        Span<HittingResult> results,
        PrefixCode? code = null)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentOutOfRangeException.ThrowIfNotEqual(tolerances.Length, weights.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(results.Length, weights.Length);
        Check(weights);
        foreach (double tolerance in tolerances) SubsetSumInput.CheckEpsilon(tolerance);
        var job = new HittingJob(candidates, code?.Costs, Vectors: true);
        var tile = new HittingTile();
        var targets = new double[Math.Min(weights.Length, HittingTile.Weights)];
        for (int at = 0; at < weights.Length; at += HittingTile.Weights)
        {
            int count = Math.Min(HittingTile.Weights, weights.Length - at);
            for (int i = 0; i < count; i++) targets[i] = weights[at + i];
            tile.Solve(job, first + at, targets.AsSpan(0, count), tolerances.Slice(at, count), results.Slice(at, count));
        }
    }

    /// <summary>Solves a whole grid on several threads; results depend on neither threads nor instruction set.</summary>
    /// <param name="candidates">The grid's candidates.</param>
    /// <param name="weights">The weights, row by row, finite.</param>
    /// <param name="tolerances">One for every row, above 0.</param>
    /// <param name="masks">The mask of every weight: bit i is set when candidate i is kept.</param>
    /// <param name="threads">How many threads to use, at least 1.</param>
    /// <param name="progress">Told how many weights are done, or null.</param>
    /// <param name="code">Asks for the shortest code; null asks for the shortest prefix.</param>
    /// <param name="cancel">Stops early.</param>
    /// <returns>What every row took; null if cancelled.</returns>
    /// <exception cref="InvalidInputException">A weight is not finite or a tolerance is not above 0.</exception>
    public static HittingRow[]? SolveGrid(
        HittingCandidates candidates,
        ReadOnlyMemory<float> weights,
        ReadOnlyMemory<double> tolerances,
        Memory<ulong> masks,
        int threads,
        IProgress<long>? progress = null,
        PrefixCode? code = null,
        CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(masks.Length, weights.Length);
        Check(weights.Span);
        void Read(int first, Span<double> targets)
        {
            ReadOnlySpan<float> values = weights.Span.Slice(first, targets.Length);
            for (int i = 0; i < targets.Length; i++) targets[i] = values[i];
        }

        return SolveGrid(candidates, Read, 0, tolerances, masks, threads, progress, code, cancel);
    }

    /// <summary>Solves whole rows from a weight of a grid on; the weights are known to be finite.</summary>
    internal static HittingRow[]? SolveGrid(
        HittingCandidates candidates,
        TargetReader targets,
        long first,
        ReadOnlyMemory<double> tolerances,
        Memory<ulong> masks,
        int threads,
        IProgress<long>? progress,
        PrefixCode? code,
        CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        int rows = tolerances.Length;
        if (rows == 0 || masks.Length % rows != 0) throw new ArgumentException("These are not whole rows.", nameof(tolerances));
        foreach (double tolerance in tolerances.Span) SubsetSumInput.CheckEpsilon(tolerance);
        var work = new HittingGridWork(
            new HittingJob(candidates, code?.Costs, Vectors: true), targets, first, tolerances, masks, threads, progress, cancel);
        new Crew().Run(work, work.Pieces, threads);
        return cancel.IsCancellationRequested ? null : work.Rows;
    }

    private static void Check(ReadOnlySpan<float> weights)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            if (!float.IsFinite(weights[i]))
                throw new InvalidInputException("weights", $"index {i}", $"the value is {weights[i]}", "give finite numbers");
        }
    }

    /// <summary>Candidates that stand in a list.</summary>
    private readonly ref struct Listed(ReadOnlySpan<double> candidates) : ICandidates
    {
        private readonly ReadOnlySpan<double> _candidates = candidates;

        public int Count => _candidates.Length;

        public double this[int place] => _candidates[place];
    }
}
