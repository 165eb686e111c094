using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Cli.Models;
using Espalier.Tickets.Forms;
using Espalier.Work.Certificates;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Certificates;

/// <summary><c>espalier certify check PROOF A B</c>: accepts a proof file or refuses it.</summary>
internal sealed class CheckCommand
{
    private readonly Argument<string> _proof = new("PROOF") { Description = "a file that 'espalier certify --proof' wrote" };
    private readonly Argument<string> _first = ModelOptions.Model("A");
    private readonly Argument<string> _second = ModelOptions.Model("B");
    private readonly Choice<TicketForm> _form = ModelOptions.Form();
    private readonly Option<string?> _architecture = ModelOptions.Architecture();

    public static Command Create()
    {
        var command = new CheckCommand();
        return new Verb("check", "Check a proof file with a small program of its own", "espalier certify check proof.txt model.onnx half.onnx")
        {
            command._proof, command._first, command._second, command._form, command._architecture,
        }.Runs(call => call.Do(new CheckProofJob(), command.Request(call), Show));
    }

    private CheckProofRequest Request(Call call) => new()
    {
        Proof = call.Value(_proof),
        A = call.Value(_first),
        B = call.Value(_second),
        Form = call.Value(_form),
        Architecture = call.Value(_architecture),
    };

    private static void Show(CheckProofAnswer found, Page page) => page.Fields(
        ("proof", found.Accepted ? "accepted" : $"refused: {found.Reason}"),
        ("difference", found.Output is { } output ? $"of output {output}" : "of the largest output"),
        ("everywhere below", found.Below is { } below ? Numerals.Text(below) : string.Empty),
        ("somewhere at least", found.Reaches is { } reaches ? Numerals.Text(reaches) : string.Empty),
        ("domain", found.Domain is null ? string.Empty : $"a {found.Domain} in {found.Lower!.Length} dimensions; --json prints it"),
        ("parts", Numerals.Text(found.Parts)),
        ("seconds", Numerals.Short(Math.Round(found.Seconds, 3))));
}
