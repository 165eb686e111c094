using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Lab;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab list</c>.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "the experiment to show; all if not given", Arity = ArgumentArity.ZeroOrOne };
        name.CompletionSources.Add(_ => TemplateJob.Names.Select(each => new System.CommandLine.Completions.CompletionItem(each)));
        return new Verb("list", "List the experiments; with a name, its parameters and measures", "espalier lab list subset-sum-law") { name }
            .Runs(call => call.Do(new ListJob(), new ListRequest { Name = call.Optional(name) }, call.Optional(name) is null ? ShowAll : Show));
    }

    private static void ShowAll(ListAnswer found, Page page)
    {
        page.Table(["experiment", "what it measures"], [.. found.Experiments.Select(experiment => new[] { experiment.Name, experiment.Summary })]);
        page.Line("`espalier lab list NAME` shows the parameters and measures of one");
    }

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
