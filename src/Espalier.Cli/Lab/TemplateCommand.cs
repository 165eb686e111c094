using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Experiments;
using Espalier.Lab.Specifications;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab template NAME</c>.</summary>
internal static class TemplateCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "an experiment; `espalier lab list` shows all" };
        name.CompletionSources.Add([.. ExperimentCatalogue.All.Select(experiment => experiment.Name)]);
        return new Verb("template", "Print a commented specification to start from", "espalier lab template birth-death-chain > chain.yaml") { name }
            .Runs(call => Answer.Of(Of(call.Value(name)), static (template, page) => page.Verbatim(template.Text)));
    }

    private static Template Of(string name)
    {
        Experiment experiment = ExperimentCatalogue.Find(name)
            ?? throw new InvalidInputException("lab template", null, $"there is no experiment '{name}'", $"name one of {string.Join(", ", ExperimentCatalogue.All.Select(known => known.Name))}");
        return new(experiment.Name, SpecificationTemplate.Of(experiment));
    }

    private sealed record Template(string Experiment, string Text);
}
