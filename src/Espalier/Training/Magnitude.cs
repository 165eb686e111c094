using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.Training;

/// <summary>|x| as the integer of its bits, which has the same order; infinity and NaN come last.</summary>
internal static class Magnitude
{
    /// <summary>The magnitude of infinity: the first that is not finite.</summary>
    public const int Infinite = 0x7F80_0000;

    public static int Of(float value) => BitConverter.SingleToInt32Bits(value) & int.MaxValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Of(Vector512<float> values) => values.AsInt32() & Vector512.Create(int.MaxValue);

    /// <summary>The largest lane.</summary>
    public static int Largest(Vector512<int> magnitudes)
    {
        int largest = 0;
        for (int lane = 0; lane < Vector512<int>.Count; lane++) largest = Math.Max(largest, magnitudes[lane]);
        return largest;
    }
}
