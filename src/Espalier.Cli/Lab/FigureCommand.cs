using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Summaries;
using Espalier.Work.Inputs;
using Espalier.Work.Lab;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab figure STORE</c>.</summary>
internal sealed class FigureCommand
{
    private readonly Argument<string> _store = StoreArgument.Create();
    private readonly Option<string?> _sweep = StoreArgument.Sweep();
    private readonly Option<string?> _measure = Options.Text("--measure", "NAME", "the measure to draw");
    private readonly Option<string?> _across = Options.Text(
        "--x", "NAME", "the parameter or measure to draw it against; the numeric parameter with the most values if not given");
    private readonly Option<string?> _where = Options.Text("--where", "NAME=VALUE,…", "parameters to hold; what else varies becomes lines");
    private readonly Option<string?> _colour = Options.Text(
        "--colour", "NAME", "a line for every value of this parameter alone, the rest pooled; for every combination if not given");
    private readonly Option<string?> _panel = Options.Text("--panel", "NAME", "a panel for every value of this parameter");
    private readonly Choice<PoolKind> _pool = Options.Choice<PoolKind>("--pool", "what stands for the replicates of a point", PoolKind.Mean);
    private readonly Choice<BarKind> _bars = Options.Choice<BarKind>(
        "--bars", "what bars show: an interval of the mean, from the smallest to the largest, nothing", BarKind.Interval);
    private readonly Option<bool> _logX = Options.Flag("--log-x", "a logarithmic horizontal axis");
    private readonly Option<bool> _logY = Options.Flag("--log-y", "a logarithmic vertical axis");
    private readonly Option<bool> _fit = Options.Flag("--fit", "a least-squares line through each series, with its slope");
    private readonly Option<string?> _title = Options.Text("--title", "TEXT", "the title of the figure; made from the other options if not given");
    private readonly Option<string?> _output = Options.Text("--out", "DIR", "the folder for the figure (SVG) and its data (CSV)", ".");
    private readonly Option<double> _confidence = Confidence();

    /// <summary>Of the report too.</summary>
    public static Option<double> Confidence() =>
        Options.Number("--confidence", "C", "the confidence of the intervals", 0.95, "a number between 0 and 1", value => value is > 0 and < 1);

    public static Command Create()
    {
        var command = new FigureCommand();
        command._measure.Required = true;
        return new Verb(
            "figure",
            "Draw a measure of a sweep against a parameter",
            "espalier lab figure results.db --measure failure-share --where distribution=uniform --log-y")
        {
            command._store, command._sweep, command._measure, command._across, command._where, command._colour, command._panel, command._pool,
            command._bars, command._logX, command._logY, command._fit, command._confidence, command._title, command._output,
        }.Runs(call => call.Do(new FigureJob(), command.Request(call), Show));
    }

    private FigureRequest Request(Call call) => new()
    {
        Store = call.Value(_store),
        Sweep = call.Value(_sweep),
        Measure = call.Value(_measure)!,
        X = call.Value(_across),
        Where = call.Value(_where)?.Split(',') ?? [],
        Colour = call.Value(_colour),
        Panel = call.Value(_panel),
        Pool = call.Value(_pool),
        Bars = call.Value(_bars),
        LogX = call.Value(_logX),
        LogY = call.Value(_logY),
        Fit = call.Value(_fit),
        Confidence = call.Value(_confidence),
        Title = call.Value(_title),
        Out = call.Value(_output)!,
    };

    private static void Show(FigureAnswer found, Page page) =>
        page.Fields(("figure", found.Svg), ("data", found.Csv), ("lines", Numerals.Text(found.Series.Count)));
}
