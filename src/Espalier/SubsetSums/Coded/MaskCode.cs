using System.Numerics;
using Espalier.Numerics.Random;

namespace Espalier.SubsetSums.Coded;

/// <summary>
/// A linear code over GF(2) whose words are masks: whether number j is kept for a weight is the parity of (window AND generator j),
/// the window being <see cref="WindowBits"/> bits of one stream that moves on by <see cref="BitsPerWeight"/> bits per weight.
/// </summary>
public sealed class MaskCode
{
    /// <summary>The most window bits: 2^16 values fit the second-level cache.</summary>
    public const int MostWindowBits = 16;

    /// <summary>The most bits per weight.</summary>
    public const int MostBitsPerWeight = 5;

    /// <summary>The most random numbers: their sums stay exact in 32 bits.</summary>
    public const int MostNumbers = 64;

    private readonly ushort[] _generators;

    /// <summary>The code of a number: generator j is the top bits of word j of the stream (number, window bits, Code).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size lies outside what a code can have.</exception>
    public MaskCode(int bitsPerWeight, int windowBits, int numbers, uint number)
    {
        RequireSizes(bitsPerWeight, windowBits);
        ArgumentOutOfRangeException.ThrowIfLessThan(numbers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numbers, MostNumbers);
        BitsPerWeight = bitsPerWeight;
        WindowBits = windowBits;
        Number = number;
        var words = new uint[numbers];
        new RandomStream(number, (uint)windowBits, StreamPurpose.Code).FillWords(0, words);
        _generators = Array.ConvertAll(words, word => (ushort)(word >> (32 - windowBits)));
    }

    /// <summary>How far the window moves per weight, and what a weight costs.</summary>
    public int BitsPerWeight { get; }

    /// <summary>The length of the window.</summary>
    public int WindowBits { get; }

    /// <summary>Which code of these sizes.</summary>
    public uint Number { get; }

    /// <summary>For each random number, the window bits whose parity keeps it.</summary>
    public ReadOnlySpan<ushort> Generators => _generators;

    /// <summary>The mask of a window: bit j says whether number j is kept.</summary>
    public ulong Mask(int window)
    {
        ulong mask = 0;
        for (int j = 0; j < _generators.Length; j++) mask |= (ulong)(BitOperations.PopCount((uint)(window & _generators[j])) & 1) << j;
        return mask;
    }

    /// <summary>Whether a code may have these sizes.</summary>
    internal static bool AreSizes(int bitsPerWeight, int windowBits) =>
        bitsPerWeight is >= 1 and <= MostBitsPerWeight && windowBits >= Math.Max(4, 2 * bitsPerWeight) && windowBits <= MostWindowBits;

    internal static void RequireSizes(int bitsPerWeight, int windowBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bitsPerWeight, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bitsPerWeight, MostBitsPerWeight);
        ArgumentOutOfRangeException.ThrowIfLessThan(windowBits, Math.Max(4, 2 * bitsPerWeight));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(windowBits, MostWindowBits);
    }
}
