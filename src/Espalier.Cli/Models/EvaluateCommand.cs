using System.CommandLine;
using Espalier.Cli.Data;
using Espalier.Cli.Frame;
using Espalier.Graphs;
using Espalier.Tickets.Forms;
using Espalier.Work.Inputs;
using Espalier.Work.Models;

namespace Espalier.Cli.Models;

/// <summary><c>espalier evaluate MODEL</c>: how many images of a test set a network classifies correctly.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        Argument<string> model = ModelOptions.Model();
        var examples = new ExampleOptions(DataOption.Examples());
        Option<int> limit = Options.Integer("--limit", "N", "only the first N images [default: all]", minimum: 1);
        Choice<Precision> precision = ModelOptions.Precision(Precision.Single);
        Option<string?> architecture = ModelOptions.Architecture();
        Choice<TicketForm> form = ModelOptions.Form();
        Choice<EngineKind> engine = ModelOptions.Engine();
        Option<string?> output = ModelOptions.Output();
        Option<string?> reference = Options.Text("--reference", "MODEL", "a network to compare with");
        return new Verb("evaluate", "Measure the accuracy of a network or ticket on a test set", "espalier evaluate model.onnx --data mnist")
            { model, examples.All, limit, reference, precision, architecture, form, engine, output }
            .Runs(call => call.Do(
                new EvaluateJob(),
                new()
                {
                    Model = call.Value(model),
                    Data = call.Value(examples.Data)!,
                    Limit = call.Maybe(limit),
                    Precision = call.Value(precision),
                    Architecture = call.Value(architecture),
                    Form = call.Value(form),
                    Engine = call.Maybe(engine),
                    Output = call.Value(output),
                    Label = call.Value(examples.Label),
                    Scale = call.Maybe(examples.Scale),
                    Normalise = call.Maybe(examples.Normalise),
                    Reference = call.Value(reference),
                    Seed = call.Seed,
                },
                Show));
    }

    private static void Show(EvaluateAnswer found, Page page) =>
        page.Fields(
            ("data", found.Data),
            ("examples", Numerals.Text(found.Examples)),
            ("correct", Numerals.Text(found.Correct)),
            ("accuracy", Numerals.Short(found.Accuracy)),
            ("computed in", found.Precision == Precision.Double ? "float64" : "float32"),
            ("engine", found.Engine == EngineKind.Exact ? string.Empty : "ONNX Runtime"),
            ("agreement", found.Agreement is { } agreement ? Numerals.Short(agreement) : string.Empty),
            ("relative error", found.RelativeError is { } error ? Numerals.Short(error) : string.Empty),
            ("cosine", found.Cosine is { } cosine ? Numerals.Short(cosine) : string.Empty),
            ("seconds", Numerals.Short(Math.Round(found.Seconds, 3))));
}
