namespace Espalier.Work;

/// <summary>Where a job runs: how many threads, who listens, and what stops it. Nothing of it changes an answer, except times.</summary>
/// <param name="Threads">Cores to use, at least 1.</param>
/// <param name="Progress">Hears how far the work is, on the thread that does it; null where nobody listens, and then nothing is put into
/// words.</param>
/// <param name="Cancel">Stops the work: with the best so far where there is one, else with an <see cref="OperationCanceledException"/>.</param>
public sealed record Workplace(int Threads, IProgress<JobProgress>? Progress = null, CancellationToken Cancel = default)
{
    /// <summary>
    /// Hears what is worth knowing and no failure: one line, a clause without a full stop. A field of the request stands in backticks.
    /// </summary>
    public Action<string>? Notes { get; init; }

    /// <summary>How the caller asks for the same again, in the caller's own language: reports print it.</summary>
    public string Repeat { get; init; } = "the same request";

    /// <summary>Says something worth knowing.</summary>
    public void Note(string text) => Notes?.Invoke(text);

    /// <summary>A listener for one stage of the work, or null where nobody listens.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="part">Maps what the work reports to the part done.</param>
    /// <param name="words">Puts it into words, or null.</param>
    /// <param name="bounds">What it knows of the number that it looks for, or null.</param>
    public IProgress<TStep>? Stage<TStep>(
        string stage, Func<TStep, double> part, Func<TStep, string>? words = null, Func<TStep, JobBounds>? bounds = null) =>
        Progress is { } listener ? new StageProgress<TStep>(listener, stage, part, words, bounds) : null;

    /// <summary>A listener for one stage of work that reports the part done.</summary>
    public IProgress<double>? Stage(string stage) => Stage<double>(stage, static part => part);

    /// <summary>Says that a stage begins.</summary>
    public void Begin(string stage) => Progress?.Report(new JobProgress(stage, 0));

    /// <summary>Cancelled with the work, or when so many seconds are over.</summary>
    /// <param name="seconds">The field <c>timeLimit</c> of a request; null for no limit.</param>
    /// <exception cref="InvalidInputException">It is no time.</exception>
    public CancellationTokenSource StopAfter(double? seconds)
    {
        if (seconds is { } limit && !(limit > 0 && limit < MostSeconds))
            throw new InvalidInputException("timeLimit", null, $"the value is {limit}", "give a number of seconds above 0");
        var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        if (seconds is { } given) stop.CancelAfter(TimeSpan.FromSeconds(given));
        return stop;
    }

    /// <summary>What a timer of the framework takes.</summary>
    private const double MostSeconds = 4e6;

    /// <summary>Reports on the caller's thread; the framework's Progress would queue steps and show them late.</summary>
    private sealed class StageProgress<TStep>(
        IProgress<JobProgress> listener, string stage, Func<TStep, double> part, Func<TStep, string>? words, Func<TStep, JobBounds>? bounds)
        : IProgress<TStep>
    {
        public void Report(TStep value) =>
            listener.Report(new JobProgress(stage, part(value), words?.Invoke(value)) { Bounds = bounds?.Invoke(value) });
    }
}
