using System.Globalization;
using System.Text.Json.Serialization;
using Espalier.Cli.Frame;
using Espalier.Networks;
using Espalier.Networks.Layers;
using Espalier.Random;
using Espalier.Tickets;
using Espalier.Tickets.Costs;

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
    double Seconds)
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
            seconds)
        {
            BeyondReach = LargestBeyond(target, ticket.Recipe.Distribution),
        };
    }

    /// <summary>The largest weight of the target beyond what one parent weight can be; null where there is none.</summary>
    [JsonIgnore]
    public double? BeyondReach { get; private init; }

    public static void Show(DrawnTicket drawn, Page page)
    {
        page.Fields(
            ("target parameters", Numerals.Text(drawn.TargetParameters)),
            ("candidates", $"{drawn.Candidates} per weight"),
            ("parent parameters", Numerals.Text(drawn.ParentParameters)),
            ("kept edges", $"{drawn.KeptEdges} ({Percent(drawn.KeptShare)} of the parent)"),
            ("largest weight error", Numerals.Text(drawn.MaxWeightError)),
            ("mean weight error", Numerals.Text(drawn.MeanWeightError)),
            ("beyond tolerance", $"{drawn.Infeasible} weights{drawn.Remedy()}"),
            ("certified, ball", $"{Numerals.Text(drawn.CertifiedError.BallError)} in the Euclidean norm, inputs of norm at most {Numerals.Text(drawn.CertifiedError.BallRadius)}"),
            ("certified, box", $"{Numerals.Text(drawn.CertifiedError.BoxError)} in the sup norm, inputs in [0,1]"),
            ("bits per weight", $"{Digits(drawn.BitsPerWeight)} in the file; mask {Digits(drawn.RawMaskBitsPerWeight)} raw, {Digits(drawn.CodedMaskBitsPerWeight)} coded; plain quantisation {Digits(drawn.QuantisationBitsPerWeight)}"),
            ("carried as they are", drawn.CarriedLayers == 0 ? string.Empty : $"{drawn.CarriedLayers} layers that are not dense"),
            ("file", $"{drawn.FileBytes} bytes"),
            ("seconds", $"{Digits(drawn.Seconds)}, of which {Digits(drawn.SolveSeconds)} drawing and certifying"));
    }

    private string Remedy()
    {
        if (Infeasible == 0) return string.Empty;
        string wider = BeyondReach is { } large ? string.Create(CultureInfo.InvariantCulture, $", and for weights as large as {large:G3} --distribution 'uniform(-{Math.Ceiling(large)},{Math.Ceiling(large)})' comes closer") : string.Empty;
        return $"; a smaller --delta leaves fewer{wider}";
    }

    private static double? LargestBeyond(Network target, Distribution distribution)
    {
        if (distribution is not UniformDistribution uniform) return null;
        WeightRange? range = WeightRange.Of(target.Layers.OfType<Dense>().Select(dense => dense.Weights));
        double largest = range is { } ends ? Math.Max(-ends.Smallest, ends.Largest) : 0;
        return largest > Math.Max(-uniform.Low, uniform.High) ? largest : null;
    }

    private static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    private static string Digits(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
