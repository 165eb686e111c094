using Espalier.Networks;
using Espalier.Networks.Layers;

namespace Espalier.Tickets.Verification;

/// <summary>Whether a network can be the target of a ticket.</summary>
internal static class TargetCheck
{
    /// <summary>Refuses a network that cannot.</summary>
    /// <exception cref="InvalidInputException">There is no dense layer, or a number is NaN or infinite.</exception>
    public static void RequireUsable(Network target, string source)
    {
        if (!target.Layers.OfType<Dense>().Any())
            throw new InvalidInputException(source, null, "the network has no dense layer to prune", "give a network with at least one dense layer");
        for (int i = 0; i < target.Layers.Length; i++)
        {
            foreach (Tensor tensor in target.Layers[i].Parameters)
            {
                int at = tensor.FirstNonFinite();
                if (at >= 0)
                {
                    throw new InvalidInputException(
                        source, $"layer {i} ({target.Layers[i].Kind}), element {at}", $"the value is {tensor[at]}", "a target needs finite weights");
                }
            }
        }
    }
}
