using System.Globalization;
using Espalier.Cli.Frame;
using Espalier.Lab.Reproductions;
using Espalier.Work.Reproductions;

namespace Espalier.Cli.Reproductions;

/// <summary>Published beside measured, a verdict per row.</summary>
internal static class ReproductionTable
{
    private const int MostNames = 4;

    public static void Show(ReproductionAnswer found, Page page)
    {
        page.Table(
            ["quantity", "published", "measured", "agrees"],
            [
                .. found.Rows.Select(
                    row =>
                        new[] { row.Quantity, row.Published is { } published ? Digits(published) : "-", Digits(row.Measured), Verdict(row.Agrees) }),
            ]);
        foreach (IGrouping<string, ReproductionRow> rows in found.Rows.Where(row => row.Criterion is not null).GroupBy(row => row.Criterion!))
            page.Line($"agrees means: {rows.Key} ({Names([.. rows.Select(row => row.Quantity)])})");
        foreach (string note in found.Notes) page.Line(note);
    }

    /// <summary>Which rows, or how many where naming them would bury the criterion.</summary>
    private static string Names(string[] quantities) => quantities.Length > MostNames ? $"{quantities.Length} rows" : string.Join("; ", quantities);

    private static string Verdict(bool? agrees) => agrees switch { true => "yes", false => "NO", null => string.Empty };

    /// <summary>Six digits are enough for eyes; --json has them all.</summary>
    private static string Digits(double value) => value.ToString(Math.Abs(value) >= 1e6 ? "0" : "G6", CultureInfo.InvariantCulture);
}
