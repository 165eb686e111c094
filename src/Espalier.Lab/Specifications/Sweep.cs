using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Specifications;

/// <summary>A specification, read and checked: which cells of which experiment, and the rule that says how many.</summary>
public sealed class Sweep
{
    /// <summary>More cells than this are taken for a mistake, unless the specification allows them.</summary>
    public const long StandardCellLimit = 1_000_000;

    private string? _name;
    private string? _meaning;

    internal Sweep(Experiment experiment, IEnumerable<Grid> grids, StoppingRule stopping, string? store, string text, string source)
    {
        Experiment = experiment;
        Grids = [.. grids];
        Stopping = stopping;
        Store = store;
        Text = text;
        Source = source;
        PointCount = Grids.Aggregate(UInt128.Zero, (sum, grid) => sum + grid.PointCount);
    }

    /// <summary>The name under which a store keeps it; made of the experiment and of what the sweep asks for where none was given.</summary>
    public string Name
    {
        get => _name ??= $"{Experiment.Name}-{Meaning[..8]}";
        init => _name = value;
    }

    /// <summary>The experiment.</summary>
    public Experiment Experiment { get; }

    /// <summary>The grids; points that stand in several of them run once.</summary>
    public ImmutableArray<Grid> Grids { get; }

    /// <summary>How many replicates.</summary>
    public StoppingRule Stopping { get; }

    /// <summary>What one cell takes.</summary>
    public CellResources Resources { get; init; } = CellResources.Standard;

    /// <summary>The store that the specification names for its records, or null.</summary>
    public string? Store { get; }

    /// <summary>The specification, word for word.</summary>
    public string Text { get; }

    /// <summary>The file it came from.</summary>
    public string Source { get; }

    /// <summary>Equal for specifications that ask for the same cells by the same rule, however they are written.</summary>
    public string Meaning => _meaning ??= Digest();

    /// <summary>The points of all grids, those that stand in several of them counted each time.</summary>
    internal UInt128 PointCount { get; }

    /// <summary>The same sweep under another name.</summary>
    public Sweep Called(string name) => new(Experiment, Grids, Stopping, Store, Text, Source) { Name = name, Resources = Resources };

    /// <summary>Every point once.</summary>
    public IEnumerable<ImmutableArray<Scalar>> Points() => IndexedPoints().Select(pair => pair.Point);

    /// <summary>Every point once, with its place among the points of all grids.</summary>
    internal IEnumerable<(long Index, ImmutableArray<Scalar> Point)> IndexedPoints()
    {
        long index = 0;
        for (int i = 0; i < Grids.Length; i++)
        {
            foreach (ImmutableArray<Scalar> point in Grids[i].Points())
            {
                if (!IsInEarlier(i, point)) yield return (index, point);
                index++;
            }
        }
    }

    /// <summary>The point of a place.</summary>
    internal ImmutableArray<Scalar> PointAt(long index)
    {
        UInt128 left = (UInt128)index;
        foreach (Grid grid in Grids)
        {
            if (left < grid.PointCount) return grid.PointAt(left);
            left -= grid.PointCount;
        }

        throw new ArgumentOutOfRangeException(nameof(index), index, "there is no such point");
    }

    private bool IsInEarlier(int grid, ImmutableArray<Scalar> point)
    {
        for (int i = 0; i < grid; i++)
        {
            if (Grids[i].Contains(point)) return true;
        }

        return false;
    }

    private string Digest()
    {
        var text = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(text, Experiment.Name);
        CanonicalJson.Write(text, Experiment.Schema.Revision);
        CanonicalJson.Write(text, Stopping.ToString());
        foreach (Grid grid in Grids)
        {
            foreach (ImmutableArray<Scalar> axis in grid.Axes)
            {
                text.Write("["u8);
                foreach (Scalar value in axis)
                {
                    CanonicalJson.Write(text, value);
                    text.Write(","u8);
                }

                text.Write("]"u8);
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(text.WrittenSpan));
    }
}
