namespace Espalier.Graphs;

/// <summary>What is known of the signs of a network's values from its operators alone.</summary>
internal static class KnownSigns
{
    /// <summary>For each value whether it is surely ≥ 0, given whether the network's input is.</summary>
    public static bool[] Of(Network network, bool nonNegativeInputs)
    {
        var known = new bool[network.Nodes.Length + 1];
        known[0] = nonNegativeInputs;
        for (int i = 0; i < network.Nodes.Length; i++)
            known[i + 1] = network.Nodes[i].Operator.IsNonNegative([.. network.Nodes[i].Reads.Select(value => known[value])]);
        return known;
    }
}
