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
        return new Verb("inspect", "Show what a network or ticket file holds", "espalier inspect model.onnx") { file, architecture }
            .Runs(call => call.Do(new InspectJob(), new() { File = call.Value(file), Architecture = call.Value(architecture) }, Show));
    }

    private static void Show(InspectAnswer found, Page page)
    {
        page.Fields(
            ("kind", found.Kind),
            ("format", found.Format),
            ("inputs", found.InputShape.Length == 1 ? Numerals.Text(found.Inputs) : $"{found.Inputs} ({new Shape(found.InputShape)})"),
            ("outputs", Numerals.Text(found.Outputs)),
            ("parameters", Numerals.Text(found.Parameters)),
            ("nonzero", Numerals.Text(found.Nonzero)),
            ("stored in", found.Precision == Precision.Double ? "float64" : "float32"),
            ("architecture", found.Architecture));
        page.Fields(TicketRows.Of(found.Ticket));
        page.Table(["layer", "kind", "output", "parameters", "nonzero", "smallest", "largest"], [.. found.Layers.Select(Row)]);
    }

    private static string[] Row(LayerInspection layer, int index) =>
    [
        Numerals.Text(index),
        layer.Kind,
        new Shape(layer.OutputShape).ToString(),
        layer.Parameters == 0 ? string.Empty : Numerals.Text(layer.Parameters),
        layer.Parameters == 0 ? string.Empty : Numerals.Text(layer.Nonzero),
        layer.Minimum is { } least ? Numerals.Short(least) : string.Empty,
        layer.Maximum is { } most ? Numerals.Short(most) : string.Empty,
    ];
}
