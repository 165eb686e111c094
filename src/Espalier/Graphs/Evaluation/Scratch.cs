using Espalier.Numerics;

namespace Espalier.Graphs.Evaluation;

/// <summary>What one worker of a forward pass writes to; grows to what is needed and is then reused.</summary>
internal sealed class Scratch<T>
    where T : unmanaged
{
    private readonly T[][] _slots;
    private readonly T[][] _buffers;

    /// <summary>Makes the slots of a plan for so many samples.</summary>
    /// <param name="plan">Where values stand.</param>
    /// <param name="batch">The most samples of a batch.</param>
    /// <param name="threads">The threads that may share one operator's work.</param>
    public Scratch(MemoryPlan plan, int batch, int threads = 1)
    {
        _slots = [.. plan.SlotLengths.Select(length => GC.AllocateUninitializedArray<T>(checked(length * batch)))];
        _buffers = [.. Enumerable.Repeat(Array.Empty<T>(), threads + 1)];
        Batch = batch;
        Threads = threads;
    }

    /// <summary>The most samples of a batch.</summary>
    public int Batch { get; }

    /// <summary>The buffers of the matrix products.</summary>
    public MatrixWorkspace Products { get; } = new();

    /// <summary>The threads that may share one operator's work.</summary>
    public int Threads { get; }

    /// <summary>Those who share it.</summary>
    public Crew Crew { get; } = new();

    /// <summary>The values that a slot holds at present.</summary>
    public Span<T> Slot(int index) => _slots[index];

    /// <summary>Space for one operator: buffer 0 for all who work on it, buffer 1 + i for worker i.</summary>
    public T[] Buffer(int index, int length)
    {
        if (_buffers[index].Length < length) _buffers[index] = GC.AllocateUninitializedArray<T>(length);
        return _buffers[index];
    }
}
