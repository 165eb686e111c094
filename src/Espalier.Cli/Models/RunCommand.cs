using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Graphs;
using Espalier.Tickets.Forms;
using Espalier.Work.Inputs;
using Espalier.Work.Models;

namespace Espalier.Cli.Models;

/// <summary><c>espalier run MODEL</c>: the outputs of a network for given inputs.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Argument<string> model = ModelOptions.Model();
        Option<double[]> values = Options.Numbers("--values", "X,…", "one input, as a comma list of numbers", finite: false);
        Option<string?> input = Options.Text(
            "--input",
            "FILE",
            "one or many inputs: .npy, or .json with an array of arrays; for models of several inputs, .npz with an array for each, by its name");
        Choice<Precision> precision = ModelOptions.Precision(Precision.Double);
        Option<string?> architecture = ModelOptions.Architecture();
        Choice<TicketForm> form = ModelOptions.Form();
        Choice<EngineKind> engine = ModelOptions.Engine();
        Option<string?> output = ModelOptions.Output();
        return new Verb(
            "run", "Compute the outputs of a network or ticket for one or many inputs", "espalier run model.onnx --values 0.1,-0.2,0.3")
            { model, values, input, precision, architecture, form, engine, output }
            .Runs(call => call.Do(
                new RunJob(),
                new()
                {
                    Model = call.Value(model),
                    Values = call.Maybe(values),
                    Input = call.Value(input),
                    Precision = call.Value(precision),
                    Architecture = call.Value(architecture),
                    Form = call.Value(form),
                    Engine = call.Maybe(engine),
                    Output = call.Value(output),
                },
                Show));
    }

    private static void Show(RunAnswer found, Page page)
    {
        if (found.Outputs is [var only])
        {
            page.Table(["output", "value"], [.. only.Select((value, i) => new[] { Numerals.Text(i), Numerals.Short(value) })]);
            return;
        }

        string[] headers = ["input", .. Enumerable.Range(0, found.Outputs[0].Length).Select(i => $"output {i}")];
        page.Table(headers, [.. found.Outputs.Select((row, i) => (string[])[Numerals.Text(i), .. row.Select(Numerals.Short)])]);
    }
}
