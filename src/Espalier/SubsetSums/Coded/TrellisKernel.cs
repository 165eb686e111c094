using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.SubsetSums.Coded;

/// <summary>The forward pass of the search with one width of vectors and one number of bits per weight.</summary>
internal unsafe interface ITrellisKernel
{
    /// <summary>Where everything stands for windows of so many bits.</summary>
    TrellisLayout Layout(int windowBits);

    /// <summary>Goes through the weights; returns the costs of the best paths to every prefix, one of the two buffers.</summary>
    float* Forward(
        TrellisLayout layout, float* table, ReadOnlySpan<float> factors, ReadOnlySpan<float> shifts, float* before, float* after, int* choices);
}

/// <summary>
/// The Viterbi step over windows. A prefix p is the L − k bits that the next window shares with the last one; a window is a prefix and k new
/// bits. The windows that end in p are p + h·2^(L−k), and the prefix before such a window is (p div 2^k) + h·2^(L−2k), so
/// <c>after[p] = min over h of before[(p div 2^k) + h·2^(L−2k)] + cost(p + h·2^(L−k))</c>, the smallest h among equals. The costs of
/// windows are never stored; those of consecutive prefixes fill a vector, and the table of values lies in the order of reading.
/// </summary>
internal sealed unsafe class TrellisKernel<TLanes, TReal, TWord, TBits> : ITrellisKernel
    where TLanes : struct, ITrellisLanes<TReal, TWord>
    where TReal : struct
    where TWord : struct
    where TBits : struct, ISymbolBits
{
    public TrellisLayout Layout(int windowBits) => new(windowBits, TBits.Count, TLanes.Log);

    public float* Forward(
        TrellisLayout layout, float* table, ReadOnlySpan<float> factors, ReadOnlySpan<float> shifts, float* before, float* after, int* choices)
    {
        for (int t = 0; t < factors.Length; t++)
        {
            Step(layout, table, TLanes.Broadcast(factors[t]), TLanes.Broadcast(shifts[t]), before, after, choices + ((nint)t * layout.ChoiceWords));
            float* old = before;
            before = after;
            after = old;
        }

        return before;
    }

    private static void Step(TrellisLayout layout, float* table, TReal factor, TReal shift, float* before, float* after, int* choices)
    {
        int lanes = 1 << TLanes.Log;
        for (int first = 0; first < layout.Prefixes; first += layout.BlocksPerWord << TLanes.Log)
        {
            TWord word = TLanes.Broadcast(0);
            for (int block = 0; block < layout.BlocksPerWord; block += 2)
            {
                int prefix = first + (block << TLanes.Log);
                (TWord chosen0, TWord chosen1) = Pair(layout, table + ((nint)prefix << TBits.Count), factor, shift, before, prefix, after + prefix);
                word = TLanes.Or(TLanes.Or(word, chosen0, TBits.Count * block), chosen1, TBits.Count * (block + 1));
            }

            TLanes.Store(word, choices);
            choices += lanes;
        }
    }

    /// <summary>Two vectors of prefixes at once, because the minima of one alone wait for each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TWord First, TWord Second) Pair(
        TrellisLayout layout, float* table, TReal factor, TReal shift, float* before, int prefix, float* after)
    {
        int lanes = 1 << TLanes.Log;
        float* source0 = before + (prefix >> TBits.Count);
        float* source1 = before + ((prefix + lanes) >> TBits.Count);
        TReal least0 = TLanes.Cost(TLanes.Load(table), factor, shift, TLanes.Repeat<TBits>(source0));
        TReal least1 = TLanes.Cost(TLanes.Load(table + lanes), factor, shift, TLanes.Repeat<TBits>(source1));
        TWord chosen0 = TLanes.Broadcast(0);
        TWord chosen1 = chosen0;
        for (int h = 1; h < 1 << TBits.Count; h++)
        {
            table += 2 * lanes;
            source0 += layout.SourceStride;
            source1 += layout.SourceStride;
            TWord word = TLanes.Broadcast(h);
            TReal cost0 = TLanes.Cost(TLanes.Load(table), factor, shift, TLanes.Repeat<TBits>(source0));
            TReal cost1 = TLanes.Cost(TLanes.Load(table + lanes), factor, shift, TLanes.Repeat<TBits>(source1));
            TLanes.Keep(cost0, word, ref least0, ref chosen0);
            TLanes.Keep(cost1, word, ref least1, ref chosen1);
        }

        TLanes.Store<TBits>(least0, after);
        TLanes.Store<TBits>(least1, after + lanes);
        return (chosen0, chosen1);
    }
}

/// <summary>The kernels by what the machine has.</summary>
internal static class TrellisKernels
{
    /// <summary>The widest kernel that this machine runs and that two vectors of prefixes are enough for.</summary>
    public static ITrellisKernel Widest(int windowBits, int bits)
    {
        int room = windowBits - bits - 1;
        if (room >= TrellisLanes512.Log && Vector512.IsHardwareAccelerated) return OfLanes<TrellisLanes512, Vector512<float>, Vector512<int>>(bits);
        if (room >= TrellisLanes256.Log && Vector256.IsHardwareAccelerated) return OfLanes<TrellisLanes256, Vector256<float>, Vector256<int>>(bits);
        if (room >= TrellisLanes128.Log && Vector128.IsHardwareAccelerated) return OfLanes<TrellisLanes128, Vector128<float>, Vector128<int>>(bits);
        return Scalar(bits);
    }

    public static ITrellisKernel Scalar(int bits) => OfLanes<ScalarTrellisLanes, float, int>(bits);

    internal static ITrellisKernel OfLanes<TLanes, TReal, TWord>(int bits)
        where TLanes : struct, ITrellisLanes<TReal, TWord>
        where TReal : struct
        where TWord : struct => bits switch
        {
            1 => new TrellisKernel<TLanes, TReal, TWord, OneBit>(),
            2 => new TrellisKernel<TLanes, TReal, TWord, TwoBits>(),
            3 => new TrellisKernel<TLanes, TReal, TWord, ThreeBits>(),
            4 => new TrellisKernel<TLanes, TReal, TWord, FourBits>(),
            _ => new TrellisKernel<TLanes, TReal, TWord, FiveBits>(),
        };
}
