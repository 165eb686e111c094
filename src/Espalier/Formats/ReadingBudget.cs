namespace Espalier.Formats;

/// <summary>How much memory the reading of one file may still ask for.</summary>
/// <remarks>
/// Compression, expanded tensors and long chains of small objects let a small file describe a large amount of memory.
/// Everything a reader allocates is charged here first: together with the file itself it stays below four times the file's
/// size and 64 MiB.
/// </remarks>
internal sealed class ReadingBudget(long fileLength, string source)
{
    /// <summary>What a named tensor costs beside its elements until it is part of a layer of a network.</summary>
    internal const int TensorCost = 2048;

    private const long Base = 48L << 20;

    private long _left = Base + (3 * fileLength);

    /// <summary>Charges an allocation that is about to be made.</summary>
    /// <exception cref="InvalidInputException">It would exceed the budget.</exception>
    internal void Take(Int128 bytes, string place)
    {
        if (!TryTake(bytes)) throw Exceeded(place);
    }

    /// <summary>Charges an allocation that is about to be made, unless it would exceed the budget.</summary>
    internal bool TryTake(Int128 bytes)
    {
        if (bytes > _left) return false;
        _left -= (long)bytes;
        return true;
    }

    /// <summary>What to throw where the budget does not suffice.</summary>
    internal InvalidInputException Exceeded(string place) => new(
        source,
        place,
        "the content unpacks to far more than the size of the file",
        "save it without compression, without expanded tensors, and without anything beside the weights");
}
