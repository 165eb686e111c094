namespace Espalier.SubsetSums.Coded;

/// <summary>Threads and buffers for coding one grid after another: a first use of memory costs more than the search in it.</summary>
/// <param name="threads">How many threads search at the same time.</param>
public sealed class CodingWorkspace(int threads)
{
    private readonly CircularSearch _search = new(threads);

    internal void Search(Trellis trellis, float[] factors, float[] shifts, byte[] symbols) => _search.Code(trellis, factors, shifts, symbols);
}
