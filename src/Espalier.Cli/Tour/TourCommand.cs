using System.CommandLine;
using System.Globalization;
using Espalier.Cli.Frame;
using Espalier.Lab.Reports;
using Espalier.Work.Certificates;
using Espalier.Work.Pruning;
using Espalier.Work.Tour;

namespace Espalier.Cli.Tour;

/// <summary><c>espalier tour</c>: everything once, on what is built in.</summary>
internal static class TourCommand
{
    public static Command Create()
    {
        Option<string?> output = Options.Text("--out", "DIR", "where the report, the networks, the tickets and the records go", "tour");
        return new Verb("tour", "See it work in a minute, on built-in data", "espalier tour --out tour") { output }.Runs(call =>
        {
            TourCommands steps = TourSteps.In(call.Value(output)!);
            return call.Do(
                new TourJob(),
                new() { Out = call.Value(output)!, Commands = steps, Seed = call.Seed },
                (found, page) => Show(found, steps, page));
        });
    }

    private static void Show(TourAnswer found, TourCommands steps, Page page)
    {
        TouredTicket ticket = found.Ticket;
        page.Table(
            ["network", "bits a weight", "digits read", "differs by at most", "at least", "ms of 64"],
            [
                Row("trained, 784 inputs", "32", found.Networks[0], null),
                Row("ticket, never trained", Digits(ticket.BitsPerWeight), found.Networks[1], found.Certificate),
                Row("ticket of 4 bits", Digits(found.Coded.MaskBitsPerWeight), found.Networks[2], found.CodedCertificate),
                Row("half of the channels", "32", found.Networks[3], null),
            ]);
        page.Line("");
        page.Fields(
            (
                "found",
                $"{GroupedDigits.Of(ticket.KeptEdges)} of {GroupedDigits.Of(ticket.ParentParameters)} random weights are kept, none is trained; "
                    + $"{(ticket.Infeasible == 0 ? "every one" : $"all but {ticket.Infeasible}")} of the network's "
                    + $"{GroupedDigits.Of(ticket.TargetParameters)} weights is met within 0.03 standard deviations of its row"),
            ("verified", Verified(found)),
            (
                "certified",
                $"no picture moves an output of the ticket by more than {Digits(found.Certificate.Upper)}: proved, with all rounding outward; "
                    + $"one moves it by {Digits(found.Certificate.Lower)}"),
            (
                "pruned",
                $"without half of its channels the network takes {Digits(Time(found.Networks[3]).Relative)} of its time in ONNX Runtime"),
            (
                "neurons",
                $"up to {found.Neurons.Proven.Width.ToString("0.0e0", CultureInfo.InvariantCulture)} random neurons of {found.Neurons.Dimension} "
                    + $"inputs, no subset and no refit is within {Digits(found.Neurons.Epsilon)} of one wanted neuron, with probability "
                    + $"{Digits(1 - found.Neurons.Delta)}: proved"),
            ("gap", found.Gap.Finding),
            ("report", found.Files.Report));
        page.Verbatim($"\nThe same as pages:\n  {string.Join("\n  ", steps.Laboratory)}\n");
        page.Verbatim($"Now your own network:\n  {string.Join("\n  ", steps.Next)}\n");
    }

    private static string[] Row(string name, string bits, ComparedNetwork network, CertifyAnswer? certificate) =>
    [
        name, bits, $"{(100 * network.Accuracy!.Value).ToString("0.0", CultureInfo.InvariantCulture)} %",
        certificate is null ? "-" : Digits(certificate.Upper), certificate is null ? "-" : Digits(certificate.Lower),
        Digits(Time(network).ProcessorMilliseconds),
    ];

    private static string Verified(TourAnswer found)
    {
        string[] problems = [.. found.Ticket.Problems, .. found.Coded.Problems];
        return problems.Length == 0 ? "both tickets rebuilt from their seeds, every claim holds" : "NO: " + string.Join("; ", problems);
    }

    private static CallTime Time(ComparedNetwork network) => network.Times.First(time => time.Engine == "onnxruntime");

    private static string Digits(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
