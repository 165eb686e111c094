using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Graphs;
using Espalier.Tickets.Forms;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Models;

/// <summary><c>espalier run MODEL</c>: the outputs of a network for given inputs.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Argument<string> model = ModelOptions.Model();
        Option<double[]> values = Options.Numbers("--values", "X,…", "one input, as a comma list of numbers", finite: false);
        Option<string?> input = Options.Text("--input", "FILE", "one or many inputs: .npy, or .json with an array of arrays");
        Option<Precision> precision = ModelOptions.Precision(Precision.Double);
        Option<string?> architecture = ModelOptions.Architecture();
        Option<TicketForm> form = Model.FormOption();
        return new Verb("run", "Compute the outputs of a network or ticket for one or many inputs", "espalier run model.onnx --values 0.1,-0.2,0.3") { model, values, input, precision, architecture, form }
            .Runs(call =>
            {
                if (call.Given(values) == call.Given(input))
                    throw new InvalidInputException("run", null, call.Given(values) ? "--values and --input are both given" : "there is no input", "give either --values or --input");
                Network network = Model.Read(call.Value(model), call.Value(architecture), call.Value(form)).Network;
                InputBatch batch = call.Given(values)
                    ? InputBatch.OfOne("--values", call.Value(values)!, network.InputShape)
                    : InputBatch.Read(call.Value(input)!, network.InputShape);
                if (batch.FirstNonFinite() is { } place) call.Warn($"{batch.Source}, {place}: not a finite number; outputs may not be numbers either");
                if ((long)batch.Count * network.OutputShape.Length > Array.MaxLength)
                    throw new InvalidInputException(batch.Source, null, $"the outputs for {batch.Count} inputs do not fit into memory", "split the inputs");
                double[][] outputs = call.Value(precision) == Precision.Double ? Doubles(network, batch, call) : Singles(network, batch, call);
                return Answer.Of(new Outputs(outputs, call.Value(precision)), Show);
            });
    }

    private static double[][] Doubles(Network network, InputBatch batch, Call call)
    {
        double[] outputs = new double[batch.Count * network.OutputShape.Length];
        Forward.Run(network, batch.Values, outputs, batch.Count, call.Threads, call.Cancel);
        return [.. outputs.Chunk(network.OutputShape.Length)];
    }

    /// <summary>Outputs computed in float32 are widened, which is exact.</summary>
    private static double[][] Singles(Network network, InputBatch batch, Call call)
    {
        float[] outputs = new float[batch.Count * network.OutputShape.Length];
        Forward.Run(network, Array.ConvertAll(batch.Values, value => (float)value), outputs, batch.Count, call.Threads, call.Cancel);
        return [.. Array.ConvertAll(outputs, value => (double)value).Chunk(network.OutputShape.Length)];
    }

    private static void Show(Outputs found, Page page)
    {
        if (found.Values is [var only])
        {
            page.Table(["output", "value"], [.. only.Select((value, i) => new[] { Numerals.Text(i), Numerals.Text(value) })]);
            return;
        }

        string[] headers = ["input", .. Enumerable.Range(0, found.Values[0].Length).Select(i => $"output {i}")];
        page.Table(headers, [.. found.Values.Select((row, i) => (string[])[Numerals.Text(i), .. row.Select(Numerals.Text)])]);
    }

    private sealed record Outputs([property: System.Text.Json.Serialization.JsonPropertyName("outputs")] double[][] Values, Precision Precision);
}
