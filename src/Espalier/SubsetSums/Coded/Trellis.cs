using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Espalier.SubsetSums.Coded;

/// <summary>
/// The best sequence of windows for a sequence of targets, by the Viterbi algorithm: the one that minimises
/// <c>C(n)</c> with <c>C(t + 1) = fma(d, d, C(t))</c>, <c>d = fma(factor, value, shift)</c>, <c>C(0) = 0</c>, all in float32.
/// </summary>
/// <remarks>
/// Rounding is monotone, so C(t + 1) does not decrease when C(t) grows: the minimum over all paths is found exactly as it is rounded, not
/// only nearly. All terms are nonnegative, so the true cost of what is found exceeds the true least by a factor of at most
/// (1 + 2⁻²⁴)^(2n) plus what d loses. Among equal paths, going back from the end, the smallest number of bits that leave the window
/// wins, and at a free end the smallest prefix.
/// </remarks>
internal sealed unsafe class Trellis
{
    /// <summary>A prefix that the search may choose.</summary>
    public const int Free = -1;

    private readonly ITrellisKernel _kernel;
    private readonly TrellisLayout _layout;
    private readonly float[] _table;

    public Trellis(int windowBits, int bits, ReadOnlySpan<float> values, ITrellisKernel kernel)
    {
        _kernel = kernel;
        _layout = kernel.Layout(windowBits);
        _table = GC.AllocateUninitializedArray<float>(values.Length + Workspace.Alignment, pinned: true);
        _layout.Arrange(values, new Span<float>(Workspace.Aligned(_table), values.Length));
    }

    public TrellisLayout Layout => _layout;

    /// <summary>Finds the best path from a prefix to a prefix, either of which may be <see cref="Free"/>; <see cref="Trace"/> reads it.</summary>
    /// <returns>The prefix at its end, and the cost; infinite if no path of this length joins the two.</returns>
    public (int End, float Cost) Search(Workspace workspace, ReadOnlySpan<float> factors, ReadOnlySpan<float> shifts, int start, int end)
    {
        ReadOnlySpan<float> last = EndCosts(workspace, factors, shifts, start);
        int best = Math.Max(end, 0);
        if (end == Free)
            for (int prefix = 1; prefix < _layout.Prefixes; prefix++)
                if (last[prefix] < last[best]) best = prefix;
        return (best, last[best]);
    }

    /// <summary>The costs of the best paths from a prefix, or from any, to every prefix.</summary>
    public ReadOnlySpan<float> EndCosts(Workspace workspace, ReadOnlySpan<float> factors, ReadOnlySpan<float> shifts, int start)
    {
        workspace.Reserve(_layout, factors.Length);
        var first = new Span<float>(workspace.Before, _layout.Prefixes);
        first.Fill(start == Free ? 0 : float.PositiveInfinity);
        if (start != Free) first[start] = 0;
        float* last = _kernel.Forward(_layout, Workspace.Aligned(_table), factors, shifts, workspace.Before, workspace.After, workspace.Choices);
        return new ReadOnlySpan<float>(last, _layout.Prefixes);
    }

    /// <summary>
    /// Follows the path back from a prefix after weight <paramref name="last"/> − 1 to the one before weight <paramref name="first"/>.
    /// </summary>
    /// <param name="workspace">Where the search left its choices.</param>
    /// <param name="first">The first weight.</param>
    /// <param name="last">The weight after the last.</param>
    /// <param name="prefix">The prefix at the end.</param>
    /// <param name="symbols">Takes the k bits of every weight, unless empty.</param>
    public int Trace(Workspace workspace, int first, int last, int prefix, Span<byte> symbols)
    {
        for (int t = last - 1; t >= first; t--)
        {
            var words = new ReadOnlySpan<int>(workspace.Choices + ((nint)t * _layout.ChoiceWords), _layout.ChoiceWords);
            int choice = _layout.Choice(words, prefix);
            if (!symbols.IsEmpty) symbols[t - first] = (byte)(prefix & ((1 << _layout.Bits) - 1));
            prefix = (prefix | (choice << (_layout.WindowBits - _layout.Bits))) >> _layout.Bits;
        }

        return prefix;
    }

    /// <summary>Buffers of one search at a time, of any trellis.</summary>
    public sealed class Workspace
    {
        /// <summary>One cache line, and a vector of the widest kind, in floats.</summary>
        internal const int Alignment = 16;

        private float[] _before = [];
        private float[] _after = [];
        private int[] _choices = [];

        public float* Before => Aligned(_before);

        public float* After => Aligned(_after);

        public int* Choices => (int*)Aligned(_choices);

        public void Reserve(TrellisLayout layout, int weights)
        {
            Grow(ref _before, layout.Prefixes);
            Grow(ref _after, layout.Prefixes);
            Grow(ref _choices, checked(weights * layout.ChoiceWords));
        }

        /// <summary>The first element of a pinned array that begins a cache line.</summary>
        internal static float* Aligned<T>(T[] pinned)
            where T : unmanaged
        {
            nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));
            return (float*)((address + (4 * Alignment) - 1) & ~(nuint)((4 * Alignment) - 1));
        }

        private static void Grow<T>(ref T[] array, int length)
        {
            if (array.Length < length + Alignment) array = GC.AllocateUninitializedArray<T>(length + Alignment, pinned: true);
        }
    }
}
