using Espalier.Lab.Clusters;
using Espalier.Lab.Summaries;
using Espalier.Web.Jobs;
using Espalier.Work.Lab;

namespace Espalier.Web.Sweeps;

/// <summary>What is compared, and how; it stands in the address.</summary>
public sealed record CompareView
{
    /// <summary>The page.</summary>
    public const string Path = "/sweeps/compare";

    /// <summary>More cannot be told apart in a figure.</summary>
    public const int MostSweeps = 6;

    private const double Confidence = 0.95;

    /// <summary>The sweeps, parted by line breaks; all are compared with the first.</summary>
    public string Names { get; init; } = "";

    /// <summary>The measure, or empty for the first.</summary>
    public string Measure { get; init; } = "";

    /// <summary>The parameter whose values are compared within one sweep, or empty.</summary>
    public string By { get; init; } = "";

    /// <summary>The value that the others are compared with, or empty for the first.</summary>
    public string Baseline { get; init; } = "";

    /// <summary>The parameter to the right, or empty for the one with the most values.</summary>
    public string X { get; init; } = "";

    /// <summary>A logarithmic axis to the right.</summary>
    public bool LogX { get; init; }

    /// <summary>A logarithmic axis upwards, of the overlay.</summary>
    public bool LogY { get; init; }

    /// <summary>The sweeps.</summary>
    public IReadOnlyList<string> Sweeps => Names.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether there is something to compare.</summary>
    public bool IsWhole => Sweeps.Count > 1 || (Sweeps.Count == 1 && By.Length > 0);

    /// <summary>Reads what stands after the question mark.</summary>
    public static CompareView Of(string query)
    {
        var read = new AddressReader(query);
        return new()
        {
            Names = string.Join('\n', read.Texts("name").Where(name => !name.Contains('\n')).Take(MostSweeps)),
            Measure = read.Text("measure"),
            By = read.Text("by"),
            Baseline = read.Text("baseline"),
            X = read.Text("x"),
            LogX = read.Flag("logx"),
            LogY = read.Flag("logy"),
        };
    }

    /// <summary>The same with a sweep more, or less.</summary>
    public CompareView With(string name, bool isOn) => this with
    {
        Names = string.Join('\n', isOn ? Sweeps.Append(name).Take(MostSweeps) : Sweeps.Where(each => each != name)),
        By = "",
        Baseline = "",
    };

    /// <summary>What stands after the question mark, behind a path.</summary>
    public string Query(string path) => AddressWriter.Write(
        path,
        [
            .. Sweeps.Select(name => ("name", name)),
            ("measure", Measure),
            ("by", By),
            ("baseline", Baseline),
            ("x", X),
            ("logx", AddressWriter.Flag(LogX)),
            ("logy", AddressWriter.Flag(LogY)),
        ]);

    /// <summary>What is asked, of a measure.</summary>
    public CompareRequest Request(string measure) => new()
    {
        Sweeps = [.. Sweeps],
        Measure = measure,
        By = By.Length > 0 ? By : null,
        Baseline = Baseline.Length > 0 ? Baseline : null,
        X = X.Length > 0 ? X : null,
        Confidence = Confidence,
    };

    /// <summary>The figure of the measure itself.</summary>
    public SweepFigureRequest Overlay(string measure) => new(measure, X.Length > 0 ? X : null, [], LogX, LogY, Confidence);

    /// <summary>The command that compares the same.</summary>
    public string Command(string store, string measure) =>
        $"espalier lab compare {(Sweeps.Count > 0 ? string.Join(' ', Sweeps.Select(ShellText.Quoted)) : "SWEEP OTHER")}"
        + $" --store {ShellText.Quoted(store)} --measure {ShellText.Quoted(measure)}"
        + (By.Length > 0 ? $" --by {ShellText.Quoted(By)}" : "")
        + (Baseline.Length > 0 ? $" --baseline {ShellText.Quoted(Baseline)}" : "")
        + (X.Length > 0 ? $" --x {ShellText.Quoted(X)}" : "");
}
