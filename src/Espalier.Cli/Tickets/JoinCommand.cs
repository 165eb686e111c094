using System.CommandLine;
using System.Globalization;
using Espalier.Cli.Frame;
using Espalier.Cli.Models;
using Espalier.Work.Inputs;
using Espalier.Work.Tickets;

namespace Espalier.Cli.Tickets;

/// <summary><c>espalier ticket join PART…</c>: one ticket of parts that several machines drew.</summary>
internal static class JoinCommand
{
    public static Command Create()
    {
        var parts = new Argument<string[]>("PART") { Description = "the files that ticket draw --part wrote", Arity = ArgumentArity.OneOrMore };
        Option<string?> output = OutputFile.Required("the ticket file to write");
        Option<string?> target = Options.Text(
            "--target", "FILE", "the network that they were drawn for, where the whole ticket's error is certified");
        Option<bool> tight = Options.Flag("--tight", Certified.Tight);
        Option<string?> architecture = ModelOptions.Architecture();
        return new Verb(
            "join",
            "Make of parts the ticket that one machine would have drawn",
            "espalier ticket join one.part two.part -o model.ticket --target model.onnx") { parts, output, target, tight, architecture }
            .Runs(call => call.Do(
                new JoinJob(),
                new()
                {
                    Parts = call.Value(parts),
                    Out = call.Value(output)!,
                    Target = call.Value(target),
                    Tight = call.Value(tight),
                    Architecture = call.Value(architecture),
                },
                Show));
    }

    private static void Show(JoinAnswer joined, Page page) => page.Fields(
        ("parts", Numerals.Text(joined.Parts)),
        ("weights", Numerals.Text(joined.Weights)),
        ("largest weight error", Numerals.Short(joined.MaxWeightError)),
        ("beyond tolerance", $"{joined.Infeasible} weights"),
        ("file", $"{joined.FileBytes} bytes"),
        ("seconds", joined.Seconds.ToString("0.00", CultureInfo.InvariantCulture)));
}
