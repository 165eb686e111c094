using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Work.Lab;

/// <summary>A specification whose sweep a store shall know, for workers to begin.</summary>
public sealed record AddRequest
{
    /// <summary>The text of the specification.</summary>
    public required string Text { get; init; }

    /// <summary>What messages call it, and what the store notes as its origin.</summary>
    public string Source { get; init; } = "specification";

    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>Whether a sweep of that name that asked for something else is changed to this one.</summary>
    public bool Change { get; init; }
}

/// <summary>The sweep that was added.</summary>
public sealed record AddAnswer(string Store, string Sweep, string Experiment);

/// <summary>Adds a sweep to a store without running it; workers do.</summary>
public sealed class AddJob : IJob<AddRequest, AddAnswer>
{
    /// <inheritdoc/>
    public Outcome<AddAnswer> Run(AddRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Sweep sweep = SweepWork.Read(request.Source, request.Text, null, place.Cancel);
        using IStore store = Stores.OpenOrCreate(request.Store);
        IStoredSweep added = store.Add(sweep, request.Change);
        return Outcome.Of(new AddAnswer(store.Name, added.Name, sweep.Experiment.Name));
    }
}
