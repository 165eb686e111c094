using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Graphs;
using Espalier.Tickets.Forms;
using Espalier.Work.Models;

namespace Espalier.Cli.Models;

/// <summary>What the commands that read a network have in common.</summary>
internal static class ModelOptions
{
    public static Argument<string> Model(string name = "MODEL") =>
        new(name) { Description = "a network (.onnx, .pt, .safetensors or .npz) or a ticket" };

    public static Argument<string> Ticket() => new("FILE") { Description = "a ticket that 'espalier ticket draw' or 'espalier popup' wrote" };

    public static Option<string?> Architecture() =>
        Options.Text("--architecture", "TEXT", "the layers, for files that hold weights only, such as 'dense, relu, dense'");

    public static Choice<EngineKind> Engine() => Options.Choice<EngineKind>(
        "--engine", "exact: ours, with the same bits everywhere; onnxruntime: any ONNX model [default: exact where it can]");

    public static Option<string?> Output() => Options.Text("--output", "NAME", "the output of a model that has several [default: the first]");

    public static Choice<TicketForm> Form() =>
        Options.Choice<TicketForm>(
            "--form", "for tickets: the target's shape with the sums carried out, or the parent's full shape", TicketForm.Folded);

    public static Choice<Precision> Precision(Precision fallback) =>
        Options.Choice<Precision>("--precision", "the floating-point format of the computation", fallback);
}
