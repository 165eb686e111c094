using System.Collections.Immutable;
using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Figures;
using Espalier.Lab.Storage;
using Espalier.Lab.Summaries;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab figure STORE</c>.</summary>
internal sealed class FigureCommand
{
    private readonly Option<string?> _measure = Options.Text("--measure", "NAME", "the measure to draw");
    private readonly Option<string?> _across = Options.Text("--x", "NAME", "the parameter or measure to draw it against; the numeric parameter with the most values if not given");
    private readonly Option<string?> _where = Options.Text("--where", "NAME=VALUE,…", "parameters to hold; what else varies becomes lines");
    private readonly Option<bool> _logX = Options.Flag("--log-x", "a logarithmic horizontal axis");
    private readonly Option<bool> _logY = Options.Flag("--log-y", "a logarithmic vertical axis");
    private readonly Option<bool> _fit = Options.Flag("--fit", "a least-squares line through each series, with its slope");
    private readonly Option<string?> _title = Options.Text("--title", "TEXT", "the title of the figure; made from the other options if not given");
    private readonly Option<string?> _output = Options.Text("--out", "DIR", "the folder for the figure (SVG) and its data (CSV)", ".");

    private readonly Option<double> _confidence = ConfidenceOption();

    /// <summary>Of the report too.</summary>
    public static Option<double> ConfidenceOption() => Options.Number("--confidence", "C", "the confidence of the intervals", 0.95, "a number between 0 and 1", value => value is > 0 and < 1);

    public static Command Create() => new FigureCommand().Verb();

    private Verb Verb()
    {
        Argument<string> folder = StoreArgument.Create();
        _measure.Required = true;
        return new Verb("figure", "Draw a measure of a sweep against a parameter", "espalier lab figure runs/law --measure failure-share --where distribution=uniform --log-y") { folder, _measure, _across, _where, _logX, _logY, _fit, _confidence, _title, _output }
            .Runs(call => Draw(call, FolderStore.Open(call.Value(folder))));
    }

    private Answer Draw(Call call, FolderStore store)
    {
        var table = RecordTable.Load(store, call.Cancel);
        Notes.About(call, store, table.Reading);
        string measure = call.Value(_measure)!;
        Figure figure = SweepFigure.Of(table, new(measure, call.Value(_across), Pairs(call.Value(_where)), call.Value(_logX), call.Value(_logY), call.Value(_confidence)) { IsFitted = call.Value(_fit), Title = call.Value(_title) });
        (string svg, string csv) = FigureFiles.Write(figure, call.Value(_output)!, $"{store.Schema.Experiment}-{measure}");
        var drawn = new Drawn(svg, csv, figure.Title, [.. figure.Panels[0].Traces.Select(layer => layer.Series).Distinct()]);
        return Answer.Of(drawn, static (found, page) => page.Fields(("figure", found.Svg), ("data", found.Csv), ("lines", Numerals.Text(found.Series.Count))));
    }

    private static ImmutableArray<KeyValuePair<string, string>> Pairs(string? text)
    {
        if (text is null) return [];
        return [.. text.Split(',').Select(pair => pair.Split('=', 2) is [var name, var value] ? KeyValuePair.Create(name.Trim(), value.Trim()) : throw new InvalidInputException("--where", null, $"'{pair}' is not NAME=VALUE", "give for example epsilon=0.01,distribution=uniform"))];
    }

    private sealed record Drawn(string Svg, string Csv, string Title, IReadOnlyList<string> Series);
}
