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
        Option<string?> data = DataOption.Required();
        Option<int> limit = Options.Integer("--limit", "N", "only the first N images [default: all]", minimum: 1);
        Option<Precision> precision = ModelOptions.Precision(Precision.Single);
        Option<string?> architecture = ModelOptions.Architecture();
        Option<TicketForm> form = ModelOptions.Form();
        return new Verb("evaluate", "Measure the accuracy of a network or ticket on a test set", "espalier evaluate model.onnx --data mnist")
            { model, data, limit, precision, architecture, form }
            .Runs(call => call.Do(
                new EvaluateJob(),
                new()
                {
                    Model = call.Value(model),
                    Data = call.Value(data)!,
                    Limit = call.Maybe(limit),
                    Precision = call.Value(precision),
                    Architecture = call.Value(architecture),
                    Form = call.Value(form),
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
            ("seconds", Numerals.Short(Math.Round(found.Seconds, 3))));
}
