using System.Globalization;
using System.Text;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Specifications;

/// <summary>
/// A specification to start from: every parameter at its default, or at values that make a figure, with what it means and what is allowed.
/// </summary>
public static class SpecificationTemplate
{
    /// <summary>The text for one experiment; it can be run as it stands.</summary>
    public static string Of(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var text = new StringBuilder();
        text.Append($"# {experiment.Summary}.\n");
        text.Append("# A parameter takes one value, a list [a, b, c], a range {from: 1, to: 9, step: 2},\n");
        text.Append("# or {from: 1, to: 1000, points: 7, scale: log}. The grid is the product of all of them.\n");
        text.Append($"experiment: {experiment.Name}\n");
        text.Append($"store: results.db  # where the records go, relative to this file, or postgresql://user@host/database\n");
        text.Append("replicates: 10  # every point of the grid runs this often, each time with other random numbers\n");
        AppendStoppingRule(text, experiment);
        text.Append(CultureInfo.InvariantCulture, $"# cell-limit: {Sweep.StandardCellLimit}  # more cells than this are taken for a mistake\n");
        text.Append(experiment.Schema.Parameters.IsEmpty ? "grid: {}\n" : "grid:\n");
        foreach (Parameter parameter in experiment.Schema.Parameters)
        {
            text.Append(
                Comment($"  # {parameter.Description}{(parameter.Unit is null ? "" : $", in {parameter.Unit}")}: {parameter.Allowed}")).Append('\n');
            string values = parameter.Suggested is { } suggested
                ? $"{suggested}  # default: {Spelled(parameter.Default)}"
                : Spelled(parameter.Default);
            text.Append($"  {parameter.Name}: {values}\n");
        }

        text.Append("# Recorded for every cell:\n");
        foreach (Measure measure in experiment.Schema.Measures)
        {
            text.Append($"#   {measure.Name}: {measure.Description}{(measure.Unit is null ? "" : $", in {measure.Unit}")}");
            text.Append(measure.IsOptional ? " (not in every cell)\n" : "\n");
        }

        return text.ToString();
    }

    /// <summary>A word stands as it is; other text is quoted, with JSON's escapes, which YAML reads.</summary>
    internal static string Spelled(Scalar value) =>
        value.Kind == ScalarKind.Text && !value.Text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? System.Text.Json.JsonSerializer.Serialize(value.Text)
            : value.ToString();

    private static string Comment(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));

    private static void AppendStoppingRule(StringBuilder text, Experiment experiment)
    {
        Measure? measure = experiment.Schema.Measures.FirstOrDefault(m => m is { IsOptional: false, Kind: ScalarKind.Number or ScalarKind.Flag });
        if (measure is null) return;
        text.Append("# Or until a mean is known well enough; the rule is fixed here and kept with the records:\n");
        text.Append("# replicates: {at-most: 1000, batch: 50, until: ");
        text.Append($"{{measure: {measure.Name}, low: 0, high: 1, half-width: 0.05, confidence: 0.99}}}}\n");
    }
}
