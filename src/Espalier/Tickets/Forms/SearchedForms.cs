using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics;
using Espalier.Training.Popup;

namespace Espalier.Tickets.Forms;

/// <summary>The two networks that a searched ticket stands for.</summary>
internal static class SearchedForms
{
    /// <summary>The pairs multiplied out, in double-double and rounded to float64; the layers of a wide parent are what they are.</summary>
    public static Network Folded(SearchedTicket ticket) => Assemble(ticket, Fold);

    /// <summary>The parent's full shape, pruned entries as zeros, in the parent's own float32 numbers.</summary>
    public static Network Masked(SearchedTicket ticket, long mostEntries)
    {
        foreach (PopupTensor tensor in ticket.Parent.Tensors)
        {
            // A unit sees one input, but in an ordinary network it has a row of all of them.
            Int128 entries = tensor.IsFirst ? (Int128)tensor.Length * tensor.Shape[1] : tensor.Length;
            FormSize.Require(entries, mostEntries, Invariant($"layer {tensor.Layer} of the parent"));
        }

        return Assemble(ticket, static (masked, first, _, layers) => Mask(masked, first, layers));
    }

    private static Network Assemble(SearchedTicket ticket, Action<SearchedTicket, int, bool, List<Operator>> addPair)
    {
        foreach (PopupTensor tensor in ticket.Parent.Tensors) FormSize.RequireTensor(tensor.Length, Invariant($"layer {tensor.Layer} of the parent"));
        var layers = new List<Operator>(ticket.Front);
        bool nonNegative = ticket.NonNegativeInputs;
        foreach (Operator layer in ticket.Front) nonNegative = KnownSigns.After(layer, nonNegative);
        for (int layer = 0; layer < ticket.Parent.Layers; layer++)
        {
            if (layer > 0) layers.Add(new Relu());
            if (ticket.Parent.IsPair) addPair(ticket, 2 * layer, nonNegative, layers);
            else layers.Add(new Dense(MaskedTensor(ticket, layer)));
            nonNegative = true;
        }

        return new Network(ticket.InputShape, [.. layers]);
    }

    private static void Fold(SearchedTicket ticket, int first, bool nonNegative, List<Operator> layers)
    {
        int inputs = ticket.Parent.Tensors[first].Shape[1];
        int outputs = ticket.Parent.Tensors[first + 1].Shape[0];
        bool isRelu = ticket.Parent.Structure == PopupStructure.Relu;
        int sides = isRelu && !nonNegative ? 2 : 1;
        float[] units = Values(ticket, first, 0, ticket.Parent.Tensors[first].Length);
        var weights = new double[checked(outputs * inputs * sides)];
        for (int i = 0; i < outputs; i++)
        {
            float[] reading = Values(ticket, first + 1, i * units.Length, units.Length);
            for (int j = 0; j < inputs; j++)
            {
                (DoubleDouble positive, DoubleDouble negative) = Sums(units, reading, j, inputs, isRelu);
                weights[(i * inputs * sides) + j] = (double)positive;
                if (sides == 2) weights[(i * inputs * sides) + inputs + j] = -(double)negative;
            }
        }

        FoldedLayer.Add(layers, inputs, sides, weights, null);
    }

    /// <summary>What the units of input j add up to for inputs ≥ 0, and for inputs &lt; 0.</summary>
    private static (DoubleDouble Positive, DoubleDouble Negative) Sums(float[] units, float[] reading, int j, int inputs, bool isRelu)
    {
        DoubleDouble positive = default;
        DoubleDouble negative = default;
        for (int unit = j; unit < units.Length; unit += inputs)
        {
            // Two float32 multiply exactly in float64.
            double product = (double)units[unit] * reading[unit];
            if (!isRelu || units[unit] > 0) positive += product;
            if (!isRelu || units[unit] < 0) negative += product;
        }

        return (positive, negative);
    }

    private static void Mask(SearchedTicket ticket, int first, List<Operator> layers)
    {
        int inputs = ticket.Parent.Tensors[first].Shape[1];
        float[] units = Values(ticket, first, 0, ticket.Parent.Tensors[first].Length);
        var spread = new float[checked(units.Length * inputs)];
        for (int unit = 0; unit < units.Length; unit++) spread[(unit * inputs) + (unit % inputs)] = units[unit];
        layers.Add(new Dense(Tensor.Own(new Shape(units.Length, inputs), spread)));
        if (ticket.Parent.Structure == PopupStructure.Relu) layers.Add(new Relu());
        layers.Add(new Dense(MaskedTensor(ticket, first + 1)));
    }

    private static Tensor MaskedTensor(SearchedTicket ticket, int tensor)
    {
        Shape shape = ticket.Parent.Tensors[tensor].Shape;
        return Tensor.Own(shape, Values(ticket, tensor, 0, shape.Length));
    }

    private static float[] Values(SearchedTicket ticket, int tensor, int start, int count)
    {
        var values = new float[count];
        ticket.Parent.Fill(tensor, start, values);
        ticket.Masks[tensor].Apply(values, start);
        return values;
    }
}
