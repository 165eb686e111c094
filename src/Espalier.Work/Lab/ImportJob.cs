using Espalier.Lab.Storage;

namespace Espalier.Work.Lab;

/// <summary>Records to take over into a store.</summary>
public sealed record ImportRequest
{
    /// <summary>Stores, or folders that an older espalier made.</summary>
    public required string[] From { get; init; }

    /// <summary>The store that takes them.</summary>
    public required string Store { get; init; }

    /// <summary>What to call the sweep, where a single one is taken over.</summary>
    public string? Sweep { get; init; }
}

/// <summary>What was taken over.</summary>
/// <param name="Store">The store.</param>
/// <param name="Sweeps">The sweeps, each with how many of its cells are done now.</param>
public sealed record ImportAnswer(string Store, IReadOnlyList<StatusSweep> Sweeps);

/// <summary>Takes the records of other stores over, and of folders that an older espalier made.</summary>
public sealed class ImportJob : IJob<ImportRequest, ImportAnswer>
{
    /// <inheritdoc/>
    public Outcome<ImportAnswer> Run(ImportRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        using IStore store = Stores.OpenOrCreate(request.Store);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (string source in request.From)
        {
            place.Begin($"reading {source}");
            foreach (
                ImportedSweep imported in StoreImport.Run(
                    source, store, request.Sweep, (name, text) => SweepWork.Read(name, text, null, place.Cancel), place.Cancel))
            {
                names.Add(imported.Name);
                if (imported.LeftOut > 0) place.Note(Invariant($"{source}: {imported.LeftOut} unfinished or damaged records were left out"));
            }
        }

        return Outcome.Of(new ImportAnswer(store.Name, [.. store.Sweeps().Where(entry => names.Contains(entry.Name)).Select(StatusSweep.Of)]));
    }
}
