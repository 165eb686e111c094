using System.Collections.Immutable;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Specifications;

/// <summary>A specification, read and checked: which cells of which experiment, and the rule that says how many.</summary>
public sealed class Sweep
{
    /// <summary>More cells than this are taken for a mistake, unless the specification allows them.</summary>
    public const long StandardCellLimit = 1_000_000;

    internal Sweep(Experiment experiment, IEnumerable<Grid> grids, StoppingRule stopping, string? store, string text, string source)
    {
        Experiment = experiment;
        Grids = [.. grids];
        Stopping = stopping;
        Store = store;
        Text = text;
        Source = source;
    }

    /// <summary>The experiment.</summary>
    public Experiment Experiment { get; }

    /// <summary>The grids; points that stand in several of them run once.</summary>
    public ImmutableArray<Grid> Grids { get; }

    /// <summary>How many replicates.</summary>
    public StoppingRule Stopping { get; }

    /// <summary>The folder that the specification names for its records, or null.</summary>
    public string? Store { get; }

    /// <summary>The specification, word for word.</summary>
    public string Text { get; }

    /// <summary>The file it came from.</summary>
    public string Source { get; }

    /// <summary>Every point once.</summary>
    public IEnumerable<ImmutableArray<Scalar>> Points()
    {
        if (Grids.Length == 1) return Grids[0].Points();
        var scratch = new System.Buffers.ArrayBufferWriter<byte>();
        var seen = new HashSet<UInt128>();
        return Grids.SelectMany(grid => grid.Points()).Where(point => seen.Add(CellAddress.Of(Experiment.Schema, point, 0, scratch).Key));
    }
}
