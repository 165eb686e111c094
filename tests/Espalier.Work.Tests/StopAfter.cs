namespace Espalier.Work.Tests;

/// <summary>Stops a job at one of its reports.</summary>
internal sealed class StopAfter(CancellationTokenSource stop, int reports = 1) : IProgress<JobProgress>
{
    private int _left = reports;

    public void Report(JobProgress value)
    {
        if (--_left == 0) stop.Cancel();
    }
}
