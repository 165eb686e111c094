using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Work.Inputs;

namespace Espalier.Work.Lab;

/// <summary>A worker for the sweeps of a store.</summary>
public sealed record WorkRequest
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>The sweep to work on; all, oldest first, if not given.</summary>
    public string? Sweep { get; init; }

    /// <summary>The memory that cells may take together, as <c>4G</c>; as much as they take if not given.</summary>
    public string? Memory { get; init; }

    /// <summary>Seconds that cells in hand may go on when the worker is to end.</summary>
    public double Grace { get; init; }

    /// <summary>As <see cref="Grace"/>, where the worker is cancelled and not asked; the same if not given.</summary>
    public double? CancelGrace { get; init; }

    /// <summary>Seconds that a cell is this worker's own without a sign of life.</summary>
    public double Lease { get; init; } = 60;

    /// <summary>Whether to end as soon as other workers hold all that is left.</summary>
    public bool LeaveWhenIdle { get; init; }
}

/// <summary>What a worker did.</summary>
public sealed record WorkAnswer(string Store, long DoneNow, long FailedNow, string Ending, IReadOnlyList<SweepAnswer> Sweeps);

/// <summary>Takes cells under a lease until none are left, beside any number of other workers.</summary>
/// <param name="drain">Ends the worker as a cancellation does, but in order: what it did is its answer.</param>
public sealed class WorkJob(CancellationToken drain) : IJob<WorkRequest, WorkAnswer>
{
    /// <inheritdoc/>
    public Outcome<WorkAnswer> Run(WorkRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Require.Number("lease", request.Lease, "seconds from 1 to 86400", static seconds => seconds is >= 1 and <= 86_400);
        Require.Number("grace", request.Grace, "seconds from 0 to 86400", static seconds => seconds is >= 0 and <= 86_400);
        Require.Number("cancelGrace", request.CancelGrace, "seconds from 0 to 86400", static seconds => seconds is >= 0 and <= 86_400);
        long memory = request.Memory is not { } text ? 0
            : CellResources.ParseMemory(text)
                ?? throw new InvalidInputException("memory", null, $"\"{text}\" is no amount", "give for example 512M or 4G");
        using IStore store = Stores.Open(request.Store);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(place.Cancel, drain);
        store.WaitFor(SweepWork.Patience, stop.Token, place.Note);
        var answers = new List<SweepAnswer>();
        bool isWell = true;
        foreach (string name in Names(store, request))
        {
            if (stop.IsCancellationRequested) break;
            IStoredSweep stored = store.Open(name);
            Sweep sweep = SweepWork.Stored(stored, place.Cancel);
            var options = new RunOptions(
                SweepWork.CellsAtOnce(sweep, place.Threads, memory), Shard.Whole, RetryFailed: false, TimeProvider.System, RunEnvironment.Capture())
            {
                Lease = TimeSpan.FromSeconds(request.Lease),
                Grace = TimeSpan.FromSeconds(request.Grace),
                CancelGrace = TimeSpan.FromSeconds(request.CancelGrace ?? request.Grace),
                Drain = drain,
                WaitsForOthers = !request.LeaveWhenIdle,
            };
            Outcome<SweepAnswer> outcome = SweepJob.Run(sweep, stored, options, place);
            isWell &= outcome.Ending != Ending.Negative;
            answers.Add(outcome.Answer);
        }

        string ending = answers.FirstOrDefault(answer => answer.Ending != "finished")?.Ending ?? "finished";
        return Outcome.Of(
            new WorkAnswer(store.Name, answers.Sum(answer => answer.DoneNow), answers.Sum(answer => answer.FailedNow), ending, answers), isWell);
    }

    private static IEnumerable<string> Names(IStore store, WorkRequest request) =>
        request.Sweep is { } one ? [one] : store.Sweeps().Select(entry => entry.Name);
}
