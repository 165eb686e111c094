using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Espalier.Numerics.Random;

/// <summary>Consecutive Philox blocks of one stream, as many at once as the machine has lanes for.</summary>
internal static class PhiloxBlocks
{
    /// <summary>Writes blocks <paramref name="block"/>, <paramref name="block"/> + 1, …: whole blocks of four words.</summary>
    public static void Fill(RandomStream stream, ulong block, Span<uint> words)
    {
        int done = 0;
        if (Avx512F.IsSupported) done = FillLanes<Vector512<ulong>, PhiloxLanes512>(stream, block, words);
        else if (Avx2.IsSupported) done = FillLanes<Vector256<ulong>, PhiloxLanes256>(stream, block, words);
        else if (Sse2.IsSupported) done = FillLanes<Vector128<ulong>, PhiloxLanes128>(stream, block, words);
        FillScalar(stream, block + (ulong)(done / 4), words[done..]);
    }

    /// <summary>The scalar twin of <see cref="Fill"/>.</summary>
    public static void FillScalar(RandomStream stream, ulong block, Span<uint> words)
    {
        for (int i = 0; i + 4 <= words.Length; i += 4, block++)
            (words[i], words[i + 1], words[i + 2], words[i + 3]) = stream.Block(block);
    }

    /// <summary>Fills as many groups of two vectors as fit (two, because one alone waits on its multiplications).</summary>
    /// <returns>The number of words written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int FillLanes<TVector, TLanes>(RandomStream stream, ulong block, Span<uint> words)
        where TVector : struct
        where TLanes : struct, IPhiloxLanes<TVector>
    {
        int group = 8 * TLanes.Blocks;
        ref uint first = ref MemoryMarshal.GetReference(words);
        int done = 0;
        for (; done + group <= words.Length; done += group, block += 2 * (ulong)TLanes.Blocks)
        {
            TVector counterA = TLanes.Add(TLanes.Broadcast(block), TLanes.Offsets);
            TVector counterB = TLanes.Add(counterA, TLanes.Broadcast((ulong)TLanes.Blocks));
            FillGroup<TVector, TLanes>(stream, counterA, counterB, ref Unsafe.Add(ref first, done));
        }

        return done;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FillGroup<TVector, TLanes>(RandomStream stream, TVector counterA, TVector counterB, ref uint destination)
        where TVector : struct
        where TLanes : struct, IPhiloxLanes<TVector>
    {
        TVector multiplier0 = TLanes.Broadcast(Philox.Multiplier0);
        TVector multiplier1 = TLanes.Broadcast(Philox.Multiplier1);
        (TVector a0, TVector a1) = (counterA, TLanes.HighHalf(counterA));
        (TVector b0, TVector b1) = (counterB, TLanes.HighHalf(counterB));
        (TVector a2, TVector a3) = (TLanes.Broadcast(stream.Tensor), TLanes.Broadcast((uint)stream.Purpose));
        (TVector b2, TVector b3) = (a2, a3);
        uint key0 = (uint)stream.Seed;
        uint key1 = (uint)(stream.Seed >> 32);
        for (int round = 0; round < Philox.Rounds; round++)
        {
            TVector keys0 = TLanes.Broadcast(key0);
            TVector keys1 = TLanes.Broadcast(key1);
            TVector productA0 = TLanes.Multiply(a0, multiplier0);
            TVector productA1 = TLanes.Multiply(a2, multiplier1);
            TVector productB0 = TLanes.Multiply(b0, multiplier0);
            TVector productB1 = TLanes.Multiply(b2, multiplier1);
            a0 = TLanes.Xor(TLanes.HighHalf(productA1), a1, keys0);
            a2 = TLanes.Xor(TLanes.HighHalf(productA0), a3, keys1);
            b0 = TLanes.Xor(TLanes.HighHalf(productB1), b1, keys0);
            b2 = TLanes.Xor(TLanes.HighHalf(productB0), b3, keys1);
            (a1, a3, b1, b3) = (productA1, productA0, productB1, productB0);
            key0 += Philox.KeyStep0;
            key1 += Philox.KeyStep1;
        }

        TLanes.Store(a0, a1, a2, a3, ref destination);
        TLanes.Store(b0, b1, b2, b3, ref Unsafe.Add(ref destination, 4 * TLanes.Blocks));
    }
}
