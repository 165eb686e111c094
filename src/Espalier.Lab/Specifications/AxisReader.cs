using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Experiments;
using YamlDotNet.RepresentationModel;

namespace Espalier.Lab.Specifications;

/// <summary>
/// Reads the values of each parameter: one value, a list, <c>{from, to, step}</c>, or <c>{from, to, points, scale: linear|log}</c>.
/// Ranges count before they list, in decimal arithmetic, so that 0.1 steps give 0.3 and a slip of the pen does not fill the memory.
/// </summary>
internal sealed class AxisReader(YamlSource yaml, long limit)
{
    /// <summary>
    /// Values on a logarithmic scale have this many digits: the power function differs between machines in the last bits, and an address
    /// must not.
    /// </summary>
    private const int LogarithmicDigits = 6;

    /// <summary>Values of one parameter, which are held in memory; the product of several may have as many points as cell-limit allows.</summary>
    private const long MostValues = 1_000_000;

    /// <summary>
    /// Ends of a range reach so far to either side, beyond every parameter: their distance times a count stays within decimal arithmetic.
    /// </summary>
    private const decimal FarthestEnd = 1_000_000_000_000_000_000;

    /// <summary>Reads a grid; parameters that it does not name take their defaults.</summary>
    public Grid ReadGrid(Experiment experiment, YamlMappingNode grid)
    {
        ImmutableArray<Parameter> parameters = experiment.Schema.Parameters;
        foreach (YamlNode key in grid.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } word } || parameters.All(p => p.Name != word))
                throw yaml.Error(
                    key, $"{experiment.Name} has no parameter \"{key}\"", $"its parameters are {string.Join(", ", parameters.Select(p => p.Name))}");
        }

        return new(
            parameters.Select(parameter => YamlSource.Find(grid, parameter.Name) is { } node ? ReadAxis(parameter, node) : [parameter.Default]));
    }

    private ImmutableArray<Scalar> ReadAxis(Parameter parameter, YamlNode node)
    {
        switch (node)
        {
            case YamlSequenceNode { Children.Count: 0 }:
                throw yaml.Error(node, $"{parameter.Name} has no value", $"give {parameter.Allowed}");
            case YamlSequenceNode list:
                return Distinct(parameter, list, [.. list.Children.Select(child => (child, ReadValue(parameter, child)))]);
            case YamlMappingNode range:
                return ReadRange(parameter, range);
            default:
                return [ReadValue(parameter, node)];
        }
    }

    private Scalar ReadValue(Parameter parameter, YamlNode node)
    {
        Scalar value = parameter.Parse(yaml.Text(node, parameter.Name), out string? problem);
        return problem is null ? value : throw yaml.Error(node, problem, $"give {parameter.Allowed}");
    }

    private ImmutableArray<Scalar> Distinct(Parameter parameter, YamlSequenceNode list, ImmutableArray<(YamlNode Node, Scalar Value)> values)
    {
        var seen = new HashSet<Scalar>();
        foreach ((YamlNode node, Scalar value) in values)
        {
            if (!seen.Add(value)) throw yaml.Error(node, $"{parameter.Name} lists {value} twice", "more replicates come from replicates: N");
        }

        return [.. values.Select(pair => pair.Value)];
    }

    private ImmutableArray<Scalar> ReadRange(Parameter parameter, YamlMappingNode range)
    {
        if (parameter.Kind is not (ScalarKind.Integer or ScalarKind.Number))
            throw yaml.Error(range, $"{parameter.Name} is not a number and has no range", $"give a list of {parameter.Allowed}");
        yaml.OnlyKeys(range, "a range", ["from", "to", "step", "points", "scale"]);
        decimal from = End(range, "from");
        decimal to = End(range, "to");
        if (from > to) throw yaml.Error(range, "from is above to", "turn them round");
        YamlNode? step = YamlSource.Find(range, "step");
        YamlNode? points = YamlSource.Find(range, "points");
        if ((step is null) == (points is null)) throw yaml.Error(range, "a range has either step or points", "keep one of them");
        if (step is not null && YamlSource.Find(range, "scale") is { } scale)
            throw yaml.Error(scale, "scale goes with points, not with step", "give points instead of step");
        ImmutableArray<decimal> values = step is not null ? Steps(range, from, to) : Points(range, from, to, points!);
        return [.. values.Select(value => Convert(parameter, range, value)).Distinct()];
    }

    private ImmutableArray<decimal> Steps(YamlMappingNode range, decimal from, decimal to)
    {
        decimal step = Number(range, "step");
        if (step <= 0) throw yaml.Error(range, "step is not above 0", "give a step above 0");
        decimal last = Math.Floor(Divided(to - from, step));
        CheckCount(range, last + 1);
        return [.. Enumerable.Range(0, (int)last + 1).Select(i => from + (i * step))];
    }

    private ImmutableArray<decimal> Points(YamlMappingNode range, decimal from, decimal to, YamlNode pointsNode)
    {
        long points = yaml.WholeNumber(pointsNode, "points", 2, int.MaxValue);
        CheckCount(pointsNode, points);
        string scale = YamlSource.Find(range, "scale") is { } scaleNode ? yaml.Text(scaleNode, "scale") : "linear";
        switch (scale)
        {
            case "linear":
                return [.. Enumerable.Range(0, (int)points).Select(i => from + ((to - from) * i / (points - 1)))];
            case "log" when from > 0:
                return [.. Enumerable.Range(0, (int)points).Select(i => Geometric((double)from, (double)to, (double)i / (points - 1)))];
            case "log":
                throw yaml.Error(range, "a logarithmic range starts at 0 or below", "start above 0");
            default:
                throw yaml.Error(range, $"scale is \"{scale}\"", "give linear or log");
        }
    }

    private static decimal Geometric(double from, double to, double share)
    {
        double value = from * Math.Pow(to / from, share);
        return decimal.Parse(
            value.ToString(Invariant($"E{LogarithmicDigits - 1}"), CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private Scalar Convert(Parameter parameter, YamlMappingNode range, decimal value)
    {
        bool isLogarithmic = YamlSource.Find(range, "scale") is YamlScalarNode { Value: "log" };
        if (parameter.Kind == ScalarKind.Integer && isLogarithmic) value = Math.Round(value);
        Scalar scalar = parameter.Parse(value.ToString(CultureInfo.InvariantCulture), out string? problem);
        return problem is null
            ? scalar
            : throw yaml.Error(range, $"the range reaches {value}, which is not {parameter.Allowed}", "change from, to or the step");
    }

    private decimal End(YamlMappingNode range, string key)
    {
        decimal end = Number(range, key);
        return Math.Abs(end) <= FarthestEnd
            ? end
            : throw yaml.Error(YamlSource.Find(range, key)!, $"{key} is \"{end}\"", "give a number from -10^18 to 10^18, or list the values");
    }

    private decimal Number(YamlMappingNode range, string key)
    {
        (string text, YamlNode at) = yaml.RequiredText(range, key);
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            ? number
            : throw yaml.Error(at, $"{key} is \"{text}\"", "give a number of at most 28 digits, or list the values");
    }

    private static decimal Divided(decimal distance, decimal step)
    {
        // Beyond this the count is over every limit, and the quotient would overflow.
        return distance / 1_000_000_000_000_000m > step ? 1_000_000_000_000_000m : distance / step;
    }

    private void CheckCount(YamlNode at, decimal count)
    {
        long most = Math.Min(limit, MostValues);
        string number = count > 1_000_000_000_000_000m ? "more than 10^15" : decimal.Truncate(count).ToString(CultureInfo.InvariantCulture);
        if (count > most)
            throw yaml.Error(
                at,
                $"the range has {number} values, and the limit is {most}",
                limit < MostValues ? "give a larger step, or raise cell-limit" : "give a larger step");
    }
}
