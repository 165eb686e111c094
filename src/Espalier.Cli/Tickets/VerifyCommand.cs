using System.CommandLine;
using Espalier.Cli.Data;
using Espalier.Cli.Frame;
using Espalier.Cli.Models;
using Espalier.Work.Inputs;
using Espalier.Work.Tickets;

namespace Espalier.Cli.Tickets;

/// <summary><c>espalier ticket verify FILE</c>: every claim of a ticket, computed anew from its seed.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        Argument<string> file = ModelOptions.Ticket();
        Option<string?> target = Options.Text("--target", "FILE", "the network that the ticket was drawn for; without it, errors cannot be checked");
        Option<string?> architecture = ModelOptions.Architecture();
        var examples = new ExampleOptions(Options.Text(
            "--data", "FILE|DIR|NAME", "the test set on which a searched ticket claims its accuracy; without it, accuracy cannot be checked"));
        return new Verb(
            "verify",
            "Rebuild a ticket from its seed and check every claim in the file",
            "espalier ticket verify model.ticket --target model.onnx") { file, target, architecture, examples.All }
            .Runs(call => call.Do(
                new VerifyJob(),
                new()
                {
                    File = call.Value(file),
                    Target = call.Value(target),
                    Architecture = call.Value(architecture),
                    Data = call.Value(examples.Data),
                    Label = call.Value(examples.Label),
                    Scale = call.Maybe(examples.Scale),
                    Normalise = call.Maybe(examples.Normalise),
                    Seed = call.Seed,
                },
                Show));
    }

    private static void Show(VerifyAnswer found, Page page)
    {
        page.Fields(
            ("valid", found.Valid switch { true => "yes", false => "no", _ => "as far as it could be checked" }),
            ("largest weight error", found.MaxWeightError is { } error ? Numerals.Short(error) : string.Empty),
            (
                "certified, ball",
                found.CertifiedError is { } ball ? $"{Numerals.Short(ball.BallError)} (radius {Numerals.Short(ball.BallRadius)})" : string.Empty),
            ("certified, box", found.CertifiedError is { } box ? Numerals.Short(box.BoxError) : string.Empty),
            ("kept edges", Numerals.Text(found.KeptEdges)));
        foreach (string problem in found.Problems) page.Line($"problem: {problem}");
    }
}
