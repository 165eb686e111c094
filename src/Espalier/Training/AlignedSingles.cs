using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Espalier.Training;

/// <summary>Zeros at first, beginning at a cache line and never moved, so that kernels may keep pointers while this object lives.</summary>
internal sealed unsafe class AlignedSingles
{
    private const int Line = 64;

    private readonly float[] _memory;

    public AlignedSingles(int length)
    {
        Length = length;
        _memory = GC.AllocateArray<float>(length + (Line / sizeof(float)), pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        Pointer = (float*)(start + (-start & (Line - 1)));
    }

    public float* Pointer { get; }

    public int Length { get; }

    public Span<float> Span => new(Pointer, Length);
}
