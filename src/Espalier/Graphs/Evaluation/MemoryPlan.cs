using System.Collections.Immutable;

namespace Espalier.Graphs.Evaluation;

/// <summary>Where a value stands while a network is evaluated.</summary>
/// <param name="Slot">A slot, or one of the two places that the caller owns.</param>
/// <param name="Length">The number of elements per sample.</param>
internal readonly record struct Place(int Slot, int Length)
{
    public const int Input = -1;
    public const int Output = -2;

    public bool IsInput => Slot == Input;

    public bool IsOutput => Slot == Output;
}

/// <summary>Gives every value of a network a slot; a slot is free again after the last reader of its value.</summary>
internal sealed class MemoryPlan
{
    private readonly List<int> _slotLengths = [];
    private readonly Stack<int> _free = [];
    private readonly Place[] _places;

    /// <summary>Plans the evaluation of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="shown">The value whose memory each node's value shows, or −1 where the node makes values of its own.</param>
    public MemoryPlan(Network network, ReadOnlySpan<int> shown)
    {
        int[] owner = Owners(network, shown);
        int[] lastReader = LastReaders(network, owner);
        _places = new Place[network.Nodes.Length + 1];
        _places[0] = new Place(Place.Input, network.InputShape.Length);
        int output = owner[^1];
        for (int value = 1; value < _places.Length; value++)
        {
            int length = network.Shapes[value].Length;
            if (owner[value] != value) _places[value] = _places[owner[value]] with { Length = length };
            else _places[value] = new Place(value == output ? Place.Output : Taken(length), length);
            foreach (int read in network.Nodes[value - 1].Reads.Select(read => owner[read]).Distinct())
                if (lastReader[read] == value && _places[read].Slot >= 0) _free.Push(_places[read].Slot);
        }
    }

    /// <summary>The elements per sample that each slot must hold.</summary>
    public IReadOnlyList<int> SlotLengths => _slotLengths;

    /// <summary>The place of a value.</summary>
    public Place this[int value] => _places[value];

    /// <summary>The places of what a node reads.</summary>
    public ImmutableArray<Place> Of(Node node) => [.. node.Reads.Select(value => _places[value])];

    /// <summary>The value whose memory each value shows: its own, or that of what it shows under another shape.</summary>
    private static int[] Owners(Network network, ReadOnlySpan<int> shown)
    {
        var owner = new int[network.Nodes.Length + 1];
        for (int value = 1; value < owner.Length; value++) owner[value] = shown[value - 1] < 0 ? value : owner[shown[value - 1]];
        return owner;
    }

    private static int[] LastReaders(Network network, int[] owner)
    {
        var last = new int[owner.Length];
        for (int value = 1; value < owner.Length; value++)
        {
            foreach (int read in network.Nodes[value - 1].Reads) last[owner[read]] = value;
        }

        return last;
    }

    private int Taken(int length)
    {
        if (!_free.TryPop(out int slot))
        {
            slot = _slotLengths.Count;
            _slotLengths.Add(0);
        }

        _slotLengths[slot] = Math.Max(_slotLengths[slot], length);
        return slot;
    }
}
