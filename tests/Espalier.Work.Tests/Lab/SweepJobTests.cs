using Espalier.Lab.Running;
using Espalier.Lab.Storage;
using Espalier.Work.Lab;

namespace Espalier.Work.Tests.Lab;

public sealed class SweepJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("espalier-work-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_stopped_sweep_says_what_it_kept()
    {
        SweepRequest request = Chain(replicates: 20_000, trials: 20_000);
        using var stop = new CancellationTokenSource();
        var place = new Workplace(1, new StopAfter(stop), stop.Token);
        JobStoppedException stopped = Assert.Throws<JobStoppedException>(() => new SweepJob().Run(request, place));
        StatusAnswer status = new StatusJob().Run(new StatusRequest { Store = request.Store! }, new Heard().Place).Answer;
        Assert.Contains($": {status.Done} of 20000 cells are done, all of them kept", stopped.Kept);
        Assert.InRange(status.Remaining, 1, 20_000);
    }

    [Fact]
    public void The_same_request_runs_only_what_is_missing()
    {
        SweepRequest request = Chain(replicates: 6);
        Assert.Equal(6, new SweepJob().Run(request with { Shard = "1/1" }, new Heard().Place).Answer.DoneNow);
        Assert.Equal(0, new SweepJob().Run(request, new Heard().Place).Answer.DoneNow);
        Assert.Equal(0, new ResumeJob().Run(new ResumeRequest { Store = request.Store! }, new Heard().Place).Answer.DoneNow);
    }

    [Fact]
    public void Rows_are_written_where_the_caller_wants_them()
    {
        SweepRequest request = Chain(replicates: 3);
        new SweepJob().Run(request, new Heard().Place);
        ExportAnswer found = new ExportJob().Run(new ExportRequest { Store = request.Store! }, new Heard().Place).Answer;
        var rows = new StringWriter();
        found.WriteRows(rows, CancellationToken.None);
        Assert.Equal(4, rows.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("table", System.Text.Encoding.UTF8.GetString(Json.Serialize(found)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Of_several_sweeps_it_is_said_what_workers_have_in_hand()
    {
        SweepRequest request = Chain(replicates: 6);
        new SweepJob().Run(request, new Heard().Place);
        string text = File.ReadAllText(Chain(replicates: 6, trials: 200).Spec) + "name: other\n";
        new AddJob().Run(new() { Text = text, Store = request.Store! }, new Heard().Place);
        using IStore store = Stores.Open(request.Store!);
        IStoredSweep other = store.Open("other");
        SweepRunner.Prepare(SweepWork.Stored(other, default), other, acceptsChangedProgram: false);
        using ISweepRun run = other.BeginRun(
            new("text", "source", "rule", "1/1", 1, false, DateTimeOffset.UnixEpoch, RunEnvironment.Capture()), TimeSpan.FromMinutes(1));
        Assert.Single(run.Take(1));
        StatusAnswer found = new StatusJob().Run(new StatusRequest { Store = request.Store! }, new Heard().Place).Answer;
        Assert.Null(found.Sweep);
        Assert.Equal((1L, 1), (found.InHand, found.Workers));
    }

    [Fact]
    public void A_shard_that_is_none_names_the_field() =>
        Assert.Equal(
            "shard", Assert.Throws<InvalidInputException>(() => new SweepJob().Run(Chain(3) with { Shard = "3/2" }, new Heard().Place)).InputSource);

    private SweepRequest Chain(int replicates, int trials = 100)
    {
        string specification = Path.Combine(_folder, "chain.yaml");
        File.WriteAllText(specification, $"experiment: birth-death-chain\nreplicates: {replicates}\ngrid:\n  cap: [3]\n  trials: [{trials}]\n");
        return new SweepRequest { Spec = specification, Store = Path.Combine(_folder, "store") };
    }
}
