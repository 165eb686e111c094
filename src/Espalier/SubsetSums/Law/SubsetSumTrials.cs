namespace Espalier.SubsetSums.Law;

/// <summary>What is asked of random subset sums: n random candidates, a target uniform on [−1, 1].</summary>
/// <param name="Distribution">How the candidates are distributed.</param>
/// <param name="Candidates">How many there are, n.</param>
/// <param name="Epsilon">The largest error that counts as success.</param>
/// <param name="Seed">Trial t is a pure function of the seed, t and the other parameters.</param>
public sealed record SubsetSumQuestion(CandidateLaw Distribution, int Candidates, double Epsilon, ulong Seed);

/// <summary>What happened in consecutive trials of a <see cref="SubsetSumQuestion"/>.</summary>
/// <param name="Question">The question.</param>
/// <param name="FirstTrial">The number of the first trial.</param>
/// <param name="Failures">Trials without a subset within ε.</param>
/// <param name="Errors">The smallest error of each trial, in order of trials.</param>
/// <param name="KeptForError">Entry k: trials whose subset of smallest error keeps k candidates.</param>
/// <param name="KeptForEdges">Entry k: trials whose smallest subset within ε keeps k candidates; failures are in no entry.</param>
public sealed record SubsetSumTrials(
    SubsetSumQuestion Question,
    long FirstTrial,
    long Failures,
    ReadOnlyMemory<double> Errors,
    IReadOnlyList<long> KeptForError,
    IReadOnlyList<long> KeptForEdges)
{
    /// <summary>How many trials there were.</summary>
    public long Trials => Errors.Length;

    /// <summary>The mean size of the smallest subset within ε, over the trials that have one; null if none has.</summary>
    public double? MeanKeptForEdges => Mean(KeptForEdges);

    /// <summary>The mean size of the subset of smallest error; null without trials.</summary>
    public double? MeanKeptForError => Mean(KeptForError);

    /// <summary>Runs trials firstTrial … firstTrial + trials − 1; null if cancelled.</summary>
    /// <param name="question">What to ask.</param>
    /// <param name="firstTrial">The number of the first trial, at least 0.</param>
    /// <param name="trials">How many trials.</param>
    /// <param name="threads">How many threads to use, at least 1.</param>
    /// <param name="progress">Told the number of subset sums solved, of two for each trial, or null.</param>
    /// <param name="cancel">Stops early.</param>
    /// <exception cref="InvalidInputException">The question cannot be asked.</exception>
    public static SubsetSumTrials? Run(
        SubsetSumQuestion question,
        long firstTrial,
        int trials,
        int threads,
        IProgress<long>? progress = null,
        CancellationToken cancel = default)
    {
        Check(question);
        ArgumentOutOfRangeException.ThrowIfNegative(firstTrial);
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        var source = new SubsetSumSource((int instance, Span<double> candidates, out double target) =>
        {
            RandomInstance.Candidates(question.Distribution, question.Seed, firstTrial + instance, candidates[..question.Candidates]);
            target = RandomInstance.Target(question.Seed, firstTrial + instance);
            return question.Candidates;
        });
        var errors = new SubsetSumResult[trials];
        var edges = new SubsetSumResult[trials];
        var second = progress is null ? null : new Offset(progress, trials);
        bool finished =
            SubsetSumBatch.SolveFresh(source, SubsetSumObjective.Error, question.Epsilon, errors, threads, progress, cancel)
            && SubsetSumBatch.SolveFresh(source, SubsetSumObjective.Edges, question.Epsilon, edges, threads, second, cancel);
        return finished ? Summarise(question, firstTrial, errors, edges) : null;
    }

    internal static void Check(SubsetSumQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        SubsetSumInput.CheckEpsilon(question.Epsilon);
        SubsetSumInput.CheckCount(question.Candidates);
    }

    private static SubsetSumTrials Summarise(
        SubsetSumQuestion question, long firstTrial, SubsetSumResult[] errors, SubsetSumResult[] edges)
    {
        long failures = 0;
        double[] smallest = new double[errors.Length];
        long[] keptForError = new long[question.Candidates + 1];
        long[] keptForEdges = new long[question.Candidates + 1];
        for (int i = 0; i < errors.Length; i++)
        {
            smallest[i] = errors[i].Error;
            keptForError[errors[i].Kept]++;
            if (edges[i].Status == SubsetSumStatus.Found) keptForEdges[edges[i].Kept]++;
            else failures++;
        }

        return new SubsetSumTrials(question, firstTrial, failures, smallest, keptForError, keptForEdges);
    }

    private static double? Mean(IReadOnlyList<long> counts)
    {
        long total = 0;
        double sum = 0;
        for (int k = 0; k < counts.Count; k++)
        {
            total += counts[k];
            sum += (double)k * counts[k];
        }

        return total == 0 ? null : sum / total;
    }

    /// <summary>Goes on counting where the first pass ended.</summary>
    private sealed class Offset(IProgress<long> progress, long start) : IProgress<long>
    {
        public void Report(long value) => progress.Report(start + value);
    }
}
