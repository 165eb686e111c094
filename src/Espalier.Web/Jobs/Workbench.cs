using Espalier.Work;

namespace Espalier.Web.Jobs;

/// <summary>All jobs that pages asked for: so many at once, so many waiting, each for so long, and within so much memory.</summary>
public sealed class Workbench : IDisposable
{
    private const int MostRemembered = 100;

    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    private readonly ServeOptions _options;
    private readonly List<RunningJob> _jobs = [];
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _guard;

    public Workbench(ServeOptions options)
    {
        _options = options;
        _guard = Task.Run(Guard);
    }

    /// <summary>The jobs, youngest first.</summary>
    public IReadOnlyList<RunningJob> Jobs
    {
        get
        {
            lock (_gate) return [.. Enumerable.Reverse(_jobs)];
        }
    }

    /// <summary>A job by its number, or null.</summary>
    public RunningJob? Find(string? id)
    {
        lock (_gate) return _jobs.Find(job => job.Id == id);
    }

    /// <summary>Takes a job on.</summary>
    /// <param name="title">What it does.</param>
    /// <param name="command">The command that does the same.</param>
    /// <param name="job">The job.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="most">How long it may take; the usual time if not given.</param>
    /// <param name="makes">The file of the models folder that it makes.</param>
    /// <exception cref="InvalidInputException">Too many are waiting.</exception>
    public RunningJob Start<TRequest, TAnswer>(
        string title, string command, IJob<TRequest, TAnswer> job, TRequest request, TimeSpan? most = null, string? makes = null)
        where TRequest : notnull
        where TAnswer : notnull
    {
        ArgumentNullException.ThrowIfNull(job);
        return Take(new RunningJob(title, command, most ?? _options.Limits.Time, place => job.Run(request, place).Answer) { Makes = makes });
    }

    /// <summary>The same, unless it is going on or was answered already: then that one.</summary>
    /// <param name="key">All that decides the answer.</param>
    /// <param name="title">What it does.</param>
    /// <param name="command">The command that does the same.</param>
    /// <param name="job">The job.</param>
    /// <param name="request">What is wanted.</param>
    public RunningJob StartOnce<TRequest, TAnswer>(
        string key, string title, string command, IJob<TRequest, TAnswer> job, TRequest request)
        where TRequest : notnull
        where TAnswer : notnull
    {
        ArgumentNullException.ThrowIfNull(job);
        lock (_gate)
        {
            return _jobs.Find(each => each.Key == key && each.State <= JobState.Answered)
                ?? Take(new RunningJob(title, command, _options.Limits.Time, place => job.Run(request, place).Answer) { Key = key });
        }
    }

    /// <summary>Stops everything and waits until what was in hand is given back.</summary>
    public async Task Close()
    {
        await _closing.CancelAsync();
        RunningJob[] open;
        lock (_gate) open = [.. _jobs.Where(job => !job.IsOver)];
        foreach (RunningJob job in open) job.Stop("the laboratory was closed");
        foreach (RunningJob job in open.Where(job => job.State == JobState.Waiting)) job.Drop();
        await Task.WhenAll(open.Select(job => job.Task).OfType<Task>());
        await _guard;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Dispose();
        lock (_gate) _jobs.ForEach(job => job.Dispose());
    }

    private RunningJob Take(RunningJob running)
    {
        lock (_gate)
        {
            if (_closing.IsCancellationRequested) throw new InvalidInputException("laboratory", null, "it is closing", "start it again");
            if (_jobs.Count(each => each.State == JobState.Waiting) >= _options.Limits.Waiting)
                throw new InvalidInputException(
                    "laboratory", null, $"{_options.Limits.Waiting} jobs are waiting already", "wait for one, or stop one");
            _jobs.Add(running);
            if (_jobs.Count > MostRemembered && _jobs.Find(each => each.IsOver) is { } oldest)
            {
                _jobs.Remove(oldest);
                oldest.Dispose();
            }
        }

        Fill();
        return running;
    }

    /// <summary>Lets the next begin. Those that were told to stop while they waited are dropped.</summary>
    private void Fill()
    {
        lock (_gate)
        {
            foreach (RunningJob job in _jobs.Where(job => job.State == JobState.Waiting).ToArray())
            {
                if (job.Stopping.IsCancellationRequested)
                {
                    job.Drop();
                    continue;
                }

                if (_jobs.Count(each => each.State == JobState.Running) >= _options.Limits.Running) continue;
                job.Begin();
                job.Task = Task.Factory.StartNew(
                    () => Work(job), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
        }
    }

    private void Work(RunningJob job)
    {
        job.Run(_options.Threads);
        Fill();
    }

    /// <summary>Looks at the memory now and then, and drops what was stopped while it waited.</summary>
    private async Task Guard()
    {
        using var timer = new PeriodicTimer(Glance);
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token))
            {
                Fill();
                if (Environment.WorkingSet <= _options.Limits.Memory) continue;
                lock (_gate) _jobs.FindLast(job => job.State == JobState.Running)?.Stop("the laboratory's memory was used up");
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
