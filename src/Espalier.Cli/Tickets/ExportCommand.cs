using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Cli.Models;
using Espalier.Tickets.Forms;
using Espalier.Work.Inputs;
using Espalier.Work.Tickets;

namespace Espalier.Cli.Tickets;

/// <summary><c>espalier ticket export FILE</c>: a ticket as an ordinary model file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Argument<string> file = ModelOptions.Ticket();
        Option<string?> output = OutputFile.Required("the model file to write: .onnx, .safetensors or .npz");
        Choice<TicketForm> form = Options.Choice<TicketForm>(
            "--form", "the target's shape with the sums carried out, or the parent's full shape with zeros", TicketForm.Folded);
        Option<long> most = Options.LongInteger(
            "--most-entries", "N", "the most entries that a matrix of the masked form may have", TicketForms.DefaultMaxEntries, minimum: 1);
        return new Verb(
            "export",
            "Write a ticket as an ordinary model file",
            "espalier ticket export model.ticket -o model.onnx --form folded") { file, output, form, most }
            .Runs(call => call.Do(
                new ExportJob(), new()
                {
                    File = call.Value(file),
                    Out = call.Value(output)!,
                    Form = call.Value(form),
                    MaxEntries = call.Value(most),
                }, Show));
    }

    private static void Show(ExportAnswer exported, Page page) =>
        page.Fields(
            ("form", Words.Of(exported.Form)),
            ("parameters", Numerals.Text(exported.Parameters)),
            ("nonzero", exported.Nonzero is { } nonzero ? Numerals.Text(nonzero) : string.Empty));
}
