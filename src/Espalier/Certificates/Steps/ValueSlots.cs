namespace Espalier.Certificates.Steps;

/// <summary>A place for every value of some steps; a place is free again after the last step that reads its value.</summary>
internal sealed class ValueSlots
{
    private readonly int[] _slots;
    private readonly IReadOnlyList<int[]> _reads;

    /// <summary>Gives every value its place.</summary>
    /// <param name="reads">The values that each step reads: 0 is the input, i + 1 what step i makes.</param>
    public ValueSlots(IReadOnlyList<int[]> reads)
    {
        _reads = reads;
        _slots = new int[reads.Count + 1];
        var lastReader = new int[reads.Count + 1];
        for (int step = 0; step < reads.Count; step++)
        {
            foreach (int value in reads[step]) lastReader[value] = step + 1;
        }

        var free = new Stack<int>();
        Count = 1;
        for (int value = 1; value < _slots.Length; value++)
        {
            _slots[value] = free.TryPop(out int slot) ? slot : Count++;
            foreach (int read in reads[value - 1].Distinct())
                if (lastReader[read] == value) free.Push(_slots[read]);
        }
    }

    /// <summary>How many places there are.</summary>
    public int Count { get; }

    /// <summary>The place of a value.</summary>
    public int this[int value] => _slots[value];

    /// <summary>Walks all steps and returns what the last one makes.</summary>
    /// <param name="input">The input.</param>
    /// <param name="make">What a step, given by its number, makes of the values that it reads, in the order of its terms.</param>
    public T Walk<T>(T input, Func<int, T[], T> make)
    {
        var values = new T[Count];
        values[_slots[0]] = input;
        for (int step = 0; step < _reads.Count; step++)
            values[_slots[step + 1]] = make(step, [.. _reads[step].Select(value => values[_slots[value]])]);
        return values[_slots[^1]];
    }
}
