using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Lab;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab template NAME</c>.</summary>
internal static class TemplateCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "an experiment; `espalier lab list` shows all" };
        name.CompletionSources.Add(_ => TemplateJob.Names.Select(each => new System.CommandLine.Completions.CompletionItem(each)));
        return new Verb("template", "Print a commented specification to start from", "espalier lab template birth-death-chain > chain.yaml") { name }
            .Runs(call => call.Do(new TemplateJob(), new() { Name = call.Value(name) }, static (found, page) => page.Verbatim(found.Text)));
    }
}
