using System.Collections.Immutable;
using Espalier.Lab.Experiments;
using Espalier.Lab.Experiments.Commands;
using YamlDotNet.RepresentationModel;

namespace Espalier.Lab.Specifications;

/// <summary>Reads a specification and checks all of it before anything runs. Every complaint names the line.</summary>
public sealed class SpecificationReader
{
    private static readonly string[] Keys = ["experiment", "name", "store", "replicates", "grid", "cell-limit", "resources"];

    private const int LongestName = 100;

    private readonly YamlSource _yaml;
    private readonly Func<string, Experiment?> _find;
    private readonly string _text;

    private SpecificationReader(YamlSource yaml, string text, Func<string, Experiment?> find)
    {
        _yaml = yaml;
        _text = text;
        _find = find;
    }

    /// <summary>Reads a specification.</summary>
    /// <param name="source">The file, for messages.</param>
    /// <param name="text">What it holds.</param>
    /// <param name="find">Finds an experiment by name.</param>
    /// <param name="cancel">Stops the check of a great many points.</param>
    /// <param name="isKnown">Whether a store keeps it, so that its points were checked before.</param>
    /// <exception cref="InvalidInputException">Something in it cannot be used.</exception>
    public static Sweep Read(string source, string text, Func<string, Experiment?> find, CancellationToken cancel = default, bool isKnown = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new SpecificationReader(new(source), text, find).ReadSweep(isKnown, cancel);
    }

    private Sweep ReadSweep(bool isKnown, CancellationToken cancel)
    {
        YamlMappingNode root = _yaml.Parse(_text);
        (string name, YamlNode at) = _yaml.RequiredText(root, "experiment");
        bool isCommand = name == CommandExperiment.Word;
        _yaml.OnlyKeys(root, "the specification", isCommand ? [.. Keys, .. CommandReader.Keys] : Keys);
        CellResources resources = ReadResources(root);
        Experiment experiment = isCommand
            ? new CommandReader(_yaml, root, resources.Threads).Read()
            : _find(name) ?? throw _yaml.Error(at, $"there is no experiment \"{name}\"", "see `espalier lab list`");
        StoppingRule stopping = new StoppingRuleReader(_yaml, experiment.Schema).Read(root, YamlSource.Find(root, "replicates"));
        long limit = YamlSource.Find(root, "cell-limit") is { } limitNode
            ? _yaml.WholeNumber(limitNode, "cell-limit", 1, long.MaxValue)
            : Sweep.StandardCellLimit;
        YamlNode gridNode = YamlSource.Find(root, "grid") ?? root;
        ImmutableArray<Grid> grids = ReadGrids(experiment, root, limit);
        CheckSize(gridNode, grids, stopping, limit);
        string? store = YamlSource.Find(root, "store") is { } storeNode ? _yaml.Text(storeNode, "store") : null;
        var sweep = new Sweep(experiment, grids, stopping, store, _text, _yaml.Name) { Name = ReadName(root), Resources = resources };
        if (!isKnown) CheckPoints(gridNode, sweep, cancel);
        return sweep;
    }

    private ImmutableArray<Grid> ReadGrids(Experiment experiment, YamlMappingNode root, long limit)
    {
        var axes = new AxisReader(_yaml, limit);
        return YamlSource.Find(root, "grid") switch
        {
            null => [axes.ReadGrid(experiment, new YamlMappingNode())],
            YamlMappingNode one => [axes.ReadGrid(experiment, one)],
            YamlSequenceNode { Children.Count: > 0 } many =>
                [
                    .. many.Children.Select(
                        node =>
                            axes.ReadGrid(
                                experiment,
                                node as YamlMappingNode
                                    ?? throw _yaml.Error(node, "a grid is not a mapping", "write name: value for each parameter"))),
                ],
            { } other => throw _yaml.Error(other, "grid is neither a mapping nor a list of mappings", "write name: value for each parameter"),
        };
    }

    private void CheckSize(YamlNode at, ImmutableArray<Grid> grids, StoppingRule stopping, long limit)
    {
        UInt128 points = grids.Aggregate(UInt128.Zero, (sum, grid) => sum + grid.PointCount);
        UInt128 cells = points > ulong.MaxValue ? points : Grid.Saturated(points, (ulong)stopping.MostReplicates);
        if (cells <= (UInt128)limit) return;
        string count = cells > ulong.MaxValue ? "more than 10^19" : cells.ToString();
        string axes = string.Join(" × ", grids[0].Axes.Select(axis => axis.Length).Where(length => length > 1));
        string spread = grids.Length > 1 || axes.Length == 0 ? $"{points} points" : $"{axes} values";
        throw _yaml.Error(
            at,
            $"the grid has {count} cells ({spread}, up to {stopping.MostReplicates} replicates), and the limit is {limit}",
            $"shrink it, or allow it with cell-limit: {(cells > long.MaxValue ? "N" : count)}");
    }

    /// <summary>The name that the specification gives, or that of its file.</summary>
    private string ReadName(YamlMappingNode root)
    {
        if (YamlSource.Find(root, "name") is not { } node) return Path.GetFileNameWithoutExtension(_yaml.Name);
        string name = _yaml.Text(node, "name");
        return name.Length <= LongestName && !name.Any(char.IsControl)
            ? name
            : throw _yaml.Error(node, "the name is too long or holds control characters", "give a short word");
    }

    private CellResources ReadResources(YamlMappingNode root)
    {
        if (YamlSource.Find(root, "resources") is not { } node) return CellResources.Standard;
        YamlMappingNode resources = node as YamlMappingNode
            ?? throw _yaml.Error(node, "resources is not a mapping", "write {threads: 2, memory: 4G}");
        _yaml.OnlyKeys(resources, "resources", ["threads", "memory"]);
        int threads = YamlSource.Find(resources, "threads") is { } count ? (int)_yaml.WholeNumber(count, "threads", 1, 4096) : 1;
        if (YamlSource.Find(resources, "memory") is not { } amount) return new(threads, 0);
        return new(
            threads,
            CellResources.ParseMemory(_yaml.Text(amount, "memory"))
                ?? throw _yaml.Error(amount, "memory is no amount", "write for example 512M or 4G"));
    }

    private void CheckPoints(YamlNode at, Sweep sweep, CancellationToken cancel)
    {
        foreach (ImmutableArray<Scalar> point in sweep.Points())
        {
            cancel.ThrowIfCancellationRequested();
            var cell = Cell.Create(sweep.Experiment.Schema, point, 0);
            string? objection = sweep.Experiment.Objection(cell);
            if (objection is null) continue;
            string values = string.Join(", ", sweep.Experiment.Schema.Parameters.Select((parameter, i) => $"{parameter.Name} {point[i]}"));
            throw _yaml.Error(at, $"the point ({values}) cannot run: {objection}", "leave it out; grid may be a list of several grids");
        }
    }
}
