namespace Espalier.SubsetSums.Yardsticks;

/// <summary>Groups of so many consecutive weights that do not reach over the end of a row; the last of a row may be shorter.</summary>
internal struct GroupsOfRows(int weights, int columns, int group)
{
    private int _next;

    public (int First, int Count) Current { get; private set; }

    public readonly GroupsOfRows GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next >= weights) return false;
        Current = (_next, Math.Min(group, columns - (_next % columns)));
        _next += Current.Count;
        return true;
    }

    /// <summary>The weight of largest magnitude, with its sign.</summary>
    public static float Largest(ReadOnlySpan<float> weights)
    {
        float largest = 0;
        foreach (float weight in weights)
            if (Math.Abs(weight) > Math.Abs(largest)) largest = weight;
        return largest;
    }
}
