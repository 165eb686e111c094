using System.Globalization;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Architectures;

/// <summary>Guesses an architecture from the shapes of weights alone, only where there is one usual reading.</summary>
internal static class ArchitectureInference
{
    private const string LeNet5 = "1x28x28: conv pad 2, relu, maxpool 2, conv, relu, maxpool 2, flatten, dense, relu, dense, relu, dense";

    /// <summary>How many weights a message names.</summary>
    private const int MaxNamed = 20;

    private static readonly Shape[] LeNet5Shapes = [new(6, 1, 5, 5), new(16, 6, 5, 5), new(120, 400), new(84, 120), new(10, 84)];

    internal static Architecture Infer(NamedTensors tensors, string source)
    {
        ParameterSet parameters = ParameterSet.Of(tensors, source);
        Shape[] weights = [.. parameters.Weighted.Select(pair => pair.Weights.Tensor.Shape)];
        bool plain = weights.Length > 0 && parameters.Scales.Count == 0 && parameters.Shifts.Count == 0;
        if (plain && IsChain(weights)) return new Architecture(new Shape(weights[0][1]), ArchitectureStep.Chain(DenseChain(weights.Length)));
        if (plain && weights.SequenceEqual(LeNet5Shapes)) return Architecture.Parse(LeNet5);
        throw weights.Length == 0
            ? new InvalidInputException(source, null, $"there are no weights in it{Skipped(tensors)}", "save the weights of the network")
            : new InvalidInputException(
                source, null, $"its weights ({Listed(weights)}) do not tell how the layers are joined",
                $"state it, for example `{Architecture.Field}` \"{Example(weights)}\"");
    }

    private static bool IsChain(Shape[] weights)
    {
        if (weights.Any(shape => shape.Rank != 2)) return false;
        return weights.Zip(weights.Skip(1)).All(pair => pair.First[0] == pair.Second[1]);
    }

    private static IEnumerable<OperatorForm> DenseChain(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (i > 0) yield return new Relu().Form;
            yield return Dense.Plain;
        }
    }

    /// <summary>One layer for each weights with ReLU between: the height and the width of the input are the user's to fill in.</summary>
    private static string Example(Shape[] weights)
    {
        string input = weights[0].Rank == 4 ? Invariant($"{weights[0][1]}xHEIGHTxWIDTH") : weights[0][1].ToString(CultureInfo.InvariantCulture);
        var layers = new List<string>();
        for (int i = 0; i < weights.Length && i < MaxNamed; i++)
        {
            if (i > 0) layers.Add("relu");
            if (i > 0 && weights[i].Rank == 2 && weights[i - 1].Rank == 4) layers.Add("flatten");
            layers.Add(weights[i].Rank == 4 ? "conv" : "dense");
        }

        return $"{input}: {string.Join(", ", layers)}{(weights.Length > MaxNamed ? ", …" : string.Empty)}";
    }

    private static string Listed(Shape[] weights) =>
        string.Join(", ", weights.Take(MaxNamed).Select(shape => shape.ToString())) + (weights.Length > MaxNamed ? ", …" : string.Empty);

    private static string Skipped(NamedTensors tensors) =>
        tensors.Skipped.IsEmpty ? string.Empty : $" (passed over: '{tensors.Skipped[0].Name}', {tensors.Skipped[0].Reason})";
}
