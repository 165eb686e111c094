using Espalier.Web.Jobs;

namespace Espalier.Web.Tests;

public sealed class WorkbenchTests
{
    /// <summary>A place in the queue is free at once, and a page that looks sees it, although others wait before it.</summary>
    [Fact]
    public async Task A_job_that_is_stopped_while_it_waits_is_dropped_wherever_it_waits()
    {
        using var bench = new Workbench(new ServeOptions { Limits = new() { Running = 1 } });
        using var gate = new ManualResetEventSlim();
        RunningJob working = Start(bench, gate), first = Start(bench, gate), second = Start(bench, gate);
        second.Stop("it was stopped");
        RunningJob third = Start(bench, gate);
        Assert.Equal((JobState.Running, JobState.Waiting), (working.State, first.State));
        Assert.Equal((JobState.Stopped, JobState.Waiting), (second.State, third.State));
        Assert.Equal("it was stopped", second.Failure!.Problem);
        await bench.Close();
        Assert.Equal((JobState.Stopped, JobState.Stopped), (working.State, first.State));
    }

    /// <summary>What a timer or a listener of a job that is over would hold is let go with it.</summary>
    [Fact]
    public async Task The_oldest_jobs_are_forgotten_and_stopping_one_does_nothing()
    {
        using var bench = new Workbench(new ServeOptions());
        using var gate = new ManualResetEventSlim(initialState: true);
        RunningJob oldest = Start(bench, gate);
        await oldest.Task!;
        for (int i = 0; i < 100; i++) await Start(bench, gate).Task!;
        Assert.Null(bench.Find(oldest.Id));
        Assert.Throws<ObjectDisposedException>(() => oldest.Stopping);
        oldest.Stop("too late");
        Assert.Equal((JobState.Answered, 100), (oldest.State, bench.Jobs.Count));
        await bench.Close();
    }

    private static RunningJob Start(Workbench bench, ManualResetEventSlim gate) => bench.Start("title", "", new Held(gate), "request");
}
