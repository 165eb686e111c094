using Espalier.Numerics;

namespace Espalier.Graphs.LinearMaps;

/// <summary>
/// Buffers of linear maps at work, which grow and are reused, and the threads that may share the work. It serves one caller at a
/// time.
/// </summary>
internal sealed class MapWorkspace
{
    private double[] _space = [];
    private double[] _numbers = [];

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

    /// <summary>Space of its own for the numbers of a map, changed in some way; its contents are arbitrary.</summary>
    public Span<double> Numbers(int length)
    {
        if (_numbers.Length < length) _numbers = GC.AllocateUninitializedArray<double>(length);
        return _numbers.AsSpan(0, length);
    }
}
