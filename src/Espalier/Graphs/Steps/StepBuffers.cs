using Espalier.Numerics;

namespace Espalier.Graphs.Steps;

/// <summary>What one worker of a forward pass writes to; grows to what is needed and is then reused.</summary>
internal sealed class StepBuffers<T>(int activations)
    where T : unmanaged
{
    private readonly T[] _even = GC.AllocateUninitializedArray<T>(activations);
    private readonly T[] _odd = GC.AllocateUninitializedArray<T>(activations);
    private T[] _columns = [];

    /// <summary>The buffers of the matrix products.</summary>
    public MatrixWorkspace Products { get; } = new();

    /// <summary>One of the two activation buffers; a step reads one and writes the other.</summary>
    public Span<T> Activations(int parity) => parity == 0 ? _even : _odd;

    /// <summary>Space for the patches that a convolution gathers.</summary>
    public Span<T> Columns(int length)
    {
        if (_columns.Length < length) _columns = GC.AllocateUninitializedArray<T>(length);
        return _columns.AsSpan(0, length);
    }
}
