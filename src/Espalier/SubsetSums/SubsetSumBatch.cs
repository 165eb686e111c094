using Espalier.Numerics;

namespace Espalier.SubsetSums;

/// <summary>Gives one instance of a batch: fills the first candidates of the buffer and names the target.</summary>
/// <param name="instance">Which instance.</param>
/// <param name="candidates">Room for <see cref="SubsetSum.MaxCandidates"/> numbers.</param>
/// <param name="target">The target.</param>
/// <returns>How many candidates there are.</returns>
/// <remarks>Called from several threads at once, in any order; it must depend on the instance alone.</remarks>
public delegate int SubsetSumSource(int instance, Span<double> candidates, out double target);

/// <summary>Gives one row of a batch that shares candidates: fills the candidates and all targets of the row.</summary>
/// <param name="row">Which row.</param>
/// <param name="candidates">Room for <see cref="SubsetSum.MaxCandidates"/> numbers.</param>
/// <param name="targets">The targets of the row, all to be filled.</param>
/// <returns>How many candidates there are.</returns>
/// <remarks>Called from several threads at once, in any order; it must depend on the row alone.</remarks>
public delegate int SubsetSumRowSource(int row, Span<double> candidates, Span<double> targets);

/// <summary>Many subset sums on several threads. Results depend on the instances alone, never on threads or order.</summary>
public static class SubsetSumBatch
{
    /// <summary>Instances that a thread takes at a time, at most: enough to hide the hand-over, few enough to balance.</summary>
    private const int LargestChunk = 256;

    /// <summary>Chunks for each thread where there are few instances.</summary>
    private const int ChunksPerThread = 8;

    /// <summary>Solves instances that each have their own candidates.</summary>
    /// <param name="source">Gives the instances.</param>
    /// <param name="objective">As in <see cref="SubsetSum.Solve"/>.</param>
    /// <param name="epsilon">As in <see cref="SubsetSum.Solve"/>.</param>
    /// <param name="results">One result per instance; its length is the number of instances.</param>
    /// <param name="threads">How many threads to use, at least 1.</param>
    /// <param name="progress">Told the number of instances done so far, or null.</param>
    /// <param name="cancel">Stops early; instances not reached keep the status <see cref="SubsetSumStatus.Unsolved"/>.</param>
    /// <returns>Whether every instance was solved.</returns>
    public static bool SolveFresh(
        SubsetSumSource source,
        SubsetSumObjective objective,
        double epsilon,
        Memory<SubsetSumResult> results,
        int threads,
        IProgress<long>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        int size = (int)Math.Clamp(results.Length / ((long)threads * ChunksPerThread), 1, LargestChunk);
        results.Span.Clear();

        int Chunk(int chunk, SubsetSumWorkspace workspace)
        {
            Span<double> buffer = stackalloc double[SubsetSum.MaxCandidates];
            int first = chunk * size;
            int end = Math.Min(results.Length, first + size);
            int i = first;
            for (; i < end && !cancel.IsCancellationRequested; i++)
            {
                int n = source(i, buffer, out double target);
                results.Span[i] = SubsetSum.Solve(buffer[..n], target, objective, epsilon, workspace);
            }

            return i - first;
        }

        return Run(results.Length, size, threads, Chunk, progress, cancel);
    }

    /// <summary>Solves rows of targets, the targets of a row sharing its candidates.</summary>
    /// <param name="source">Gives the rows.</param>
    /// <param name="targetsPerRow">Targets of each row, at least 1.</param>
    /// <param name="objective">As in <see cref="SubsetSum.Solve"/>.</param>
    /// <param name="epsilon">As in <see cref="SubsetSum.Solve"/>.</param>
    /// <param name="results">Row by row, <paramref name="targetsPerRow"/> each; its length is a multiple of that.</param>
    /// <param name="threads">How many threads to use, at least 1.</param>
    /// <param name="progress">Told the number of targets done so far, or null.</param>
    /// <param name="cancel">Stops early; rows not reached keep the status <see cref="SubsetSumStatus.Unsolved"/>.</param>
    /// <returns>Whether every target was solved.</returns>
    public static bool SolveShared(
        SubsetSumRowSource source,
        int targetsPerRow,
        SubsetSumObjective objective,
        double epsilon,
        Memory<SubsetSumResult> results,
        int threads,
        IProgress<long>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetsPerRow, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (results.Length % targetsPerRow != 0) throw new ArgumentException("The length is not a multiple of targetsPerRow.", nameof(results));
        results.Span.Clear();

        int Row(int row, SubsetSumWorkspace workspace)
        {
            Span<double> buffer = stackalloc double[SubsetSum.MaxCandidates];
            double[] targets = new double[targetsPerRow];
            int n = source(row, buffer, targets);
            var shared = new SharedCandidates(buffer[..n]);
            Span<SubsetSumResult> into = results.Span.Slice(row * targetsPerRow, targetsPerRow);
            int j = 0;
            for (; j < targets.Length && !cancel.IsCancellationRequested; j++)
                into[j] = shared.Solve(targets[j], objective, epsilon, workspace);
            return j;
        }

        return Run(results.Length, targetsPerRow, threads, Row, progress, cancel);
    }

    /// <summary>Solves targets that all share one list of candidates.</summary>
    /// <param name="candidates">As in <see cref="SubsetSum.Solve"/>.</param>
    /// <param name="targets">The targets.</param>
    /// <param name="objective">As in <see cref="SubsetSum.Solve"/>.</param>
    /// <param name="epsilon">As in <see cref="SubsetSum.Solve"/>.</param>
    /// <param name="results">One result per target.</param>
    /// <param name="threads">How many threads to use, at least 1.</param>
    /// <param name="progress">Told the number of targets done so far, or null.</param>
    /// <param name="cancel">Stops early; targets not reached keep the status <see cref="SubsetSumStatus.Unsolved"/>.</param>
    /// <returns>Whether every target was solved.</returns>
    public static bool SolveList(
        ReadOnlySpan<double> candidates,
        ReadOnlyMemory<double> targets,
        SubsetSumObjective objective,
        double epsilon,
        Memory<SubsetSumResult> results,
        int threads,
        IProgress<long>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(results.Length, targets.Length);
        results.Span.Clear();
        var shared = new SharedCandidates(candidates);

        int One(int target, SubsetSumWorkspace workspace)
        {
            results.Span[target] = shared.Solve(targets.Span[target], objective, epsilon, workspace);
            return 1;
        }

        return Run(results.Length, 1, threads, One, progress, cancel);
    }

    /// <summary>Hands parts to threads until none is left.</summary>
    /// <param name="total">Instances in all.</param>
    /// <param name="partSize">Instances in each part but perhaps the last.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="solve">Solves a part and returns how many of its instances it came to.</param>
    /// <param name="progress">Told the instances done.</param>
    /// <param name="cancel">Stops early.</param>
    private static bool Run(
        int total, int partSize, int threads, Func<int, SubsetSumWorkspace, int> solve, IProgress<long>? progress, CancellationToken cancel)
    {
        int parts = (int)(((long)total + partSize - 1) / partSize);
        var work = new Work(solve, Math.Min(threads, parts), progress, cancel);
        new Crew().Run(work, parts, threads);
        return work.Done == total;
    }

    private sealed class Work(
        Func<int, SubsetSumWorkspace, int> solve, int workers, IProgress<long>? progress, CancellationToken cancel) : ICrewWork
    {
        private readonly SubsetSumWorkspace?[] _workspaces = new SubsetSumWorkspace?[workers];
        private long _done;

        public long Done => _done;

        public void Do(int piece, int worker)
        {
            if (cancel.IsCancellationRequested) return;
            long done = Interlocked.Add(ref _done, solve(piece, _workspaces[worker] ??= new SubsetSumWorkspace()));
            progress?.Report(done);
        }
    }
}
