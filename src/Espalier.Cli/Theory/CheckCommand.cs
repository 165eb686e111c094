using System.CommandLine;
using System.Globalization;
using Espalier.Cli.Frame;
using Espalier.Theory;
using Espalier.Work.Inputs;
using Espalier.Work.Theory;

namespace Espalier.Cli.Theory;

/// <summary><c>espalier theory check</c>: one row for every statement of the proofs.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Option<int> trials = Options.Integer("--trials", "T", "instances of a cheap check; others make a fixed share", TheoryCheck.DefaultTrials, minimum: 1);
        Option<bool> latex = Options.Flag("--latex", "print a LaTeX table for a paper instead");
        return new Verb("check", "Check every lemma and process of the proofs on random and adversarial instances", "espalier theory check --trials 2000") { trials, latex }
            .Runs(call => call.Do(
                new CheckJob(),
                new CheckRequest { Trials = call.Value(trials), Seed = call.Seed },
                call.Value(latex) ? static (found, page) => page.Verbatim(LatexTable.Of(found)) : Show));
    }

    private static void Show(CheckAnswer found, Page page)
    {
        page.Table(
            ["statement", "trials", "violations", "worst slack", "verdict"],
            [.. found.Checks.Select(row => new[] { row.Name, Numerals.Text(row.Trials), Numerals.Text(row.Violations), row.WorstSlack.ToString("G4", CultureInfo.InvariantCulture), row.Verdict })]);
        foreach (CheckRow row in found.Checks)
        {
            page.Line("");
            page.Line(row.Name);
            page.Fields(("  claims", row.Statement), ("  checked", row.Note), ("  measured", row.Measured ?? ""));
        }

        page.Line("");
        page.Fields([.. found.Sources.Select(source => (source.Key, source.Value))]);
    }
}
