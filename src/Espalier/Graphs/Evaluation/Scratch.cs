using Espalier.Numerics;

namespace Espalier.Graphs.Evaluation;

/// <summary>What one worker of a forward pass writes to; grows to what is needed and is then reused.</summary>
internal sealed class Scratch<T>
    where T : unmanaged
{
    private readonly T[][] _slots;
    private T[] _columns = [];

    /// <summary>Makes the slots of a plan for so many samples.</summary>
    public Scratch(MemoryPlan plan, int batch) =>
        _slots = [.. plan.SlotLengths.Select(length => GC.AllocateUninitializedArray<T>(checked(length * batch)))];

    /// <summary>The buffers of the matrix products.</summary>
    public MatrixWorkspace Products { get; } = new();

    /// <summary>The values that a slot holds at present.</summary>
    public Span<T> Slot(int index) => _slots[index];

    /// <summary>Space for the patches that a convolution gathers.</summary>
    public Span<T> Columns(int length)
    {
        if (_columns.Length < length) _columns = GC.AllocateUninitializedArray<T>(length);
        return _columns.AsSpan(0, length);
    }
}
