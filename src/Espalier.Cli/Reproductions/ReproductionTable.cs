using System.Globalization;
using Espalier.Cli.Frame;
using Espalier.Lab.Reproductions;

namespace Espalier.Cli.Reproductions;

/// <summary>Published beside measured, a verdict per row; all verdicts together decide the exit code.</summary>
internal sealed record ReproductionTable(IReadOnlyList<ReproductionRow> Rows, double Seconds)
{
    private const int MostNames = 4;

    /// <summary>What a reader must know beside the rows, such as what was cut.</summary>
    public string[] Notes { get; init; } = [];

    public Answer ToAnswer() => Answer.Of(this, Show, Rows.All(row => row.Agrees != false));

    private static void Show(ReproductionTable table, Page page)
    {
        page.Table(
            ["quantity", "published", "measured", "agrees"],
            [.. table.Rows.Select(row => new[] { row.Quantity, row.Published is { } published ? Digits(published) : "-", Digits(row.Measured), Verdict(row.Agrees) })]);
        foreach (IGrouping<string, ReproductionRow> rows in table.Rows.Where(row => row.Criterion is not null).GroupBy(row => row.Criterion!))
            page.Line($"agrees means: {rows.Key} ({Names([.. rows.Select(row => row.Quantity)])})");
        foreach (string note in table.Notes) page.Line(note);
    }

    /// <summary>Which rows, or how many where naming them would bury the criterion.</summary>
    private static string Names(string[] quantities) => quantities.Length > MostNames ? $"{quantities.Length} rows" : string.Join("; ", quantities);

    private static string Verdict(bool? agrees) => agrees switch { true => "yes", false => "NO", null => string.Empty };

    /// <summary>Seven digits are enough for eyes; --json has them all.</summary>
    private static string Digits(double value) => value.ToString(Math.Abs(value) >= 1e7 ? "0" : "G7", CultureInfo.InvariantCulture);
}
