using Espalier.Graphs;

namespace Espalier.Formats;

/// <summary>What the tensors of each node are called in files, before the dot and their role.</summary>
internal static class NodeNames
{
    /// <summary>The nodes' own names where they have some and no two are the same; else a name from the node's number.</summary>
    public static string[] Of(Network network, Func<int, string> otherwise)
    {
        var taken = network.Nodes.Select(node => node.Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var given = new HashSet<string>(StringComparer.Ordinal);
        var names = new string[network.Nodes.Length];
        for (int i = 0; i < names.Length; i++)
        {
            if (network.Nodes[i].Name is { } own && given.Add(own))
            {
                names[i] = own;
                continue;
            }

            names[i] = otherwise(i);
            while (taken.Contains(names[i])) names[i] += "_";
        }

        return names;
    }

    /// <summary>The name of a tensor; the tensors of a module that is saved alone have no dot.</summary>
    public static string Joined(string node, string role) => node.Length == 0 ? role : $"{node}.{role}";

    /// <summary>The node's part of a tensor's name, or null where the name does not end in the role.</summary>
    public static string? Before(string tensor, string role)
    {
        if (tensor == role) return string.Empty;
        return tensor.EndsWith("." + role, StringComparison.Ordinal) ? tensor[..^(role.Length + 1)] : null;
    }
}
