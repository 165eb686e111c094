using System.Collections.Immutable;
using System.Globalization;

namespace Espalier.Lab.Figures;

/// <summary>Stacked state lines: each level line is the state space {0, …, T} of one chain, the filled dot its present state.</summary>
public static class ChainDiagram
{
    private const double Left = 92;
    private const double Row = 40;
    private const double Top = 26;

    /// <summary>The chains, one below the other.</summary>
    /// <param name="top">T, the largest state, 1 to 60.</param>
    /// <param name="states">The present state of each chain, at most 30 chains.</param>
    /// <param name="name">The chain's name before its number, for example B.</param>
    public static Diagram StateLines(int top, ImmutableArray<int> states, string name = "B")
    {
        FigureCheck.Demand("chain diagram", top is >= 1 and <= 60, "top", "draw 1 to 60");
        FigureCheck.Demand("chain diagram", states.Length is >= 1 and <= 30, "chains", "draw 1 to 30");
        FigureCheck.Demand("chain diagram", states.All(state => state >= 0 && state <= top), "states", "name states from 0 to the top");
        double step = Math.Clamp(420.0 / top, 9, 60);
        List<DiagramShape> shapes = [];
        for (int chain = 0; chain < states.Length; chain++) Line(shapes, top, states[chain], name, chain, step);
        double bottom = Top + (states.Length * Row);
        Numbers(shapes, top, step, bottom - 12);
        string values = string.Join(", ", states.Select(state => state.ToString(CultureInfo.InvariantCulture)));
        string description = Invariant(
            $"Each line is the state space 0 to {top} of one chain; the filled dots stand at the states {values}. The goal is ")
                + "that every chain stands at 0.";
        return new("Stacked state lines of the chains", description, Left + (top * step) + 40, bottom + 16, [.. shapes]);
    }

    private static void Line(List<DiagramShape> shapes, int top, int state, string name, int chain, double step)
    {
        double y = Top + (chain * Row);
        shapes.Add(new TextShape(Left - 34, y, Invariant($"{name}^{{({chain + 1})}}")) { Formula = true, Side = TextSide.Left, Size = 14 });
        shapes.Add(new EdgeShape(Left, y, Left + (top * step), y, Tone.Soft));
        for (int value = 0; value <= top; value++)
        {
            double x = Left + (value * step);
            bool here = value == state;
            Tone tone = value == 0 ? Tone.Third : Tone.First;
            shapes.Add(here
                ? new NodeShape(x, y, 6.5, tone) { Filled = true }
                : new NodeShape(x, y, 3.2, value == 0 ? Tone.Third : Tone.Soft));
        }
    }

    private static void Numbers(List<DiagramShape> shapes, int top, double step, double y)
    {
        int every = step >= 18 ? 1 : top > 30 ? 10 : 5;
        for (int value = 0; value < top; value += every)
        {
            if ((top - value) * step < 16) break;
            shapes.Add(new TextShape(Left + (value * step), y, value.ToString(CultureInfo.InvariantCulture), Tone.Soft) { Size = 11 });
        }

        shapes.Add(new TextShape(Left + (top * step), y, "T", Tone.Soft) { Formula = true, Size = 13 });
    }
}
