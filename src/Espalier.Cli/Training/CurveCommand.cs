using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Curves;
using Espalier.Lab.Experiments.Popup;
using Espalier.Work.Curves;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Training;

/// <summary><c>espalier curve</c>: accuracy against kept share, for any methods, networks and data.</summary>
internal sealed class CurveCommand
{
    private static readonly CurveJobRequest Standard = new();

    private readonly Option<string?> _methods = Options.Text(
        "--methods", "M,…", $"some of {string.Join(", ", SubnetworkMethods.All.Select(method => method.Name))}", string.Join(',', Standard.Methods));
    private readonly Option<string?> _networks = Options.Text(
        "--networks", "N,…", "some of lenet5, dense (pixels-hidden-10)", string.Join(',', Standard.Networks));
    private readonly Option<string?> _data = Options.Text("--data", "D,…", "some of mnist, fashion-mnist, glyphs", string.Join(',', Standard.Data));
    private readonly Option<double[]> _kept = Options.Numbers("--kept", "S,…", "the kept shares", Standard.Kept);
    private readonly Option<int> _replicates = Options.Integer("--replicates", "N", "searches at every point", Standard.Replicates, 1, 10_000);
    private readonly Option<int> _epochs = Options.Integer(
        "--epochs", "N", "passes over the training images, the same for all methods", Standard.Epochs, 1, 10_000);
    private readonly Option<int> _training = Options.Integer("--training", "N", "training images, from the first on", Standard.Training, 1, 60_000);
    private readonly Option<int> _test = Options.Integer("--test", "N", "test images, from the first on", Standard.Test, 1, 10_000);
    private readonly Option<int> _hidden = Options.Integer("--hidden", "N", "hidden units of the dense network", Standard.Hidden, 1, 10_000);
    private readonly Option<int> _rounds = Options.Integer("--rounds", "N", "rounds of iterative magnitude pruning", Standard.Rounds, 1, 100);
    private readonly Option<double> _rate = Options.Number(
        "--learning-rate", "R", "of the first epoch [default: 0.1 for scores, 0.05 for weights]", null, "a number above 0, at most 100", value =>
            value is > 0 and <= 100);
    private readonly Option<string?> _output = Options.Text(
        "--out", "DIR", "where the records and the report go; what is there already is not run again", Standard.Out);
    private readonly Option<string?> _store = Options.Text(
        "--store", "STORE", "keeps the records elsewhere, such as in a database that machines share");

    public static Command Create()
    {
        var command = new CurveCommand();
        var verb = new Verb(
            "curve",
            "Compare searches of subnetworks: accuracy against kept share on equal budgets",
            "espalier curve --data mnist --networks lenet5 --methods snip,synflow,random --kept 0.2,0.05,0.01 --out curve");
        Option[] all =
        [
            command._methods, command._networks, command._data, command._kept, command._replicates, command._epochs, command._training, command._test,
            command._hidden, command._rounds, command._rate, command._output, command._store,
        ];
        foreach (Option option in all) verb.Add(option);
        return verb.Runs(call => call.Do(new CurveJob(), command.Request(call), Show));
    }

    private CurveJobRequest Request(Call call) => new()
    {
        Methods = List(call.Value(_methods)!),
        Networks = List(call.Value(_networks)!),
        Data = List(call.Value(_data)!),
        Kept = call.Value(_kept)!,
        Replicates = call.Value(_replicates),
        Epochs = call.Value(_epochs),
        Training = call.Value(_training),
        Test = call.Value(_test),
        Hidden = call.Value(_hidden),
        Rounds = call.Value(_rounds),
        LearningRate = call.Maybe(_rate),
        Out = call.Value(_output)!,
        Store = call.Value(_store),
    };

    private static string[] List(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static void Show(CurveAnswer found, Page page)
    {
        foreach (var panel in found.Points.GroupBy(point => (point.Network, point.Data)))
            page.Table(
                [$"{panel.Key.Network}, {panel.Key.Data}", "kept", "acting", "accuracy", "from", "to", "replicates"], [.. panel.Select(Row)]);
        foreach (string finding in found.Findings) page.Line(finding);
        page.Fields(("report", found.Report), ("figure", found.Figure), ("data", found.Data), ("records", found.Store));
    }

    private static string[] Row(CurvePoint point) =>
    [
        point.Method,
        Numerals.Short(point.Kept),
        Numerals.Short(Math.Round(point.Acting, 6)),
        Numerals.Short(Math.Round(point.Accuracy, 4)),
        point.Interval is { } low ? Numerals.Short(Math.Round(low.Lower, 4)) : "-",
        point.Interval is { } high ? Numerals.Short(Math.Round(high.Upper, 4)) : "-",
        Numerals.Text(point.Replicates),
    ];
}
