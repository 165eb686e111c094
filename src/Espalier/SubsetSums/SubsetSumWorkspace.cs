namespace Espalier.SubsetSums;

/// <summary>Buffers that solving reuses, for one thread at a time.</summary>
/// <remarks>
/// It grows with the largest instance seen: about 100 KiB up to 21 candidates, 2 MiB up to 32. Larger instances, and rare ones with
/// very many ties or very different magnitudes, allocate on their own.
/// </remarks>
public sealed unsafe class SubsetSumWorkspace
{
    private const int Alignment = 64 / sizeof(int);
    private readonly int[] _units = GC.AllocateUninitializedArray<int>(64, pinned: true);
    private int[] _memory = [];
    private int _half;

    /// <summary>Makes an empty workspace.</summary>
    public SubsetSumWorkspace()
    {
        fixed (int* units = _units) Units = units;
    }

    internal SearchWindow Window { get; } = new();

    internal KeptLevels Levels { get; } = new();

    internal uint[] LowSubsets { get; } = new uint[1024];

    internal uint[] HighSubsets { get; } = new uint[1024];

    internal int* Units { get; }

    internal Span<int> UnitsSpan => new(Units, SubsetSum.MaxCandidates);

    internal int* LowBuffers { get; private set; }

    internal int* HighBuffers { get; private set; }

    internal int* LowBases { get; private set; }

    internal int* HighBases { get; private set; }

    /// <summary>Makes room for an instance of the method of sorted halves.</summary>
    internal void Prepare(int candidates)
    {
        int half = candidates / 2;
        if (half <= _half) return;
        _half = half;
        int size = 1 << half;
        int bases = Math.Max(2, size / 8);
        _memory = GC.AllocateUninitializedArray<int>((4 * size) + (2 * bases) + Alignment, pinned: true);
        fixed (int* start = _memory)
        {
            LowBuffers = (int*)(((nint)start + 63) & ~(nint)63);
            HighBuffers = LowBuffers + (2 * size);
            LowBases = HighBuffers + (2 * size);
            HighBases = LowBases + bases;
        }
    }
}
