namespace Espalier.SubsetSums.Coded;

/// <summary>Threads and buffers for coding one grid after another: a first use of memory costs more than the search in it.</summary>
/// <param name="threads">How many threads search at the same time.</param>
public sealed class CodingWorkspace(int threads)
{
    private readonly CircularSearch _search = new(threads);

    /// <summary>The symbols of the best circular word that is found, of a grid of so many words.</summary>
    internal void Search(Trellis trellis, ReadOnlySpan<float> values, float[] factors, float[] shifts, byte[] symbols, int words = 1)
    {
        TrellisLayout layout = trellis.Layout;
        if ((long)layout.Bits * symbols.Length < layout.WindowBits) ShortWord.Code(layout.WindowBits, layout.Bits, values, factors, shifts, symbols);
        else _search.Code(trellis, factors, shifts, symbols, words);
    }
}
