using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Cli.Models;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Tickets.Files;
using Espalier.Tickets.Forms;
using Espalier.Tickets;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Tickets;

/// <summary><c>espalier ticket export FILE</c>: a ticket as an ordinary model file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Argument<string> file = ModelOptions.Ticket();
        Option<string?> output = OutputFile.Required("the model file to write: .onnx, .safetensors or .npz");
        Option<TicketForm> form = Options.Choice<TicketForm>("--form", "the target's shape with the sums carried out, or the parent's full shape with zeros", TicketForm.Folded);
        Option<long> most = Options.LongInteger("--most-entries", "N", "the most entries that a matrix of the masked form may have", TicketForms.DefaultMostEntries, minimum: 1);
        return new Verb("export", "Write a ticket as an ordinary model file", "espalier ticket export model.ticket -o model.onnx --form folded") { file, output, form, most }
            .Runs(call =>
            {
                Ticket ticket = TicketFile.Read(call.Value(file));
                Network network = TicketForms.Of(ticket, call.Value(form), call.Value(most));
                NetworkFile.Write(call.Value(output)!, network);
                return Answer.Of(Exported.Of(network, call.Value(form)), Show);
            });
    }

    private static void Show(Exported exported, Page page) =>
        page.Fields(
            ("form", exported.Form.ToString().ToLowerInvariant()),
            ("parameters", Numerals.Text(exported.Parameters)),
            ("nonzero", Numerals.Text(exported.Nonzero)));

    private sealed record Exported(TicketForm Form, long Parameters, long Nonzero)
    {
        public static Exported Of(Network network, TicketForm form) =>
            new(form, network.ParameterCount, network.Layers.SelectMany(layer => layer.Parameters).Sum(Nonzeros));

        private static long Nonzeros(Tensor tensor)
        {
            long count = 0;
            for (int i = 0; i < tensor.Length; i++)
                if (tensor[i] != 0) count++;
            return count;
        }
    }
}
