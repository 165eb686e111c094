using System.Text.Json;
using Espalier.Lab.Experiments;
using Espalier.Lab.Specifications;

namespace Espalier.Lab.Storage.Databases;

/// <summary>A store in a database.</summary>
internal sealed class DatabaseStore : IStore
{
    private readonly StoreDatabase _database;

    /// <summary>Opens a store, making its tables if that is allowed.</summary>
    public DatabaseStore(StoreDatabase database, bool mayCreate)
    {
        _database = database;
        StoreTables.Require(database, mayCreate);
    }

    /// <inheritdoc/>
    public string Name => _database.Name;

    /// <inheritdoc/>
    public IReadOnlyList<SweepEntry> Sweeps() => _database.Reading(transaction =>
    {
        var tallies = new Dictionary<long, CellTally>();
        transaction.Each("SELECT sweep, state, count(*) FROM cell GROUP BY sweep, state", row =>
            tallies[row.GetInt64(0)] = StoredSweep.Counted(
                tallies.GetValueOrDefault(row.GetInt64(0)), (CellStanding)row.GetInt64(1), row.GetInt64(2)));
        return transaction.Query(
            "SELECT s.id, s.name, e.name, e.revision, s.source FROM sweep s JOIN experiment e ON e.id = s.experiment ORDER BY s.id",
            row =>
                new SweepEntry(
                    row.GetString(1), row.GetString(2), (int)row.GetInt64(3), row.GetString(4), tallies.GetValueOrDefault(row.GetInt64(0))));
    });

    /// <inheritdoc/>
    public IStoredSweep Open(string? name = null) => _database.Reading(transaction =>
    {
        List<string> names = transaction.Query("SELECT name FROM sweep ORDER BY id", row => row.GetString(0));
        if (names.Count == 0)
            throw new InvalidInputException(Name, null, "nothing was ever run here", "run a specification with `espalier lab run SPEC`");
        if (name is null && names.Count > 1)
            throw new InvalidInputException(Name, null, $"the store holds {names.Count} sweeps: {Shown(names)}", "name one with `sweep`");
        if (name is not null && !names.Contains(name))
            throw new InvalidInputException(Name, null, $"the store has no sweep \"{name}\"", $"it has {Shown(names)}");
        return Find(transaction, name ?? names[0])!;
    });

    /// <inheritdoc/>
    public IStoredSweep Add(Sweep sweep, bool change = false)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        // What is there already is opened without writing, so that a store that is read only can be read.
        if (_database.Reading(transaction => Known(transaction, sweep.Name)) is { } there && there.Meaning == sweep.Meaning)
            return _database.Reading(transaction => Find(transaction, sweep.Name, sweep.Experiment.Schema))!;
        try
        {
            return Insert(sweep, change);
        }
        catch (StoreWriteException exception)
        {
            throw new InvalidInputException(
                Name, null, $"cannot be written to ({exception.Message})", "name a store with room where you may write", exception);
        }
    }

    private StoredSweep Insert(Sweep sweep, bool change)
    {
        return _database.Within(transaction =>
        {
            long experiment = ExperimentOf(transaction, sweep.Experiment.Schema);
            string digest = StoredSweep.Keep(transaction, sweep.Text);
            (string Meaning, long Id, string Experiment)? known = Known(transaction, sweep.Name);
            if (known is { } other && other.Meaning != sweep.Meaning) Change(transaction, sweep, experiment, digest, other, change);
            if (known is null)
            {
                transaction.Execute(
                    "INSERT INTO sweep (name, experiment, specification, meaning, source, listed) VALUES (@name, @experiment, "
                        + "@digest, @meaning, @source, '')",
                    ("name", sweep.Name),
                    ("experiment", experiment),
                    ("digest", digest),
                    ("meaning", sweep.Meaning),
                    ("source", sweep.Source));
            }

            return Find(transaction, sweep.Name, sweep.Experiment.Schema)!;
        });
    }

    /// <inheritdoc/>
    public void WaitFor(TimeSpan patience, CancellationToken stop, Action<string>? told = null) =>
        (_database.Patience, _database.Stop, _database.Told) = (patience, stop, told);

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private static (string Meaning, long Id, string Experiment)? Known(StoreTransaction transaction, string name)
    {
        List<(string, long, string)> found = transaction.Query(
            "SELECT s.meaning, s.id, e.name FROM sweep s JOIN experiment e ON e.id = s.experiment WHERE s.name = @name",
            row => (row.GetString(0), row.GetInt64(1), row.GetString(2)),
            ("name", name));
        return found is [var one] ? one : null;
    }

    /// <summary>The cells are listed anew, and find their records again; the runs of before keep the specification that they had.</summary>
    private void Change(
        StoreTransaction transaction, Sweep sweep, long experiment, string digest, (string Meaning, long Id, string Experiment) known, bool isWanted)
    {
        if (!isWanted)
        {
            string before = known.Experiment == sweep.Experiment.Name
                ? "a specification that asks for something else"
                : $"the experiment {known.Experiment}";
            throw new InvalidInputException(
                Name, sweep.Name, $"the sweep \"{sweep.Name}\" stands for {before}", "give this one a name of its own with `sweep`, which "
                    + "takes over every cell that both have, or change the sweep with `change`");
        }

        long inHand = transaction.Number("SELECT count(*) FROM cell WHERE sweep = @sweep AND state = 1", ("sweep", known.Id)) ?? 0;
        if (inHand > 0)
            throw new InvalidInputException(
                Name, sweep.Name, $"{inHand} cells of the sweep are in the hands of workers", "wait for them to end, then change it");
        transaction.Execute("DELETE FROM cell WHERE sweep = @sweep", ("sweep", known.Id));
        transaction.Execute(
            "UPDATE sweep SET experiment = @experiment, specification = @digest, meaning = @meaning, source = @source, listed = '' WHERE id = @sweep",
            ("experiment", experiment),
            ("digest", digest),
            ("meaning", sweep.Meaning),
            ("source", sweep.Source),
            ("sweep", known.Id));
    }

    private StoredSweep? Find(StoreTransaction transaction, string name, ExperimentSchema? schema = null)
    {
        List<StoredSweep> found = transaction.Query(
            "SELECT s.id, s.experiment, s.specification, s.source, e.description FROM sweep s JOIN experiment e ON e.id = "
                + "s.experiment WHERE s.name = @name",
            row =>
                new StoredSweep(
                    _database,
                    name,
                    row.GetInt64(0),
                    row.GetInt64(1),
                    row.GetString(2),
                    row.GetString(3),
                    schema is null ? SchemaOf(row.GetString(4)) : Agreeing(schema, row.GetString(4))),
            ("name", name));
        return found is [var one] ? one : null;
    }

    private ExperimentSchema SchemaOf(string description) => SchemaText.Parse(Name, description).ToSchema(Name);

    /// <summary>A schema by which the records that a store keeps under a description can be read.</summary>
    private ExperimentSchema Agreeing(ExperimentSchema schema, string description) =>
        SchemaText.Difference(SchemaOf(description), schema) is { } difference
            ? throw new InvalidInputException(Name, null, difference, "use another store")
            : schema;

    private long ExperimentOf(StoreTransaction transaction, ExperimentSchema schema)
    {
        List<(long Id, string Description)> known = transaction.Query(
            "SELECT id, description FROM experiment WHERE name = @name AND revision = @revision",
            row => (row.GetInt64(0), row.GetString(1)),
            ("name", schema.Experiment),
            ("revision", (long)schema.Revision));
        if (known is [var one])
        {
            Agreeing(schema, one.Description);
            return one.Id;
        }

        return transaction.Number(
            "INSERT INTO experiment (name, revision, description) VALUES (@name, @revision, @description) RETURNING id",
            ("name", schema.Experiment),
            ("revision", (long)schema.Revision),
            ("description", JsonSerializer.Serialize(SchemaText.Of(schema), SchemaText.Json)))!.Value;
    }

    private static string Shown(List<string> names) => string.Join(", ", names.Take(20)) + (names.Count > 20 ? ", …" : "");
}
