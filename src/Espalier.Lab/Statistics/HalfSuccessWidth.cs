namespace Espalier.Lab.Statistics;

/// <summary>One trial: whether it succeeds, as a pure function of the width and the trial's number.</summary>
public delegate bool WidthTrial(int width, int trial);

/// <summary>Drives a <see cref="WidthSearch"/> to its end in one call, for trials that are functions.</summary>
public static class HalfSuccessWidth
{
    /// <summary>Finds the width at which success reaches one half. Cancelling gives what is known by then.</summary>
    public static WidthOutcome Find(
        WidthSearchPlan plan, WidthTrial trial, int threads, IProgress<WidthSearch>? progress = null, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        WidthSearch search = WidthSearch.Begin(plan);
        while (search.Next is { } request)
        {
            if (Successes(request, trial, threads, cancel) is not { } successes) return search.Outcome(cancelled: true);
            search = search.Report(successes);
            progress?.Report(search);
        }

        return search.Outcome();
    }

    private static int? Successes(TrialRequest request, WidthTrial trial, int threads, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested) return null;
        if (threads == 1) return InOrder(request, trial, cancel);
        int successes = 0;
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads };
        ParallelLoopResult end = Parallel.For(request.FirstTrial, request.FirstTrial + request.Trials, options, (i, state) =>
        {
            if (cancel.IsCancellationRequested) state.Stop();
            else if (trial(request.Width, i)) Interlocked.Increment(ref successes);
        });
        return end.IsCompleted ? successes : null;
    }

    private static int? InOrder(TrialRequest request, WidthTrial trial, CancellationToken cancel)
    {
        int successes = 0;
        for (int i = request.FirstTrial; i < request.FirstTrial + request.Trials; i++)
        {
            if (cancel.IsCancellationRequested) return null;
            if (trial(request.Width, i)) successes++;
        }

        return successes;
    }
}
