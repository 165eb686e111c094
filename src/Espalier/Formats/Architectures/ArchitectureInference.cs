using System.Globalization;
using Espalier.Graphs;

namespace Espalier.Formats.Architectures;

/// <summary>
/// What is known of an architecture where a file holds tensors alone: a few networks by their shapes, and a line to fill in for all others.
/// </summary>
internal static class ArchitectureInference
{
    /// <summary>How many layers a message names.</summary>
    private const int MaxNamed = 40;

    /// <summary>
    /// The trained networks of the reproduction, which have no biases: their activations are published.
    /// </summary>
    private static readonly (string Name, string Text, Shape[] Shapes)[] Published =
    [
        (
            "LeNet-5",
            "1x28x28: conv pad 2, relu, maxpool 2, conv, relu, maxpool 2, flatten, dense, relu, dense, relu, dense",
            [new(6, 1, 5, 5), new(16, 6, 5, 5), new(120, 400), new(84, 120), new(10, 84)]),
        ("the two-layer network of the reproduction", "784: dense, relu, dense", [new(500, 784), new(10, 500)]),
    ];

    /// <summary>A published network of just these shapes, and what it is called.</summary>
    /// <exception cref="InvalidInputException">There is none; the message holds the line to state, as far as the tensors tell it.</exception>
    internal static (Architecture Architecture, string Name) Infer(NamedTensors tensors, string source)
    {
        ParameterSet parameters = ParameterSet.Of(tensors, source);
        Shape[] weights = [.. parameters.Weighted.Select(pair => pair.Weights.Tensor.Shape)];
        bool isPlain = parameters.Normed.Count + parameters.Scales.Count + parameters.Shifts.Count == 0
            && parameters.Weighted.All(pair => pair.Bias is null);
        foreach ((string name, string text, Shape[] shapes) in Published)
            if (isPlain && weights.SequenceEqual(shapes)) return (Architecture.Parse(text), name);
        throw weights.Length == 0
            ? new InvalidInputException(source, null, $"there are no weights in it{Skipped(tensors)}", "save the weights of the network")
            : new InvalidInputException(
                source,
                null,
                "it holds weights and not what is computed with them",
                $"state it: `{Architecture.Field}` \"{Example(tensors, parameters)}\", with the functions that the network has in place of relu");
    }

    /// <summary>
    /// One layer for each group of tensors in the order of the file, with ReLU between: the height and the width of the input and the
    /// functions are the user's to fill in.
    /// </summary>
    private static string Example(NamedTensors tensors, ParameterSet parameters)
    {
        Shape first = parameters.Weighted[0].Weights.Tensor.Shape;
        string input = first.Rank switch
        {
            4 => Invariant($"{first[1]}xHEIGHTxWIDTH"),
            3 => Invariant($"{first[1]}xWIDTH"),
            _ => first[1].ToString(CultureInfo.InvariantCulture),
        };
        var layers = new List<string>();
        bool isFlat = first.Rank == 2, isOpen = false;
        foreach (object each in InOrder(tensors, parameters))
        {
            if (layers.Count == MaxNamed) return $"{input}: {string.Join(", ", layers)}, …";
            if (each is WeightedParameters weighted)
            {
                bool isDense = weighted.Weights.Tensor.Shape.Rank == 2;
                if (isOpen) layers.Add("relu");
                if (isDense && !isFlat) layers.Add("flatten");
                (isFlat, isOpen) = (isDense, true);
                layers.Add(isDense ? "dense" : "conv");
            }
            else
            {
                string[] suffixes = [.. ((IEnumerable<NamedTensor>)each).Select(ParameterSet.Suffix)];
                layers.Add(suffixes.Contains(Graphs.Operators.Role.Mean) ? "batchnorm" : suffixes.Length > 1 ? "layernorm" : "prelu");
                isOpen &= layers[^1] != "prelu";
            }
        }

        return $"{input}: {string.Join(", ", layers)}";
    }

    /// <summary>Layers with weights and normalisations in the order in which the file has them.</summary>
    private static IEnumerable<object> InOrder(NamedTensors tensors, ParameterSet parameters)
    {
        var starts = new Dictionary<NamedTensor, object>(ReferenceEqualityComparer.Instance);
        foreach (WeightedParameters weighted in parameters.Weighted) starts[weighted.Weights] = weighted;
        foreach (IGrouping<string, NamedTensor> group in parameters.Normed) starts[group.First()] = group;
        return tensors.Tensors.Where(starts.ContainsKey).Select(tensor => starts[tensor]);
    }

    private static string Skipped(NamedTensors tensors) =>
        tensors.Skipped.IsEmpty ? string.Empty : $" (passed over: '{tensors.Skipped[0].Name}', {tensors.Skipped[0].Reason})";
}
