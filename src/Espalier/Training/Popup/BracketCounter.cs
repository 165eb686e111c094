using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.Training.Popup;

/// <summary>Counts the magnitudes above a bracket and collects those within, vector by vector.</summary>
internal unsafe ref struct BracketCounter
{
    private readonly Vector512<int> _low;
    private readonly Vector512<int> _high;
    private Vector512<int> _above;
    private Vector512<int> _largest;
    private int* _next;

    public BracketCounter(Bracket bracket, int* candidates)
    {
        _low = Vector512.Create(bracket.Low);
        _high = Vector512.Create(bracket.High);
        _next = candidates;
    }

    /// <summary>Takes the magnitudes of a vector, of which the first <paramref name="valid"/> lanes are elements; others are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(Vector512<int> magnitudes, nint valid)
    {
        // A true lane is −1.
        Vector512<int> above = Vector512.GreaterThanOrEqual(magnitudes, _high);
        _above -= above;
        _largest = Vector512.Max(_largest, magnitudes);
        Vector512<int> inside = Vector512.AndNot(Vector512.GreaterThanOrEqual(magnitudes, _low), above);
        if (inside != Vector512<int>.Zero) Collect(magnitudes, inside.ExtractMostSignificantBits(), valid);
    }

    /// <summary>What was counted, and how many were collected since the start.</summary>
    public readonly ChunkCount Count(int* candidates) => new(Vector512.Sum(_above), (int)(_next - candidates), Magnitude.Largest(_largest));

    private void Collect(Vector512<int> magnitudes, ulong lanes, nint valid)
    {
        if (valid < Lanes.Count) lanes &= (1UL << (int)valid) - 1;
        for (; lanes != 0; lanes &= lanes - 1) *_next++ = magnitudes[BitOperations.TrailingZeroCount(lanes)];
    }
}
