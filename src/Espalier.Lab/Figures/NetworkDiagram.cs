using System.Collections.Immutable;
using System.Globalization;

namespace Espalier.Lab.Figures;

/// <summary>The picture of neuron pruning: a target neuron, a random parent, and what is left of the parent.</summary>
public static class NetworkDiagram
{
    private const double Column = 58;
    private const double Radius = 13;
    private const double Part = 232;
    private const double Margin = 16;

    /// <summary>Three networks side by side: the target, the parent with its hidden neurons, and the parent after pruning to a subset.</summary>
    /// <param name="inputs">The input dimension, 1 to 6.</param>
    /// <param name="hidden">The number of hidden neurons of the parent, 1 to 10.</param>
    /// <param name="kept">The hidden neurons that are kept, from 1.</param>
    public static Diagram Pruning(int inputs, int hidden, ImmutableSortedSet<int> kept)
    {
        FigureCheck.Demand("network diagram", inputs is >= 1 and <= 6, "inputs", "draw 1 to 6");
        FigureCheck.Demand("network diagram", hidden is >= 1 and <= 10, "hidden neurons", "draw 1 to 10");
        FigureCheck.Demand(
            "network diagram", kept.All(neuron => neuron >= 1 && neuron <= hidden), "kept neurons", "name neurons of the parent, from 1");
        double height = Math.Max(inputs, hidden) * 42;
        List<DiagramShape> shapes = [];
        Target(shapes, inputs, Margin, height);
        Parent(shapes, inputs, hidden, null, Margin + Part, height);
        Parent(shapes, inputs, hidden, kept, Margin + (2 * Part), height);
        string names = string.Join(", ", kept.Select(neuron => neuron.ToString(CultureInfo.InvariantCulture)));
        string description = Invariant($"Left: a target ReLU neuron on {inputs} inputs. Middle: a random network with {hidden} hidden neurons. ")
            + $"Right: the same network after neuron pruning; the hidden neurons {{{names}}} and all their edges are kept, the "
            + $"others are removed whole.";
        return new("Neuron pruning: target, parent and pruned parent", description, (2 * Margin) + (2 * Part) + Part - 8, height + 34, [.. shapes]);
    }

    /// <summary>One layer narrower than a parent, in the middle of as wide a part.</summary>
    private static void Target(List<DiagramShape> shapes, int inputs, double left, double height)
    {
        left += 0.65 * Column;
        double middle = 0.5 * height;
        (double x, double hiddenX) = (left + 20, left + 20 + (1.4 * Column));
        for (int i = 1; i <= inputs; i++)
        {
            double y = Place(i, inputs, height);
            Join(shapes, x, y, hiddenX, middle, Tone.Second, dashed: false);
            shapes.Add(
                new TextShape(
                    x + (0.5 * (hiddenX - x)),
                    y + (0.5 * (middle - y)) + (y <= middle ? -11 : 11),
                    Invariant($"w^{{⋆}}_{{{i}}}"))
                { Formula = true, Size = 12 });
        }

        Inputs(shapes, inputs, x, height);
        Output(shapes, hiddenX, middle, "f");
        shapes.Add(new NodeShape(hiddenX, middle, Radius, Tone.Second, "σ"));
        Heading(shapes, left + 20 + (0.7 * Column) + 12, height, "target f");
    }

    private static void Parent(List<DiagramShape> shapes, int inputs, int hidden, ImmutableSortedSet<int>? kept, double left, double height)
    {
        (double x, double hiddenX, double sumX) = (left + 20, left + 20 + (1.4 * Column), left + 20 + (2.7 * Column));
        double middle = 0.5 * height;

        // What is removed lies behind what is kept.
        int[] order = [.. Enumerable.Range(1, hidden).OrderBy(neuron => kept is null || kept.Contains(neuron))];
        foreach (int neuron in order)
        {
            bool removed = kept is not null && !kept.Contains(neuron);
            Tone tone = removed ? Tone.Faint : kept is null ? Tone.Soft : Tone.First;
            double y = Place(neuron, hidden, height);
            for (int i = 1; i <= inputs; i++) Join(shapes, x, Place(i, inputs, height), hiddenX, y, tone, removed);
            Join(shapes, hiddenX, y, sumX, middle, tone, removed);
        }

        foreach (int neuron in order)
        {
            bool removed = kept is not null && !kept.Contains(neuron);
            double y = Place(neuron, hidden, height);
            Tone tone = removed ? Tone.Faint : kept is null ? Tone.Soft : Tone.First;
            shapes.Add(new NodeShape(hiddenX, y, Radius, tone, "σ") { Dashed = removed });
            if (!removed)
                shapes.Add(
                    new TextShape(double.Lerp(hiddenX, sumX, 0.44), double.Lerp(y, middle, 0.44), Invariant($"α_{{{neuron}}}"))
                    { Formula = true, Size = 12, Halo = true });
        }

        Inputs(shapes, inputs, x, height);
        Output(shapes, sumX, middle, kept is null ? "g" : "g_{S}");
        shapes.Add(new NodeShape(sumX, middle, Radius, Tone.Ink, "Σ"));
        string set = kept is null ? "parent g" : $"pruned g_{{S}},  S = {{{string.Join(", ", kept)}}}";
        Heading(shapes, left + 20 + (1.35 * Column) + 6, height, set);
    }

    private static double Place(int index, int count, double height) => height * (index - 0.5) / count;

    private static void Inputs(List<DiagramShape> shapes, int inputs, double x, double height)
    {
        for (int i = 1; i <= inputs; i++) shapes.Add(new NodeShape(x, Place(i, inputs, height), Radius, Tone.Ink, Invariant($"x_{{{i}}}")));
    }

    private static void Output(List<DiagramShape> shapes, double x, double y, string name)
    {
        shapes.Add(new EdgeShape(x + Radius, y, x + Radius + 16, y, Tone.Ink) { Arrow = true });
        shapes.Add(new TextShape(x + Radius + 20, y, name) { Formula = true, Side = TextSide.Right });
    }

    private static void Join(List<DiagramShape> shapes, double fromX, double fromY, double toX, double toY, Tone tone, bool dashed)
    {
        double length = Math.Sqrt(((toX - fromX) * (toX - fromX)) + ((toY - fromY) * (toY - fromY)));
        (double dx, double dy) = (Radius * (toX - fromX) / length, Radius * (toY - fromY) / length);
        shapes.Add(new EdgeShape(fromX + dx, fromY + dy, toX - dx, toY - dy, tone) { Dashed = dashed, Stroke = dashed ? 1 : 1.3 });
    }

    private static void Heading(List<DiagramShape> shapes, double x, double height, string text) =>
        shapes.Add(new TextShape(x, height + 16, text) { Size = 13 });
}
