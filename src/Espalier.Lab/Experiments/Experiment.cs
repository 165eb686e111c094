using System.Collections.Immutable;

namespace Espalier.Lab.Experiments;

/// <summary>
/// A named function from a cell to its measures. An implementation holds no state: the runner calls it from many threads at once,
/// perhaps on many machines, and expects the same result for the same cell.
/// </summary>
public abstract class Experiment
{
    /// <summary>Describes the experiment once and for all.</summary>
    protected Experiment(string name, int revision, string summary, ImmutableArray<Parameter> parameters, ImmutableArray<Measure> measures)
    {
        Summary = summary;
        Schema = new(name, revision, parameters, measures);
    }

    /// <summary>The name, as a specification uses it.</summary>
    public string Name => Schema.Experiment;

    /// <summary>One sentence without a full stop.</summary>
    public string Summary { get; }

    /// <summary>Parameters and measures.</summary>
    public ExperimentSchema Schema { get; }

    /// <summary>A clause about why these values do not go together, or null. Ranges of single parameters are checked before.</summary>
    /// <remarks>Called for every point of a grid before anything runs.</remarks>
    public virtual string? Objection(Cell cell) => null;

    /// <summary>
    /// Names what decides, beside the address, what a cell computes and may change from day to day: the files of a program. Null where the address
    /// says it all. Asked before a run begins.
    /// </summary>
    /// <exception cref="InvalidInputException">The experiment cannot run here.</exception>
    public virtual string? Program() => null;

    /// <summary>What is wrong according to the library, as a clause for <see cref="Objection"/>; null if it takes the values.</summary>
    /// <param name="attempt">Makes what the cell asks for, without running it.</param>
    protected static string? Refusal(Action attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        try
        {
            attempt();
            return null;
        }
        catch (InvalidInputException exception)
        {
            return $"{exception.InputSource}: {exception.Problem}";
        }
    }

    /// <summary>Computes one cell.</summary>
    /// <param name="cell">Parameters and random numbers.</param>
    /// <param name="cancel">Asked for between steps by cells that take long; a cancelled cell is not recorded and runs again later.</param>
    public abstract CellResult Run(Cell cell, CancellationToken cancel);
}

/// <summary>An experiment whose parameters are a record: the schema comes from it, and a cell is run with one.</summary>
/// <typeparam name="TParameters">A record whose properties carry <see cref="ParameterAttribute"/>; a new one holds the defaults.</typeparam>
public abstract class Experiment<TParameters> : Experiment
    where TParameters : class, new()
{
    /// <summary>Describes the experiment once and for all.</summary>
    protected Experiment(string name, int revision, string summary, ImmutableArray<Measure> measures)
        : base(name, revision, summary, ParameterRecord<TParameters>.Parameters, measures)
    {
    }

    /// <summary>A cell of this experiment.</summary>
    /// <exception cref="InvalidInputException">A value is out of range.</exception>
    public Cell CellOf(TParameters parameters, long replicate = 0) => Cell.Create(Schema, ParameterRecord<TParameters>.Values(parameters), replicate);

    /// <summary>A clause about why these values do not go together, or null. Ranges of single parameters are checked before.</summary>
    protected virtual string? Objection(TParameters parameters) => null;

    /// <summary>Computes one cell.</summary>
    /// <param name="parameters">The cell's parameters.</param>
    /// <param name="cell">Its address and its random numbers.</param>
    /// <param name="cancel">Asked for between steps by cells that take long.</param>
    protected abstract CellResult Run(TParameters parameters, Cell cell, CancellationToken cancel);

    /// <inheritdoc/>
    public sealed override string? Objection(Cell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return Objection(ParameterRecord<TParameters>.Read(cell.Parameters));
    }

    /// <inheritdoc/>
    public sealed override CellResult Run(Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return Run(ParameterRecord<TParameters>.Read(cell.Parameters), cell, cancel);
    }
}
