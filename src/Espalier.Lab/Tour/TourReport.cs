using System.Globalization;
using Espalier.Graphs;
using Espalier.Lab.Figures;
using Espalier.Lab.Gap;
using Espalier.Lab.Reports;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Tour;

/// <summary>The page that the tour leaves behind.</summary>
public static class TourReport
{
    /// <summary>Makes the page.</summary>
    /// <param name="tour">The ticket and its certificate.</param>
    /// <param name="gap">The small measurement of the gap.</param>
    /// <param name="finding">What it shows, in words.</param>
    /// <param name="command">The command that repeats the tour.</param>
    /// <param name="next">What to ask for after the tour, in the words of who made it.</param>
    /// <param name="environment">Where it ran.</param>
    public static Report Of(TourTicket tour, GapTable gap, string finding, string command, IReadOnlyList<string> next, RunEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(tour);
        ArgumentNullException.ThrowIfNull(gap);
        ArgumentNullException.ThrowIfNull(environment);
        return new()
        {
            Title = "A network found in a random one",
            Summary = $"A random network of {GroupedDigits.Of(tour.Cost.ParentParameters)} weights was never trained. "
                + $"{GroupedDigits.Of(tour.Ticket.Claims.KeptEdges)} of them were kept, all others removed, and what is left computes a "
                + Invariant($"given network of {tour.Cost.Weights} weights: ")
                + $"for every picture of 28 × 28 pixels, no output differs by more than {Digits(tour.Certificate.Upper)}, which is proved, "
                + $"and for one picture it differs by {Digits(tour.Certificate.Lower)}. "
                + "On disk this is a seed and a mask: a ticket.",
            Sections =
            [
                new("The ticket", [Ticket(tour), new FigureBlock(Weights(tour), new() { Width = 860 })]),
                new("What is proved", [Proofs(tour)]),
                new("What removing whole neurons would cost", [new TextBlock(finding), new FigureBlock(GapFigures.Main(gap), new() { Width = 860 })]),
                .. next.Count == 0 ? (ReportSection[])[] : [new("Your own network", [new CodeBlock(string.Join('\n', next))])],
            ],
            Reproduction = Reproduction.Of(command, environment),
        };
    }

    private static TableBlock Ticket(TourTicket tour) => new(
        "The built-in network reads glyphs, digits that this program draws",
        ["", "target", "ticket"],
        [
            [
                "weights",
                Invariant($"{tour.Cost.Weights}"),
                $"{GroupedDigits.Of(tour.Ticket.Claims.KeptEdges)} kept of {GroupedDigits.Of(tour.Cost.ParentParameters)}",
            ],
            ["trained", "yes", "never"],
            [$"glyphs read, of {TourTicket.TestImages}", Invariant($"{tour.TargetCorrect}"), Invariant($"{tour.TicketCorrect}")],
            ["largest distance of a weight", "", Digits(tour.Ticket.Claims.MaxWeightError)],
            [$"weights farther than {Digits(TourTicket.Epsilon)}", "", Invariant($"{tour.Ticket.Claims.Infeasible}")],
            ["bits per weight, coded mask", $"{Digits(tour.QuantisationBits)} by plain quantisation", Digits(tour.Cost.CodedMaskBits)],
        ]);

    private static TableBlock Proofs(TourTicket tour) => new(
        "How far an output of the ticket may be from the target's, over all pictures with pixels in [0, 1]",
        ["what", "value"],
        [
            ["proved: at most (branch and bound)", Digits(tour.Certificate.Upper)],
            ["shown by a picture: at least", Digits(tour.Certificate.Lower)],
            ["stated in the ticket file, without dividing the domain: at most", Digits(tour.Ticket.Claims.Certified!.BoxError)],
        ]);

    private static Figure Weights(TourTicket tour)
    {
        double[] target = [.. Values(tour.Target)];
        double[] found = [.. Values(tour.Folded)];
        return new()
        {
            Title = "Every weight of the target, and the sum of random products that stands for it",
            Description = "Left: the found weights lie on the diagonal. Right: what is left of the difference.",
            Panels =
            [
                new()
                {
                    X = new("weight of the target"),
                    Y = new("weight of the ticket"),
                    Traces = [new ScatterTrace("", [.. target], [.. found])],
                },
                new()
                {
                    X = new("weight of the target"),
                    Y = new("difference"),
                    Traces = [new ScatterTrace("", [.. target], [.. found.Zip(target, (a, b) => a - b)])],
                },
            ],
        };
    }

    private static IEnumerable<double> Values(Network network) =>
        network.Nodes.Select(node => node.Operator.Grid).OfType<WeightGrid>().SelectMany(
            grid => Enumerable.Range(0, grid.Weights.Length).Select(i => grid.Weights[i]));

    private static string Digits(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
