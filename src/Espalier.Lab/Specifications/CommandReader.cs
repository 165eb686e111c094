using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Espalier.Lab.Experiments;
using Espalier.Lab.Experiments.Commands;
using YamlDotNet.RepresentationModel;

namespace Espalier.Lab.Specifications;

/// <summary>
/// Reads <c>experiment: command</c>: a program's command line with places for the parameters, its measures, and how long it may take. The parameters
/// are the keys of the grid, and their kinds are those of their values.
/// </summary>
internal sealed partial class CommandReader(YamlSource yaml, YamlMappingNode root, int threads)
{
    /// <summary>What such a specification has beside what all have.</summary>
    public static readonly string[] Keys = [
        "command", "shell", "measures", "timeout", "retries", "environment", "folder", "files", "results", "revision",
    ];

    private const int MostRetries = 100;
    private const long LongestTimeout = 2_000_000;

    /// <summary>The experiment.</summary>
    public CommandExperiment Read()
    {
        ImmutableArray<Parameter> parameters = Parameters();
        var plan = new CommandPlan
        {
            Arguments = Arguments(),
            Shell = Find("shell") is { } shell ? yaml.Text(shell, "shell") : null,
            Environment = Environment(),
            Folder = Path.GetFullPath(
                Path.Combine(".", Path.GetDirectoryName(yaml.Name) ?? "", Find("folder") is { } folder ? Usable(folder, "folder") : "")),
            Files = Find("files") is { } files ? [.. Items(files, "files").Select(file => Usable(file, "a file"))] : [],
            Timeout = Find("timeout") is { } timeout ? TimeSpan.FromSeconds(Seconds(timeout)) : null,
            Retries = Find("retries") is { } retries ? (int)yaml.WholeNumber(retries, "retries", 0, MostRetries) : 0,
            Revision = Find("revision") is { } revision ? (int)yaml.WholeNumber(revision, "revision", 1, int.MaxValue) : 1,
            Threads = threads,
            ResultFile = ResultFile(),
            Parameters = parameters,
            Measures = Measures(parameters),
        };
        Check(plan);
        return new(plan);
    }

    private ImmutableArray<CommandText> Arguments()
    {
        YamlNode? command = Find("command");
        if ((command is null) == (Find("shell") is null))
            throw yaml.Error(command ?? root, "a program is called by command, or a shell by shell", "write command: [python3, train.py, \"{lr}\"]");
        if (command is null) return [];
        if (command is YamlScalarNode)
            throw yaml.Error(command, "command is no list of arguments", "write [program, argument, …]; a line for a shell stands under shell:");
        ImmutableArray<CommandText> arguments = [.. Items(command, "command").Select(node => CommandText.Parse(Usable(node, "an argument")))];
        return arguments.Length > 0 ? arguments : throw yaml.Error(command, "command is empty", "write [program, argument, …]");
    }

    private ImmutableArray<(string, CommandText)> Environment() =>
    [
        .. Pairs("environment").Select(pair => VariableName().IsMatch(pair.Name)
            ? (pair.Name, CommandText.Parse(Usable(pair.Value, pair.Name)))
            : throw yaml.Error(pair.Value, $"\"{pair.Name}\" is no name of a variable", "use letters, digits and _")),
    ];

    private CommandText? ResultFile()
    {
        switch (Find("results"))
        {
            case null or YamlScalarNode { Value: "stdout" }:
                return null;
            case YamlMappingNode mapping:
                yaml.OnlyKeys(mapping, "results", ["file"]);
                return CommandText.Parse(Usable(yaml.Required(mapping, "file"), "file"));
            case { } other:
                throw yaml.Error(other, "results is neither stdout nor a file", "write stdout, or {file: \"{scratch}/results.json\"}");
        }
    }

    /// <summary>Every key of a grid, with the kind of its values.</summary>
    private ImmutableArray<Parameter> Parameters()
    {
        List<YamlMappingNode> grids = Find("grid") switch
        {
            YamlMappingNode one => [one],
            YamlSequenceNode many => [.. many.Children.OfType<YamlMappingNode>()],
            _ => [],
        };
        var names = new List<string>();
        foreach ((YamlNode key, string name) in grids.SelectMany(grid => grid.Children.Keys).Select(key => (key, yaml.Text(key, "a parameter"))))
        {
            RequireName(key, name, "parameter");
            if (!names.Contains(name)) names.Add(name);
        }

        foreach ((YamlMappingNode grid, string name) in grids.SelectMany(grid => names.Select(name => (grid, name))))
        {
            if (YamlSource.Find(grid, name) is null)
                throw yaml.Error(grid, $"this grid has no {name}", "a program has no defaults: give every grid a value");
        }

        return [.. names.Select(name => Parameter(name, [.. grids.SelectMany(grid => Values(YamlSource.Find(grid, name)!))]))];
    }

    private Parameter Parameter(string name, ImmutableArray<string> values)
    {
        const string Description = "a parameter of the program";
        if (values.All(value => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
            return Experiments.Parameter.WholeNumber(
                name, Description, long.Parse(values[0], CultureInfo.InvariantCulture), long.MinValue, long.MaxValue);
        if (
            values.All(
                value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)))
            return Experiments.Parameter.Real(
                name, Description, double.Parse(values[0], CultureInfo.InvariantCulture), double.NegativeInfinity, double.PositiveInfinity);
        return values.All(value => value is "true" or "false")
            ? Experiments.Parameter.Switch(name, Description, values[0] == "true")
            : Experiments.Parameter.OneOf(name, Description, values[0], [.. values.Distinct()]);
    }

    /// <summary>The values of an axis as far as they decide its kind; a range by points is of numbers, whatever its ends are.</summary>
    private IEnumerable<string> Values(YamlNode axis) => axis switch
    {
        YamlSequenceNode { Children.Count: > 0 } list => list.Children.Select(child => Usable(child, "a value")),
        YamlMappingNode range => range.Children.Where(pair => pair.Key is YamlScalarNode { Value: "from" or "to" or "step" })
            .Select(pair => yaml.Text(pair.Value, "an end"))
            .Concat(YamlSource.Find(range, "points") is null ? [] : ["0.5"]),
        YamlSequenceNode => throw yaml.Error(axis, "there is no value", "give at least one"),
        _ => [Usable(axis, "a value")],
    };

    private ImmutableArray<CommandMeasure> Measures(ImmutableArray<Parameter> parameters)
    {
        YamlNode node = yaml.Required(root, "measures");
        var measures = ImmutableArray.CreateBuilder<CommandMeasure>();
        foreach ((string name, YamlNode value) in Pairs("measures"))
        {
            RequireName(value, name, "measure");
            if (parameters.Any(parameter => parameter.Name == name))
                throw yaml.Error(value, $"{name} is a parameter too", "give one of them another name");
            measures.Add(Measure(name, value));
        }

        return measures.Count > 0
            ? measures.ToImmutable()
            : throw yaml.Error(node, "there is no measure", "write for example {accuracy: share, loss: number}");
    }

    private CommandMeasure Measure(string name, YamlNode node)
    {
        if (node is not YamlMappingNode mapping) return new(Declared(name, node, yaml.Text(node, name)), null);
        yaml.OnlyKeys(mapping, "a measure", ["type", "unit", "description", "optional", "low", "high", "pattern"]);
        (string type, YamlNode at) = yaml.RequiredText(mapping, "type");
        Measure measure = Declared(name, at, type);
        YamlNode? low = YamlSource.Find(mapping, "low");
        YamlNode? high = YamlSource.Find(mapping, "high");
        if ((low is null) != (high is null)) throw yaml.Error(mapping, "a measure has low and high, or neither", "give both");
        if (low is not null && measure.Kind != ScalarKind.Number) throw yaml.Error(low, "only a number has low and high", "give the type number");
        if (low is not null)
        {
            var bounds = new MeasureBounds(yaml.Number(low, "low"), yaml.Number(high!, "high"));
            measure = measure with { Bounds = bounds.Low < bounds.High ? bounds : throw yaml.Error(low, "low is not below high", "turn them round") };
        }

        return new(
            measure with
            {
                Unit = YamlSource.Find(mapping, "unit") is { } unit ? yaml.Text(unit, "unit") : null,
                Description = YamlSource.Find(mapping, "description") is { } words ? yaml.Text(words, "description") : name,
                IsOptional = YamlSource.Find(mapping, "optional") is { } optional && yaml.Flag(optional, "optional"),
            },
            YamlSource.Find(mapping, "pattern") is { } pattern ? Pattern(pattern) : null);
    }

    private Measure Declared(string name, YamlNode at, string type) => type switch
    {
        "share" => Experiments.Measure.OfShare(name, name),
        "number" => new(name, ScalarKind.Number, name),
        "integer" => new(name, ScalarKind.Integer, name),
        "flag" => new(name, ScalarKind.Flag, name),
        "text" => new(name, ScalarKind.Text, name),
        _ => throw yaml.Error(at, $"there is no type \"{type}\"", "give share, number, integer, flag or text"),
    };

    private string Pattern(YamlNode node)
    {
        string pattern = yaml.Text(node, "pattern");
        try
        {
            CommandPattern.Of(pattern);
            return pattern;
        }
        catch (ArgumentException exception)
        {
            throw yaml.Error(
                node, $"this is no regular expression that can be used: {exception.Message.TrimEnd('.')}", "write for example 'loss: ([0-9.]+)'");
        }
    }

    /// <summary>A place for nothing, and a parameter that the program never hears of, are slips of the pen.</summary>
    private void Check(CommandPlan plan)
    {
        string[] known = [.. plan.Parameters.Select(parameter => parameter.Name), .. CommandPlan.OwnNames];
        string[] used = [.. plan.Texts.SelectMany(text => text.Names)];
        YamlNode at = Find("command") ?? Find("shell")!;
        if (used.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw yaml.Error(
                at,
                $"{{{unknown}}} stands for nothing",
                $"use {string.Join(", ", known.Select(name => $"{{{name}}}"))}; braces themselves are written twice");
        if (plan.Shell is null && plan.Parameters.FirstOrDefault(parameter => !used.Contains(parameter.Name)) is { } unheard)
            throw yaml.Error(at, $"the program never hears of {unheard.Name}", $"put {{{unheard.Name}}} among its arguments");
    }

    private void RequireName(YamlNode at, string name, string what)
    {
        if (!ExperimentSchema.IsName(name) || (what == "parameter" && CommandPlan.OwnNames.Contains(name)))
            throw yaml.Error(
                at, $"a {what} cannot be called \"{name}\"",
                $"use letters, digits, - and _; {string.Join(", ", CommandPlan.OwnNames)} are the cell's own, and replicates repeat a point");
    }

    private double Seconds(YamlNode node)
    {
        double seconds = yaml.Number(node, "timeout");
        return seconds is > 0 and <= LongestTimeout
            ? seconds
            : throw yaml.Error(node, "timeout is no time", $"give seconds above 0 and up to {LongestTimeout}");
    }

    /// <summary>No program can be given a NUL.</summary>
    private string Usable(YamlNode node, string what)
    {
        string text = node is YamlScalarNode { Value: { } value } ? value : yaml.Text(node, what);
        return text.Contains('\0', StringComparison.Ordinal) ? throw yaml.Error(node, $"{what} holds a NUL character", "leave it out") : text;
    }

    private YamlNode? Find(string key) => YamlSource.Find(root, key);

    private IEnumerable<YamlNode> Items(YamlNode node, string what) =>
        node is YamlSequenceNode list ? list.Children : throw yaml.Error(node, $"{what} is no list", "write [one, another]");

    private IEnumerable<(string Name, YamlNode Value)> Pairs(string key) => Find(key) switch
    {
        null => [],
        YamlMappingNode mapping => mapping.Children.Select(pair => (yaml.Text(pair.Key, key), pair.Value)),
        { } other => throw yaml.Error(other, $"{key} is not a mapping", "write {name: value}"),
    };

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VariableName();
}
