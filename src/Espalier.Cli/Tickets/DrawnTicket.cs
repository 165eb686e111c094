using System.Globalization;
using Espalier.Cli.Frame;
using Espalier.Graphs.Operators;
using Espalier.Graphs;
using Espalier.Tickets.Costs;
using Espalier.Tickets;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Tickets;

/// <summary>What drawing a ticket tells: what was kept, how close it came, what is certified and what it costs.</summary>
internal sealed record DrawnTicket(
    int Candidates,
    long TargetParameters,
    long ParentParameters,
    long KeptEdges,
    double KeptShare,
    double MaxWeightError,
    double MeanWeightError,
    long Infeasible,
    CertifiedErrors CertifiedError,
    double BitsPerWeight,
    double RawMaskBitsPerWeight,
    double CodedMaskBitsPerWeight,
    double QuantisationBitsPerWeight,
    double WidthFactor,
    int CarriedLayers,
    long FileBytes,
    double SolveSeconds,
    double Seconds,
    string Distribution)
{
    public static DrawnTicket Of(ConstructedTicket ticket, Network target, long fileBytes, double solveSeconds, double seconds)
    {
        TicketCost cost = TicketCost.Of(ticket, target);
        return new DrawnTicket(
            ticket.Recipe.Candidates,
            cost.TargetParameters,
            cost.ParentParameters,
            cost.KeptFirst + cost.KeptLast,
            cost.KeptShare,
            ticket.PrunedLayers.Max(layer => layer.Claims.MaxWeightError),
            ticket.PrunedLayers.Sum(layer => layer.Claims.MeanWeightError * layer.Weights) / cost.TargetParameters,
            ticket.PrunedLayers.Sum(layer => layer.Claims.Infeasible),
            ticket.Certified,
            8.0 * fileBytes / cost.TargetParameters,
            cost.RawMaskBits,
            cost.CodedMaskBits,
            cost.QuantisationBits,
            cost.WidthFactor,
            target.Layers.Count(layer => layer is Convolution or ElementwiseAffine),
            fileBytes,
            solveSeconds,
            seconds,
            ticket.Recipe.Distribution.ToString()!);
    }

    public static void Show(DrawnTicket drawn, Page page)
    {
        page.Fields(
            ("target parameters", Numerals.Text(drawn.TargetParameters)),
            ("candidates", $"{drawn.Candidates} per weight"),
            ("parent parameters", Numerals.Text(drawn.ParentParameters)),
            ("parent weights", drawn.Distribution),
            ("kept edges", $"{drawn.KeptEdges} ({Percent(drawn.KeptShare)} of the parent)"),
            ("largest weight error", Numerals.Text(drawn.MaxWeightError)),
            ("mean weight error", Numerals.Text(drawn.MeanWeightError)),
            ("beyond tolerance", $"{drawn.Infeasible} weights{(drawn.Infeasible > 0 ? "; a smaller --delta, or more --candidates, leave fewer" : string.Empty)}"),
            ("certified, ball", $"{Numerals.Text(drawn.CertifiedError.BallError)} in the Euclidean norm, inputs of norm at most {Numerals.Text(drawn.CertifiedError.BallRadius)}"),
            ("certified, box", $"{Numerals.Text(drawn.CertifiedError.BoxError)} in the sup norm, inputs in [0,1]"),
            ("bits per weight", $"{Digits(drawn.BitsPerWeight)} in the file; mask {Digits(drawn.RawMaskBitsPerWeight)} raw, {Digits(drawn.CodedMaskBitsPerWeight)} coded; plain quantisation {Digits(drawn.QuantisationBitsPerWeight)}"),
            ("carried as they are", drawn.CarriedLayers == 0 ? string.Empty : $"{drawn.CarriedLayers} layers that are not dense"),
            ("file", $"{drawn.FileBytes} bytes"),
            ("seconds", $"{Digits(drawn.Seconds)}, of which {Digits(drawn.SolveSeconds)} drawing and certifying"));
    }

    private static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    private static string Digits(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
