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

    private readonly Func<Workplace, object> _work;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _notes = [];
    private readonly BoundHistory _bounds = new();
    private readonly List<TimedEpoch> _epochs = [];
    private readonly Lock _gate = new();
    private volatile JobState _state;
    private JobProgress _progress;
    private string? _stopped;
    private DateTimeOffset _worked;

    internal RunningJob(string title, string command, TimeSpan most, Func<Workplace, object> work) =>
        (Title, Command, Most, _work) = (title, command, most, work);

    /// <summary>Its number, which stands in addresses.</summary>
    public string Id { get; } = RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>What it does, in a few words.</summary>
    public string Title { get; }

    /// <summary>The command that does the same.</summary>
    public string Command { get; }

    /// <summary>What it was asked for, with all that could change its answer; null where every asking is another job.</summary>
    internal string? Key { get; init; }

    /// <summary>The file of the models folder that is there when it is answered, or null.</summary>
    internal string? Makes { get; init; }

    /// <summary>Where it stands. It is written last: whoever sees that a job is over sees all that came of it.</summary>
    public JobState State => _state;

    /// <summary>How far it is.</summary>
    public JobProgress Progress
    {
        get
        {
            lock (_gate) return _progress;
        }
    }

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

    /// <summary>Tells it to stop, unless it is over.</summary>
    /// <param name="why">As a clause.</param>
    public void Stop(string why)
    {
        if (IsOver) return;
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
        lock (_gate)
        {
            if (value.Epoch is { } epoch) _epochs.Add(epoch);
            _progress = value.Part < 0 ? value with { Part = value.Stage == _progress.Stage ? _progress.Part : 0 } : value;
            if (value.Bounds is { } bounds) _bounds.Add(new((TimeProvider.System.GetUtcNow() - _worked).TotalSeconds, bounds.Lower, bounds.Upper));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    internal void Begin() => (_worked, _state) = (TimeProvider.System.GetUtcNow(), JobState.Running);

    internal void Run(int threads)
    {
        var end = JobState.Answered;
        try
        {
            _stop.CancelAfter(Most);
            var place = new Workplace(threads, this, _stop.Token) { Notes = Note, Repeat = Command };
            Answer = _work(place);
        }
        catch (Exception exception)
        {
            end = Fail(JobFailure.Unwrap(exception));
        }

        _state = end;
    }

    internal void Drop()
    {
        Failure = new(Title, null, _stopped ?? "it was stopped before it began", "ask for it again");
        _state = JobState.Stopped;
    }

    private void Note(string text)
    {
        lock (_gate)
        {
            if (_notes.Count < MostNotes) _notes.Add(text);
        }
    }

    private JobState Fail(Exception cause)
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
        return cause is OperationCanceledException ? JobState.Stopped : JobState.Failed;
    }
}
