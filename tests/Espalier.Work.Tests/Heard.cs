namespace Espalier.Work.Tests;

/// <summary>A workplace that remembers what a job said.</summary>
internal sealed class Heard : IProgress<JobProgress>
{
    private readonly List<JobProgress> _steps = [];

    public Heard(CancellationToken cancel = default) => Place = new Workplace(2, this, cancel) { Notes = Notes.Add, Repeat = "again" };

    public Workplace Place { get; }

    public List<string> Notes { get; } = [];

    public JobProgress[] Steps
    {
        get
        {
            lock (_steps) return [.. _steps];
        }
    }

    public void Report(JobProgress value)
    {
        lock (_steps) _steps.Add(value);
    }
}
