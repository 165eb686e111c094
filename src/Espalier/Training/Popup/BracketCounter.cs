using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.Training.Popup;

/// <summary>Counts the magnitudes above a bracket and collects those within, stretch by stretch.</summary>
/// <remarks>
/// A stretch is counted by a loop that branches and calls nothing, so that all its vectors stay in registers whatever the compiler knows about
/// the branches; the few magnitudes within the bracket are then looked for in those stretches that have any.
/// </remarks>
internal unsafe ref struct BracketCounter
{
    private readonly Bracket _bracket;
    private Vector512<int> _above;
    private Vector512<int> _largest;
    private int* _next;

    public BracketCounter(Bracket bracket, int* candidates)
    {
        _bracket = bracket;
        _next = candidates;
    }

    /// <summary>The counts so far, for the loop over a stretch.</summary>
    public readonly Tally Begin() => new(Vector512.Create(_bracket.Low), Vector512.Create(_bracket.High), _above, _largest, default);

    /// <summary>Takes the counts back, and collects what the loop saw within the bracket.</summary>
    /// <param name="tally">What the loop counted.</param>
    /// <param name="scores">The stretch.</param>
    /// <param name="columns">How many scores it has; what stands behind them up to a whole vector is 0.</param>
    public void End(in Tally tally, float* scores, int columns)
    {
        (_above, _largest) = (tally.Above, tally.Largest);
        if (tally.Inside != Vector512<int>.Zero) _next = Collect(_bracket, scores, columns, _next);
    }

    /// <summary>What was counted, and how many were collected since the start.</summary>
    public readonly ChunkCount Count(int* candidates) => new(Vector512.Sum(_above), (int)(_next - candidates), Magnitude.Largest(_largest));

    private static int* Collect(Bracket bracket, float* scores, int columns, int* next)
    {
        Vector512<int> low = Vector512.Create(bracket.Low), high = Vector512.Create(bracket.High);
        for (nint j = 0; j < columns; j += Lanes.Count)
        {
            Vector512<int> magnitudes = Magnitude.Of(Vector512.Load(scores + j));
            ulong lanes = Tally.Within(magnitudes, low, Vector512.GreaterThanOrEqual(magnitudes, high)).ExtractMostSignificantBits();
            if (columns - j < Lanes.Count) lanes &= (1UL << (int)(columns - j)) - 1;
            for (; lanes != 0; lanes &= lanes - 1) *next++ = magnitudes[BitOperations.TrailingZeroCount(lanes)];
        }

        return next;
    }

    /// <summary>Counts in registers.</summary>
    /// <param name="Low">The bracket's first magnitude, in every lane.</param>
    /// <param name="High">The first magnitude above it.</param>
    /// <param name="Above">The magnitudes above it, lane by lane.</param>
    /// <param name="Largest">The largest magnitudes.</param>
    /// <param name="Inside">Not 0 in lanes in which some magnitude of the stretch was within the bracket.</param>
    internal readonly record struct Tally(
        Vector512<int> Low, Vector512<int> High, Vector512<int> Above, Vector512<int> Largest, Vector512<int> Inside)
    {
        /// <summary>Takes the magnitudes of a vector.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Take(
            Vector512<int> magnitudes,
            Vector512<int> low,
            Vector512<int> high,
            ref Vector512<int> above,
            ref Vector512<int> largest,
            ref Vector512<int> inside)
        {
            // A true lane is −1.
            Vector512<int> isAbove = Vector512.GreaterThanOrEqual(magnitudes, high);
            above -= isAbove;
            largest = Vector512.Max(largest, magnitudes);
            inside |= Within(magnitudes, low, isAbove);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<int> Within(Vector512<int> magnitudes, Vector512<int> low, Vector512<int> isAbove) =>
            Vector512.AndNot(Vector512.GreaterThanOrEqual(magnitudes, low), isAbove);
    }
}
