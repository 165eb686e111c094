using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Lab;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab list</c>.</summary>
internal static class ListCommand
{
    public static Command Create() =>
        new Verb("list", "List the experiments with their parameters and measures", "espalier lab list")
            .Runs(static call => call.Do(new ListJob(), new ListRequest(), Show));

    private static void Show(ListAnswer found, Page page)
    {
        foreach (ListedExperiment experiment in found.Experiments)
        {
            page.Line($"{experiment.Name}: {experiment.Summary}");
            page.Table(
                ["parameter", "default", "allowed", "unit", "meaning"],
                [.. experiment.Parameters.Select(p => (IReadOnlyList<string>)[p.Name, p.Default, p.Allowed, p.Unit ?? "", p.Description])]);
            page.Table(
                ["measure", "kind", "unit", "meaning"],
                [
                    .. experiment.Measures.Select(
                        m => (IReadOnlyList<string>)[m.Name, m.Kind, m.Unit ?? "", m.IsOptional ? $"{m.Description} (optional)" : m.Description]),
                ]);
            page.Line("");
        }
    }
}
