using System.Security.Cryptography;
using Espalier.Work;
using Espalier.Work.Training;

namespace Espalier.Web.Jobs;

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>Others come first.</summary>
    Waiting,

    /// <summary>It is worked on.</summary>
    Running,

    /// <summary>It ended with an answer.</summary>
    Answered,

    /// <summary>It was refused, or it failed.</summary>
    Failed,

    /// <summary>It was told to stop.</summary>
    Stopped,
}

/// <summary>A job that was asked for on a page. It belongs to the laboratory, not to the browser: it goes on when that is closed.</summary>
public sealed class RunningJob : IProgress<JobProgress>, IDisposable
{
    private const int MostNotes = 50;

    private readonly Func<RunningJob, Workplace, object> _work;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _notes = [];
    private readonly BoundHistory _bounds = new();
    private readonly List<TimedEpoch> _epochs = [];
    private readonly Lock _gate = new();
    private string? _stopped;
    private DateTimeOffset _worked;

    internal RunningJob(string kind, string title, string command, TimeSpan most, Func<RunningJob, Workplace, object> work)
    {
        (Kind, Title, Command, Most, _work) = (kind, title, command, most, work);
        Begun = TimeProvider.System.GetUtcNow();
    }

    /// <summary>Its number, which stands in addresses.</summary>
    public string Id { get; } = RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>What sort of work it is; pages look for theirs.</summary>
    public string Kind { get; }

    /// <summary>What it does, in a few words.</summary>
    public string Title { get; }

    /// <summary>The command that does the same.</summary>
    public string Command { get; }

    /// <summary>What it was asked for, with all that could change its answer; null where every asking is another job.</summary>
    internal string? Key { get; init; }

    /// <summary>The file of the models folder that is there when it is answered, or null.</summary>
    internal string? Makes { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset Begun { get; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? Ended { get; private set; }

    /// <summary>Where it stands.</summary>
    public JobState State { get; private set; }

    /// <summary>How far it is.</summary>
    public JobProgress Progress { get; private set; }

    /// <summary>What it answered, or null.</summary>
    public object? Answer { get; private set; }

    /// <summary>Why it was refused or failed, or what was kept when it was stopped; or null.</summary>
    public JobFailure? Failure { get; private set; }

    /// <summary>Whether it has ended.</summary>
    public bool IsOver => State >= JobState.Answered;

    /// <summary>What was worth knowing on the way.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            lock (_gate) return [.. _notes];
        }
    }

    internal TimeSpan Most { get; }

    internal CancellationToken Stopping => _stop.Token;

    internal Task? Task { get; set; }

    /// <summary>Tells it to stop.</summary>
    /// <param name="why">As a clause.</param>
    public void Stop(string why)
    {
        lock (_gate) _stopped ??= why;
        _stop.Cancel();
    }

    /// <summary>The bounds on the number that is looked for, as they closed; empty for work that looks for none.</summary>
    internal IReadOnlyList<BoundPoint> Bounds
    {
        get
        {
            lock (_gate) return [.. _bounds.Points];
        }
    }

    /// <summary>The epochs of a training as they ended.</summary>
    internal IReadOnlyList<TimedEpoch> Epochs
    {
        get
        {
            lock (_gate) return [.. _epochs];
        }
    }

    /// <inheritdoc/>
    public void Report(JobProgress value)
    {
        if (value.Epoch is { } epoch)
        {
            lock (_gate) _epochs.Add(epoch);
        }

        Progress = value.Part < 0 ? value with { Part = value.Stage == Progress.Stage ? Progress.Part : 0 } : value;
        if (value.Bounds is not { } bounds) return;
        lock (_gate) _bounds.Add(new((TimeProvider.System.GetUtcNow() - _worked).TotalSeconds, bounds.Lower, bounds.Upper));
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    internal void Begin() => (State, _worked) = (JobState.Running, TimeProvider.System.GetUtcNow());

    internal void Run(int threads)
    {
        try
        {
            _stop.CancelAfter(Most);
            var place = new Workplace(threads, this, _stop.Token) { Notes = Note, Repeat = Command };
            Answer = _work(this, place);
            State = JobState.Answered;
        }
        catch (Exception exception)
        {
            Fail(JobFailure.Unwrap(exception));
        }
        finally
        {
            Ended = TimeProvider.System.GetUtcNow();
        }
    }

    internal void Drop()
    {
        Failure = new(Title, null, _stopped ?? "it was stopped before it began", "ask for it again");
        (State, Ended) = (JobState.Stopped, TimeProvider.System.GetUtcNow());
    }

    private void Note(string text)
    {
        lock (_gate)
        {
            if (_notes.Count < MostNotes) _notes.Add(text);
        }
    }

    private void Fail(Exception cause)
    {
        Failure = cause switch
        {
            OperationCanceledException stopped => new(
                Title,
                null,
                _stopped ?? Invariant($"it took longer than {Most}"),
                stopped is JobStoppedException { Kept: { } kept }
                    ? $"{kept}; ask again, and it goes on from there"
                    : "nothing was kept; asked again, it begins anew"),
            OutOfMemoryException => new(Title, null, "there is not enough memory for it", "try something smaller"),
            _ =>
                JobFailure.Of(cause)
                    ?? new(Title, null, $"internal error: {cause.GetType().Name}: {JobFailure.FirstSentence(cause)}", "this is a defect"),
        };

        // Last, because whoever sees it looks no more.
        State = cause is OperationCanceledException ? JobState.Stopped : JobState.Failed;
    }
}
