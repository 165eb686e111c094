using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Theory;

namespace Espalier.Cli.Theory;

/// <summary><c>espalier theory note</c>: fills every number of the note and draws its figure.</summary>
internal static class NoteCommand
{
    public static Command Create()
    {
        var template = new Argument<string>("TEMPLATE") { Description = "a text with places such as {= angle 4 0.01 =}" };
        Option<string?> folder = TheoryOptions.Required(Options.Text("--out", "DIR", "the folder for the filled text and its figure"));
        return new Verb(
            "note",
            "Fill in every number of a note about the proven widths, and draw its figure",
            "espalier theory note docs/note/note.template.md --out docs/note")
        { template, folder }
            .Runs(call => call.Do(new NoteJob(), new NoteRequest { Template = call.Value(template), Out = call.Value(folder)! }, Show));
    }

    private static void Show(NoteAnswer found, Page page) =>
        page.Fields(("note", found.Note), ("figure", found.Figure), ("numbers", Numerals.Text(found.Numbers)));
}
