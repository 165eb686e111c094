using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Figures;
using Espalier.Parents.Masks;
using Espalier.Tickets;
using Espalier.Tickets.Verification;

namespace Espalier.Lab.Reports;

/// <summary>One figure for each layer of a ticket: how near its weights came, and how many candidates they took.</summary>
internal static class TicketFigures
{
    /// <summary>The figures, in the order of the layers.</summary>
    public static IEnumerable<FigureBlock> Of(Ticket ticket, ImmutableArray<ErrorShares> errors) =>
        ticket.Pruned.Select((node, i) => new FigureBlock(Of(i, node, errors[i])));

    private static Figure Of(int ordinal, PrunedNode node, ErrorShares errors)
    {
        long weights = node.Parent.Shape.Weights;
        string met = Invariant($"{weights - errors.Beyond} of {weights} weights are within their tolerance.");
        return new Figure
        {
            Title = Invariant($"Layer {ordinal} ({node.Form.Text}): {weights - errors.Beyond} of {weights} weights met"),
            Description = node.Mask is PrefixMask
                ? $"{met} Left, how their errors spread below it; right, the share of weights that need each number of candidates."
                : $"{met} How their errors spread below it.",
            Panels = [Errors(errors), .. node.Mask is PrefixMask mask ? (ImmutableArray<Panel>)[Widths(mask)] : []],
        };
    }

    private static Panel Errors(ErrorShares errors) => new()
    {
        X = Axis.Of("error, in twentieths of the tolerance", [.. Enumerable.Range(1, ErrorShares.Parts).Select(Digits)]),
        Y = new Axis("share of the weights") { Low = 0 },
        Traces = [new BarTrace("weights", errors.Shares)],
        Legend = LegendPlacement.None,
    };

    private static Panel Widths(PrefixMask mask)
    {
        long[] widths = mask.Widths();
        int longest = Math.Max(1, Array.FindLastIndex(widths, count => count > 0));
        double all = widths.Sum();
        return new()
        {
            X = Axis.Of("candidates used", [.. Enumerable.Range(0, longest + 1).Select(Digits)]),
            Y = new Axis("share of the weights") { Low = 0 },
            Traces = [new BarTrace("weights", [.. widths.Take(longest + 1).Select(count => count / all)])],
            Legend = LegendPlacement.None,
        };
    }

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);
}
