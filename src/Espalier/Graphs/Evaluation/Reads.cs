namespace Espalier.Graphs.Evaluation;

/// <summary>The values that a kernel reads for a batch, wherever they stand.</summary>
internal readonly ref struct Reads<T>
    where T : unmanaged
{
    private readonly ReadOnlySpan<T> _inputs;
    private readonly ReadOnlySpan<T> _outputs;
    private readonly Scratch<T> _scratch;
    private readonly ReadOnlySpan<Place> _places;
    private readonly int _count;

    public Reads(ReadOnlySpan<T> inputs, ReadOnlySpan<T> outputs, Scratch<T> scratch, ReadOnlySpan<Place> places, int count)
    {
        _inputs = inputs;
        _outputs = outputs;
        _scratch = scratch;
        _places = places;
        _count = count;
    }

    /// <summary>The number of values.</summary>
    public int Count => _places.Length;

    /// <summary>One of the values, for all samples of the batch.</summary>
    public ReadOnlySpan<T> this[int index]
    {
        get
        {
            Place place = _places[index];
            ReadOnlySpan<T> storage = place.IsInput ? _inputs : place.IsOutput ? _outputs : _scratch.Slot(place.Slot);
            return storage[..(_count * place.Length)];
        }
    }
}
