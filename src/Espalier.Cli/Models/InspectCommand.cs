using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Formats.Architectures;
using Espalier.Graphs;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Models;

/// <summary><c>espalier inspect FILE</c>: what a file holds, layer by layer.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        Argument<string> file = ModelOptions.Model("FILE");
        Option<string?> architecture = ModelOptions.Architecture();
        return new Verb("inspect", "Show what a network or ticket file holds", "espalier inspect model.onnx") { file, architecture }
            .Runs(call => Answer.Of(Inspect(call.Value(file), call.Value(architecture)), Show));
    }

    private static Inspection Inspect(string path, string? architecture)
    {
        Model model = Model.Read(path, architecture);
        Network network = model.Network;
        LayerInspection[] layers = [.. network.Layers.Select((layer, i) => LayerInspection.Of(layer, network.Shapes[i + 1]))];
        return new Inspection(
            model.Ticket is null ? "network" : "ticket",
            model.Format,
            network.InputShape.Length,
            network.OutputShape.Length,
            network.ParameterCount,
            layers.Sum(layer => layer.Nonzero),
            network.Precision,
            [.. network.InputShape.Extents],
            Architecture.Of(network).Format(),
            layers,
            model.Ticket is null ? null : TicketInspection.Of(model.Ticket));
    }

    private static void Show(Inspection found, Page page)
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
        if (found.Ticket is ITicketInspection ticket) page.Fields(ticket.Rows());
        page.Table(
            ["layer", "kind", "output", "parameters", "nonzero", "smallest", "largest"],
            [.. found.Layers.Select((layer, i) => layer.Row(i))]);
    }

    private sealed record Inspection(
        string Kind, string Format, int Inputs, int Outputs, long Parameters, long Nonzero, Precision Precision, int[] InputShape, string Architecture, LayerInspection[] Layers, object? Ticket);
}
