namespace Espalier.Pruning;

/// <summary>The units of a network that may be removed, which of them go together, and which must stay.</summary>
/// <remarks>
/// Unit 0 stands for everything that stays anyway. Two units that were joined are one; one that is held stays, and all joined with it.
/// </remarks>
internal sealed class UnitLedger
{
    private readonly List<int> _parents = [0];
    private readonly List<int> _holders = [Nobody];
    private readonly List<(int Node, int Output)> _rows = [(-1, -1)];

    /// <summary>What stands in the place of a holder where there is none.</summary>
    public const int Nobody = -1;

    /// <summary>The number of units, joined ones counted one by one.</summary>
    public int Count => _parents.Count;

    /// <summary>A unit of its own: one output of a weight grid.</summary>
    public int Make(int node, int output)
    {
        _parents.Add(_parents.Count);
        _holders.Add(Nobody);
        _rows.Add((node, output));
        return _parents.Count - 1;
    }

    /// <summary>The output that a unit was made for.</summary>
    public (int Node, int Output) Row(int unit) => _rows[unit];

    /// <summary>The least unit among those that are one with it, which stands for all.</summary>
    public int Find(int unit)
    {
        while (_parents[unit] != unit) unit = _parents[unit] = _parents[_parents[unit]];
        return unit;
    }

    /// <summary>Removes both together or none, because of a node; what is joined with unit 0 is held.</summary>
    public void Join(int unit, int other, int node)
    {
        (unit, other) = (Find(unit), Find(other));
        if (unit == other) return;
        if (other < unit) (unit, other) = (other, unit);
        if (unit == 0)
        {
            Hold([other], node);
            return;
        }

        _parents[other] = unit;
        if (_holders[unit] == Nobody) _holders[unit] = _holders[other];
    }

    /// <summary>Lets units stay, because of a node.</summary>
    public void Hold(IEnumerable<int> units, int node)
    {
        foreach (int unit in units)
        {
            int root = Find(unit);
            if (_holders[root] == Nobody) _holders[root] = node;
        }
    }

    /// <summary>The node because of which a unit stays, or <see cref="Nobody"/>.</summary>
    public int Holder(int unit) => _holders[Find(unit)];
}
