using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.SubsetSums;

namespace Espalier.Cli.SubsetSums;

/// <summary><c>espalier subset-sum solve FILE</c>: the best subset for every target of a file.</summary>
internal static class SolveCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "JSON with candidates (one list, or one list per target), targets, epsilon and objective",
        };
        return new Verb("solve", "Find the best subset for every target, exactly", "espalier subset-sum solve instances.json --json") { file }
            .Runs(call => call.Do(new SolveJob(), SolveFile.Read(call.Value(file)), Show));
    }

    private static void Show(SolveAnswer found, Page page) =>
        page.Table(
            ["target", "status", "error", "sum", "kept"],
            [
                .. found.Solutions.Select(
                    (each, i) =>
                        new[]
                        {
                            Numerals.Text(i),
                            Words.Of(each.Status),
                            Numerals.Short(each.Error),
                            Numerals.Short(each.Sum),
                            string.Join(' ', each.Kept),
                        }),
            ]);
}
