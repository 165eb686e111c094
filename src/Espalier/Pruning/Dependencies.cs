using System.Collections.Immutable;
using Espalier.Graphs;

namespace Espalier.Pruning;

/// <summary>Which channels of a network must be removed together, computed from its graph.</summary>
/// <remarks>
/// A channel is an output of a weight grid. It can go where it reaches, by operators that leave channels apart, only columns of other weight
/// grids: these go too, and without them nothing of the channel is left. Sums and products of values couple channels place by place.
/// </remarks>
public sealed class Dependencies
{
    private readonly UnitLedger _ledger;
    private readonly bool[] _begun;

    private Dependencies(Network network, UnitLedger ledger, Channels?[] values)
    {
        Network = network;
        _ledger = ledger;
        Values = [.. values.Select(value => value is null ? null : value with { Units = [.. value.Units.Select(ledger.Find)] })];
        _begun = new bool[network.Nodes.Length];
        for (int unit = 1; unit < ledger.Count; unit++) _begun[ledger.Row(unit).Node] = true;
        Groups = GroupsOf();
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>All groups, in the order of their first layers.</summary>
    public ImmutableArray<DependencyGroup> Groups { get; }

    /// <summary>For each value its channels, each with the unit that stands for it; null where it stays whole.</summary>
    internal ImmutableArray<Channels?> Values { get; }

    /// <summary>One more than the largest unit.</summary>
    internal int Units => _ledger.Count;

    /// <summary>Follows all channels through a network.</summary>
    public static Dependencies Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var ledger = new UnitLedger();
        var values = new Channels?[network.Nodes.Length + 1];
        for (int i = 0; i < network.Nodes.Length; i++)
        {
            Channels?[] reads = [.. network.Nodes[i].Reads.Select(value => values[value])];
            values[i + 1] = network.Nodes[i].Operator.Accept(new ChannelFlow(network, i, reads, ledger));
        }

        if (values[^1] is { } output) ledger.Hold(output.Units, network.Nodes.Length);
        return new Dependencies(network, ledger, values);
    }

    /// <summary>The node because of which a unit stays, or null.</summary>
    internal int? Holder(int unit) => _ledger.Holder(unit) is var holder && holder == UnitLedger.Nobody ? null : holder;

    /// <summary>The outputs of weight grids that a unit takes with it.</summary>
    internal ILookup<int, (int Node, int Output)> Rows() =>
        Enumerable.Range(1, Units - 1).ToLookup(_ledger.Find, _ledger.Row);

    /// <summary>Whether a node is a weight grid that begins channels, and so ends those that it reads.</summary>
    internal bool Begins(int node) => _begun[node];

    private ImmutableArray<DependencyGroup> GroupsOf()
    {
        Dictionary<int, int[]> makers = Rows().ToDictionary(each => each.Key, each => each.Select(row => row.Node).Distinct().Order().ToArray());
        return
        [
            .. from unit in makers.Keys.Order()
               group unit by (string.Join(' ', makers[unit]), Holder(unit)) into members
               let all = members.ToHashSet()
               let first = makers[members.First()]
               orderby first[0]
               select new DependencyGroup([.. first], Following(all), Reading(all), all.Count, members.Key.Item2) { Units = [.. members] },
        ];
    }

    private ImmutableArray<int> Following(HashSet<int> units) =>
    [
        .. from node in Enumerable.Range(0, Network.Nodes.Length)
           where !_begun[node] && Network.Nodes[node].Operator.ParameterCount > 0
           where Values[node + 1] is { } made && made.Units.Any(units.Contains)
           select node,
    ];

    private ImmutableArray<int> Reading(HashSet<int> units) =>
    [
        .. from node in Enumerable.Range(0, Network.Nodes.Length)
           where _begun[node] && Values[Network.Nodes[node].Reads[0]] is { } read && read.Units.Any(units.Contains)
           select node,
    ];
}
