using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Experiments;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab list</c>.</summary>
internal static class ListCommand
{
    public static Command Create() =>
        new Verb("list", "List the experiments with their parameters and measures", "espalier lab list")
            .Runs(static _ => Answer.Of(new Listing([.. ExperimentCatalogue.All.Select(Listed.Of)]), static (listing, page) => listing.Show(page)));

    private sealed record Listing(IReadOnlyList<Listed> Experiments)
    {
        public void Show(Page page)
        {
            foreach (Listed experiment in Experiments)
            {
                page.Line($"{experiment.Name}: {experiment.Summary}");
                page.Table(
                    ["parameter", "default", "allowed", "unit", "meaning"],
                    [.. experiment.Parameters.Select(p => (IReadOnlyList<string>)[p.Name, p.Default, p.Allowed, p.Unit ?? "", p.Description])]);
                page.Table(
                    ["measure", "kind", "unit", "meaning"],
                    [.. experiment.Measures.Select(m => (IReadOnlyList<string>)[m.Name, m.Kind, m.Unit ?? "", m.IsOptional ? $"{m.Description} (optional)" : m.Description])]);
                page.Line("");
            }
        }
    }

    private sealed record Listed(string Name, int Revision, string Summary, IReadOnlyList<ListedParameter> Parameters, IReadOnlyList<ListedMeasure> Measures)
    {
        public static Listed Of(Experiment experiment) => new(
            experiment.Name,
            experiment.Schema.Revision,
            experiment.Summary,
            [.. experiment.Schema.Parameters.Select(p => new ListedParameter(p.Name, Word(p.Kind), p.Default.ToString(), p.Allowed, p.Unit, p.Description))],
            [.. experiment.Schema.Measures.Select(m => new ListedMeasure(m.Name, Word(m.Kind), m.IsOptional, m.Unit, m.Description))]);

        private static string Word(ScalarKind kind) => kind.ToString().ToLowerInvariant();
    }

    private sealed record ListedParameter(string Name, string Kind, string Default, string Allowed, string? Unit, string Description);

    private sealed record ListedMeasure(string Name, string Kind, bool IsOptional, string? Unit, string Description);
}
