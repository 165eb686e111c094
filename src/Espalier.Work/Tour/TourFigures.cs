using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Lab.Figures;
using Espalier.Lab.Gap;
using Espalier.Parents;
using Espalier.Tickets;
using Espalier.Tickets.Files;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Inside;
using Espalier.Work.Models;

namespace Espalier.Work.Tour;

/// <summary>What the page of the tour shows: kernels before and after, the pictures that tell networks apart, the gap.</summary>
/// <param name="Kernels">The kernels of the first layer: random, found, given.</param>
/// <param name="Witnesses">The pictures at which the tickets differ from the network most; null where none was found.</param>
/// <param name="Gap">Weights against neurons.</param>
internal sealed record TourFigures(Figure Kernels, Figure? Witnesses, Figure Gap)
{
    private const int Across = 4;
    private const int Shown = 16;
    private const int Side = 28;

    public static TourFigures Of(TourFiles files, TourAnswer found, GapTable gap)
    {
        Ticket ticket = TicketFile.Read(files.Ticket).Ticket, coded = TicketFile.Read(files.Coded).Ticket;
        Network target = Model.Read(files.Network, null, new Workplace(1)).Network;
        return new(KernelsOf(target, ticket, coded), WitnessesOf(found), GapFigures.Main(gap));
    }

    private static Figure KernelsOf(Network target, Ticket ticket, Ticket coded)
    {
        WeightGrid wanted = Grid(target);
        GridShape shape = ticket.Pruned[0].Parent.Shape;
        return new()
        {
            Title = "The kernels of the first convolution",
            Description = Invariant($"Each square of {wanted.Places} cells is one of {Shown} kernels. From the left: for every weight one of its ")
                + "random candidates; the sums of those that the ticket keeps; the network's own; and what the ticket of coded masks makes of four "
                + "bits a weight.",
            Panels =
            [
                Kernels("random", [.. Enumerable.Range(0, Shown).SelectMany(Candidates)]),
                Kernels("found in it", Values(Grid(TicketForms.Folded(ticket)))),
                Kernels("given", Values(wanted)),
                Kernels("found, 4 bits", Values(Grid(TicketForms.Folded(coded)))),
            ],
        };

        IEnumerable<double> Candidates(int channel) => Enumerable.Range(0, shape.Kernel).Select(position =>
            WeightLook.Of(ticket.Seed, ticket.Pruned[0], channel, position).Candidates
                .FirstOrDefault(candidate => candidate.Side is CandidateSide.Positive or CandidateSide.Both).Value);

        Panel Kernels(string title, ImmutableArray<double> values) => Tiled(title, values, (int)Math.Sqrt(wanted.Places));
    }

    private static WeightGrid Grid(Network network) => network.Nodes.Select(node => node.Operator.Grid).OfType<WeightGrid>().First();

    private static ImmutableArray<double> Values(WeightGrid grid) => [.. Enumerable.Range(0, grid.Weights.Length).Select(i => grid.Weights[i])];

    /// <summary>Squares in rows, with an empty line between them.</summary>
    private static Panel Tiled(string title, ImmutableArray<double> kernels, int side)
    {
        int columns = (Across * (side + 1)) - 1, lines = (Shown / Across * (side + 1)) - 1;
        var values = new double[columns * lines];
        Array.Fill(values, double.NaN);
        for (int k = 0; k < Shown; k++)
        {
            int left = k % Across * (side + 1), top = k / Across * (side + 1);
            for (int i = 0; i < side * side; i++)
            {
                // Rows of a heat map are counted from below.
                int line = lines - 1 - (top + (i / side));
                values[(line * columns) + left + (i % side)] = kernels[(k * side * side) + i];
            }
        }

        return Map(title, "weight", columns, [.. values]);
    }

    private static Figure? WitnessesOf(TourAnswer found)
    {
        Panel[] panels =
        [
            .. from each in new[] { (Found: found.Certificate, Name: "the ticket"), (Found: found.CodedCertificate, Name: "the ticket of 4 bits") }
               where each.Found.Witness is { Length: Side * Side }
               select Map(Invariant($"{each.Name}: {each.Found.Lower:0.###}"), "pixel", Side, FromBelow(each.Found.Witness!)),
        ];
        return panels.Length == 0 ? null : new()
        {
            Title = "Where they differ so much",
            Description = "The pictures at which an output of the ticket is that far from the network's, evaluated in exact arithmetic: the lower "
                + "sides of both certificates.",
            Panels = [.. panels],
        };
    }

    private static ImmutableArray<double> FromBelow(double[] picture) =>
        [.. Enumerable.Range(0, Side).Reverse().SelectMany(row => picture.Skip(row * Side).Take(Side))];

    private static Panel Map(string title, string what, int columns, ImmutableArray<double> values) => new()
    {
        Title = title,
        X = Axis.Of("", [.. Enumerable.Repeat("", columns)]),
        Y = Axis.Of("", [.. Enumerable.Repeat("", values.Length / columns)]),
        Traces = [new HeatMapTrace(what, columns, values)],
        Legend = LegendPlacement.None,
    };
}
