using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Cli.Gap;
using Espalier.Work.Reproductions;

namespace Espalier.Cli.Reproductions;

/// <summary><c>espalier reproduce gap</c>.</summary>
internal static class GapReproductionCommand
{
    public static Command Create()
    {
        var options = new GapOptions();
        var verb = new Verb(GapReproductionJob.Name, GapReproductionJob.Summary, $"espalier reproduce {GapReproductionJob.Name} --out gap");
        options.AddTo(verb);
        return verb.Runs(call => call.Do(new GapReproductionJob(), options.Request(call), ReproductionTable.Show));
    }
}
