using System.CommandLine;
using System.Diagnostics;
using Espalier.Cli.Frame;
using Espalier.Cli.Gap;
using Espalier.Lab.Gap;
using Espalier.Lab.Reproductions;

namespace Espalier.Cli.Reproductions;

/// <summary><c>espalier reproduce gap</c>.</summary>
internal static class GapReproductionCommand
{
    public const string Name = "gap";
    public const string Summary = "Ferre' et al. 2026: d/ε hidden neurons by removing neurons, d·log(1/ε) by removing weights, claimed beside measured";

    public static Command Create()
    {
        var options = new GapOptions();
        var verb = new Verb(Name, Summary, $"espalier reproduce {Name} --out gap");
        options.AddTo(verb);
        return verb.Runs(call =>
        {
            long started = Stopwatch.GetTimestamp();
            GapTable table = options.Measure(call);
            IReadOnlyList<ReproductionRow> rows = GapReproduction.Rows(table, GapFits.Of(table, call.Threads, call.Cancel));
            return new ReproductionTable(rows, Stopwatch.GetElapsedTime(started).TotalSeconds).ToAnswer();
        });
    }
}
