using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Running;

/// <summary>How a sweep stands in its store, without running anything.</summary>
public static class SweepStatus
{
    /// <summary>Counts the cells that are listed; failed ones do not count as remaining.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="store">The sweep in its store.</param>
    /// <param name="counted">How the cells stand, where that is known: a store counts a million in a tenth of a second.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="InvalidInputException">The store cannot be read.</exception>
    public static SweepProgress Of(Sweep sweep, IStoredSweep store, CellTally? counted = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentNullException.ThrowIfNull(store);
        CellTally tally = counted ?? store.Tally();
        CellCounts counts = sweep.Stopping is UntilPrecise rule
            ? Adaptive(sweep, rule, store, tally, cancel)
            : new FixedListing(sweep, store, Shard.Whole).Counts(tally);
        return new(counts.Cells, counts.Done, counts.Failed, counts.Remaining, null, null) { SetAside = counts.SetAside };
    }

    /// <summary>The cells that were set aside, with what is known of them.</summary>
    public static IEnumerable<FailedCell> SetAside(Sweep sweep, IStoredSweep store)
    {
        ArgumentNullException.ThrowIfNull(store);
        var listing = CellListing.Of(sweep, store, Shard.Whole);
        return store.SetAside().Select(listing.CellOf).Select(cell => new FailedCell(
            cell.Address, cell.Replicate, cell.Parameters, new CellFailure(
                "set aside", "the worker that had it in hand was gone three times, twice with nothing else in hand")));
    }

    /// <summary>Which points have stopped follows from the records.</summary>
    private static CellCounts Adaptive(Sweep sweep, UntilPrecise rule, IStoredSweep store, CellTally tally, CancellationToken cancel)
    {
        var listing = new AdaptiveListing(sweep, rule, store, Shard.Whole);
        listing.Glance(cancel);
        return listing.Counts(tally);
    }
}
