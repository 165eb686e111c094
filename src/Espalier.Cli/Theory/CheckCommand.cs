using System.CommandLine;
using System.Globalization;
using Espalier.Cli.Frame;
using Espalier.Theory;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Theory;

/// <summary><c>espalier theory check</c>: one row for every statement of the proofs.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Option<int> trials = Options.Integer("--trials", "T", "instances of a cheap check; others make a fixed share", TheoryCheck.DefaultTrials, minimum: 1);
        return new Verb("check", "Check every lemma and process of the proofs on random and adversarial instances", "espalier theory check --trials 2000") { trials }
            .Runs(call =>
            {
                TheoryCheckRow[] rows = [.. call.Follow("checking", progress => TheoryCheck.Run(call.Value(trials), call.Seed, call.Threads, progress, call.Cancel))];
                bool holds = rows.All(row => !row.Holds || row.Violations == 0);
                return Answer.Of(new Table([.. rows.Select(row => new Row(row.Name, row.Trials, row.Violations, row.WorstSlack, row.Holds, row.AsExpected, row.Note))]), Show, holds);
            });
    }

    private static void Show(Table table, Page page)
    {
        page.Table(
            ["statement", "trials", "violations", "worst slack", "verdict"],
            [.. table.Checks.Select(row => new[] { row.Name, Numerals.Text(row.Trials), Numerals.Text(row.Violations), row.WorstSlack.ToString("G4", CultureInfo.InvariantCulture), Verdict(row) })]);
        page.Table(["statement", "note"], [.. table.Checks.Select(row => new[] { row.Name, row.Note })]);
    }

    private static string Verdict(Row row) => (row.Holds, row.Violations > 0) switch
    {
        (true, false) => "holds",
        (true, true) => "VIOLATED",
        (false, true) => "needs a repair",
        (false, false) => "needs a repair; no counterexample at so few trials",
    };

    private sealed record Table(Row[] Checks);

    /// <summary>The JSON fields; <c>holds</c> says whether the statement is claimed in this form.</summary>
    private sealed record Row(string Name, long Trials, long Violations, double WorstSlack, bool Holds, bool AsExpected, string Note);
}
