using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Graphs;
using Espalier.Work.Inputs;
using Espalier.Work.Models;

namespace Espalier.Cli.Models;

/// <summary><c>espalier inspect FILE</c>: what a file holds, layer by layer.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        Argument<string> file = ModelOptions.Model("FILE");
        Option<string?> architecture = ModelOptions.Architecture();
        Choice<EngineKind> engine = ModelOptions.Engine();
        Option<string?> output = ModelOptions.Output();
        return new Verb("inspect", "Show what a network or ticket file holds", "espalier inspect model.onnx") { file, architecture, engine, output }
            .Runs(call => call.Do(new InspectJob(), new()
            {
                File = call.Value(file),
                Architecture = call.Value(architecture),
                Engine = call.Maybe(engine),
                Output = call.Value(output),
            }, Show));
    }

    private static void Show(InspectAnswer found, Page page)
    {
        page.Fields(
            ("kind", found.Kind),
            ("format", found.Format),
            ("engine", found.Engine == EngineKind.Exact ? string.Empty : "ONNX Runtime"),
            ("inputs", found.InputShape.Length == 1 ? Numerals.Text(found.Inputs) : $"{found.Inputs} ({string.Join('x', found.InputShape)})"),
            ("outputs", Numerals.Text(found.Outputs)),
            ("parameters", Numerals.Text(found.Parameters)),
            ("nonzero", found.Nonzero is { } nonzero ? Numerals.Text(nonzero) : string.Empty),
            ("stored in", found.Precision == Precision.Double ? "float64" : "float32"),
            ("architecture", found.Architecture));
        page.Fields(TicketRows.Of(found.Ticket));
        page.Table(
            ["layer", "kind", "output", "parameters", "nonzero", "smallest", "largest"],
            [.. found.Layers.Select((layer, index) => Row(found, layer, index))]);
    }

    private static string[] Row(InspectAnswer found, LayerInspection layer, int index) =>
    [
        Numerals.Text(index),
        layer.Kind,
        string.Join('x', layer.OutputShape.Length > 0 || found.Engine == EngineKind.Exact ? layer.OutputShape : layer.TensorShapes[0]),
        layer.Parameters == 0 ? string.Empty : Numerals.Text(layer.Parameters),
        layer.Parameters == 0 || layer.Nonzero is not { } nonzero ? string.Empty : Numerals.Text(nonzero),
        layer.Minimum is { } least ? Numerals.Short(least) : string.Empty,
        layer.Maximum is { } most ? Numerals.Short(most) : string.Empty,
    ];
}
