using System.Globalization;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Lab.Tests.Experiments;

namespace Espalier.Lab.Tests.Storage;

/// <summary>A server that dies between a commit and its answer: what was done is done again, and counts once.</summary>
public sealed class LostAnswerTests(PostgresServer server)
{
    /// <summary>In turn the first, second and third of three commits is lost, so that no kind of transaction is spared.</summary>
    [Slow]
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void What_is_committed_twice_is_recorded_once(int which)
    {
        const int Cells = 60;
        Uri address = new(server.NewDatabase());
        bool isOpen = false;
        using var wire = new LossyWire(address.Port, commit => Volatile.Read(ref isOpen) && commit % 3 == which);
        using IStore store = Stores.OpenOrCreate(
            address.ToString().Replace(address.Port.ToString(CultureInfo.InvariantCulture), Invariant($"{wire.Port}"), StringComparison.Ordinal));
        Volatile.Write(ref isOpen, true);
        var experiment = new ScriptedExperiment((cell, _) => cell.Integer("n"));
        Sweep sweep = StoreFolder.Sweep(experiment, Invariant($"grid: {{n: {{from: 20, to: {20 + Cells - 1}, step: 1}}}}"));
        SweepOutcome outcome = SweepRunner.Run(sweep, store.Add(sweep), StoreFolder.Options(threads: 1));
        Assert.Equal((SweepEnding.Finished, (long)Cells, 0L), (outcome.Ending, outcome.DoneNow, outcome.FailedNow));
        Volatile.Write(ref isOpen, false);
        Assert.True(wire.Lost >= 3, Invariant($"{wire.Lost} answers were lost"));
        IStoredSweep stored = store.Open();
        Assert.Equal(new CellTally(0, 0, Cells, 0, 0), stored.Tally());
        RunRecord run = Assert.Single(stored.ReadRuns());
        Assert.Equal(((long)Cells, (long)Cells, "finished"), (run.Recorded, run.End!.Done, run.End.Outcome));
        var table = RecordTable.Load(stored);
        Assert.Equal(Enumerable.Range(20, Cells).Select(n => (double)n), table.SortedRows().Select(row => table["value"].Number(row)));
    }
}
