using Espalier.Graphs.Operators;

namespace Espalier.Formats.Architectures;

/// <summary>The tensors of one dense layer or convolution.</summary>
internal sealed record WeightedParameters(NamedTensor Weights, NamedTensor? Bias);

/// <summary>Tells weights, biases and elementwise factors apart by name and rank, and pairs each bias with its weights.</summary>
internal sealed class ParameterSet
{
    private ParameterSet(
        List<WeightedParameters> weighted, List<IGrouping<string, NamedTensor>> normed, List<NamedTensor> scales, List<NamedTensor> shifts)
    {
        Weighted = weighted;
        Normed = normed;
        Scales = scales;
        Shifts = shifts;
    }

    private enum Kind
    {
        Weights,
        Bias,
        Normed,
        Scale,
        Shift,
    }

    /// <summary>Weights in their order, with their biases.</summary>
    internal IReadOnlyList<WeightedParameters> Weighted { get; }

    /// <summary>Tensors by the name in front of the last dot, where the weights are a vector: normalisations and stored slopes.</summary>
    internal IReadOnlyList<IGrouping<string, NamedTensor>> Normed { get; }

    /// <summary>Factors of elementwise layers in their order.</summary>
    internal IReadOnlyList<NamedTensor> Scales { get; }

    /// <summary>Summands of elementwise layers in their order.</summary>
    internal IReadOnlyList<NamedTensor> Shifts { get; }

    internal static ParameterSet Of(NamedTensors tensors, string source)
    {
        HashSet<string> normed = [.. tensors.Tensors.Where(IsNorm).Select(Prefix)];
        ILookup<Kind, NamedTensor> kinds = tensors.Tensors.ToLookup(
            tensor => normed.Contains(Prefix(tensor)) ? Kind.Normed : KindOf(tensor, source));
        return new ParameterSet(
            Pair([.. kinds[Kind.Weights]], [.. kinds[Kind.Bias]], tensors, source),
            [.. kinds[Kind.Normed].GroupBy(Prefix, StringComparer.Ordinal)],
            [.. kinds[Kind.Scale]],
            [.. kinds[Kind.Shift]]);
    }

    /// <summary>The last part of a name.</summary>
    internal static string Suffix(NamedTensor tensor) => tensor.Name[(tensor.Name.LastIndexOf('.') + 1)..].ToLowerInvariant();

    private static string Prefix(NamedTensor tensor) => tensor.Name[..Math.Max(0, tensor.Name.LastIndexOf('.'))];

    /// <summary>Whether a tensor tells that its layer normalises, or multiplies by stored slopes.</summary>
    private static bool IsNorm(NamedTensor tensor) =>
        tensor.Tensor.Shape.Rank == 1 && Suffix(tensor) is Role.Weight or Role.Mean && tensor.Name.Contains('.', StringComparison.Ordinal);

    private static Kind KindOf(NamedTensor tensor, string source)
    {
        return (Suffix(tensor), tensor.Tensor.Shape.Rank) switch
        {
            (Role.Scale, _) => Kind.Scale,
            (Role.Shift, _) => Kind.Shift,
            (Role.Weight, 2 or 3 or 4) => Kind.Weights,
            (Role.Bias, 1) => Kind.Bias,
            (Role.Weight or Role.Bias or Role.Mean or Role.Variance, _) =>
                throw NotRead(
                    "it belongs to a kind of layer that is not read, such as batch normalisation",
                    "fold it into the layer before it, and save again"),
            (_, 2 or 3 or 4) => Kind.Weights,
            (_, 1) => Kind.Bias,
            _ => throw NotRead("it is neither a weight matrix, nor convolution kernels, nor a bias", "leave it out of the file"),
        };

        InvalidInputException NotRead(InvariantText problem, InvariantText remedy) =>
            new(source, $"tensor '{tensor.Name}' of shape {Describe(tensor)}", problem, remedy);
    }

    /// <summary>By the name in front of the last dot; else, without such names, by position.</summary>
    private static List<WeightedParameters> Pair(NamedTensor[] weights, NamedTensor[] biases, NamedTensors tensors, string source)
    {
        var owners = new BiasOwners(weights, biases.Length, tensors);
        var byWeights = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        for (int i = 0; i < biases.Length; i++)
        {
            NamedTensor bias = biases[i];
            NamedTensor owner = owners.Find(bias, i) ?? throw new InvalidInputException(
                source, $"tensor '{bias.Name}' of shape {Describe(bias)}", "there are no weights that this bias belongs to",
                "name weights and bias alike: 'fc1.weight', 'fc1.bias'");
            if (!byWeights.TryAdd(owner.Name, bias))
                throw new InvalidInputException(
                    source,
                    $"tensor '{bias.Name}'",
                    $"the weights '{owner.Name}' have a bias already, '{byWeights[owner.Name].Name}'",
                    "save one bias for each weights");
        }

        return [.. weights.Select(weight => new WeightedParameters(weight, byWeights.GetValueOrDefault(weight.Name)))];
    }

    /// <summary>The shape of a tensor for messages.</summary>
    internal static string Describe(NamedTensor tensor) => ArchitectureText.Of(tensor.Tensor.Shape);
}
