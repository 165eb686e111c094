using Espalier.Graphs;

namespace Espalier.Formats.Architectures;

/// <summary>
/// Whether names tell the order of layers, where a file does not. Numbers do (<c>fc1</c>, <c>fc2</c>); other names
/// (<c>decoder</c>, <c>encoder</c>) only sort, and their groups might as well run in another order.
/// </summary>
internal static class NameOrder
{
    /// <summary>Beyond these numbers nothing is tried: trying costs a network each.</summary>
    private const int MostGroups = 8;
    private const int MostTensors = 20_000;

    /// <summary>So many parts of a name are told apart: a part may be one character of a file, and takes more than that.</summary>
    private const int MostParts = 64;

    /// <summary>Builds a network of tensors sorted by name, and refuses it if two groups of names exchanged would make another one.</summary>
    /// <exception cref="InvalidInputException">The tensors make no network, or more than one.</exception>
    internal static Network Build(NamedTensors sorted, Architecture architecture, string source)
    {
        Network Build(NamedTensors tensors) => architecture.Build(tensors, source);
        Network network = Build(sorted);
        IGrouping<string, NamedTensor>[] groups = Groups(sorted);
        if (groups.Length > 1 && (groups.Length > MostGroups || sorted.Tensors.Length > MostTensors))
            throw new InvalidInputException(
                source,
                null,
                $"its {sorted.Tensors.Length} names fall into {groups.Length} groups, which do not tell the order of its layers",
                "number the names in the order of the layers, or save the state dictionary with torch.save");
        for (int second = 1; second < groups.Length; second++)
        {
            for (int first = 0; first < second; first++)
            {
                IGrouping<string, NamedTensor>[] exchanged = [.. groups];
                (exchanged[first], exchanged[second]) = (exchanged[second], exchanged[first]);
                var other = new NamedTensors(exchanged.SelectMany(group => group), sorted.Metadata, sorted.Skipped);
                if (!MakesAnother(network, other, Build)) continue;
                throw new InvalidInputException(
                    source,
                    null,
                    $"its names do not tell the order of its layers: '{groups[first].First().Name}' and "
                        + $"'{groups[second].First().Name}' fit in either order",
                    "number the names in the order of the layers, or save the state dictionary with torch.save");
            }
        }

        return network;
    }

    private static bool MakesAnother(Network network, NamedTensors tensors, Func<NamedTensors, Network> build)
    {
        try
        {
            return !Parameters(build(tensors)).SequenceEqual(Parameters(network));
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }

    private static IEnumerable<Tensor> Parameters(Network network) => network.Nodes.SelectMany(node => node.Operator.Parameters);

    /// <summary>
    /// Tensors by the first part of their names that not all share, without its number: <c>dense</c> and <c>dense_1</c> are one group.
    /// </summary>
    private static IGrouping<string, NamedTensor>[] Groups(NamedTensors tensors)
    {
        string[][] names = [.. tensors.Tensors.Select(tensor => tensor.Name.Split('.', MostParts))];
        int shared = 0;
        while (names.Length > 0 && names.All(name => name.Length > shared + 2 && name[shared] == names[0][shared])) shared++;
        var keys = tensors.Tensors.Zip(names).ToDictionary(
            pair => pair.First.Name, pair => WithoutNumber(pair.Second[shared]), StringComparer.Ordinal);
        return [.. tensors.Tensors.GroupBy(tensor => keys[tensor.Name], StringComparer.Ordinal)];
    }

    private static string WithoutNumber(string text)
    {
        int digit = text.AsSpan().IndexOfAnyInRange('0', '9');
        return (digit < 0 ? text : text[..digit]).TrimEnd('_', '-');
    }
}
