namespace Espalier.Formats.Architectures;

/// <summary>Finds the weights that a bias belongs to, in constant time: files may hold very many tensors.</summary>
internal sealed class BiasOwners
{
    private readonly NamedTensor[] _weights;
    private readonly bool _oneForEach;
    private readonly Dictionary<string, NamedTensor> _byPrefix = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NamedTensor> _directlyBefore = new(StringComparer.Ordinal);

    internal BiasOwners(NamedTensor[] weights, int biases, NamedTensors tensors)
    {
        _weights = weights;
        _oneForEach = biases == weights.Length;
        foreach (NamedTensor weight in weights)
        {
            if (Prefix(weight) is { } prefix) _byPrefix.TryAdd(prefix, weight);
        }

        var isWeights = weights.ToHashSet();
        for (int i = 1; i < tensors.Tensors.Length; i++)
        {
            if (isWeights.Contains(tensors.Tensors[i - 1])) _directlyBefore.Add(tensors.Tensors[i].Name, tensors.Tensors[i - 1]);
        }
    }

    /// <summary>The weights of the bias at a position among the biases, or null.</summary>
    internal NamedTensor? Find(NamedTensor bias, int position)
    {
        if (Prefix(bias) is { } prefix) return _byPrefix.GetValueOrDefault(prefix);
        return _oneForEach ? _weights[position] : _directlyBefore.GetValueOrDefault(bias.Name);
    }

    /// <summary>The name in front of the last dot, or null.</summary>
    private static string? Prefix(NamedTensor tensor)
    {
        int dot = tensor.Name.LastIndexOf('.');
        return dot < 0 ? null : tensor.Name[..dot];
    }
}
