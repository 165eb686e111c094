using Espalier.Numerics;

namespace Espalier.Graphs.LinearMaps;

/// <summary>
/// Buffers of linear maps at work, which grow and are reused, and the threads that may share the work. It serves one caller at a
/// time.
/// </summary>
internal sealed class MapWorkspace
{
    private double[] _space = [];

    /// <summary>How many threads may work on one call; they never change the result.</summary>
    public int Threads { get; set; } = 1;

    /// <summary>The buffers of matrix products.</summary>
    public MatrixWorkspace Products { get; } = new();

    /// <summary>Space whose contents are arbitrary.</summary>
    public Span<double> Space(int length)
    {
        if (_space.Length < length) _space = GC.AllocateUninitializedArray<double>(length);
        return _space.AsSpan(0, length);
    }
}
