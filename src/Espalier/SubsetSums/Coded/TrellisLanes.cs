using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.SubsetSums.Coded;

/// <summary>What the search asks of a vector of path costs. Every lane does the same operations in the same order, whatever the width.</summary>
/// <typeparam name="TReal">float32 lanes.</typeparam>
/// <typeparam name="TWord">As many 32-bit lanes.</typeparam>
internal unsafe interface ITrellisLanes<TReal, TWord>
    where TReal : struct
    where TWord : struct
{
    /// <summary>The binary logarithm of the number of lanes.</summary>
    static abstract int Log { get; }

    static abstract TReal Broadcast(float value);

    static abstract TWord Broadcast(int value);

    static abstract TReal Load(float* from);

    /// <summary>Lanes/2^k values, or one, repeated in turn: lane i holds value i mod (Lanes/2^k).</summary>
    static abstract TReal Repeat<TBits>(float* from)
        where TBits : struct, ISymbolBits;

    /// <summary>(factor·value + shift)² + before, each product fused with its sum.</summary>
    static abstract TReal Cost(TReal value, TReal factor, TReal shift, TReal before);

    /// <summary>Where the cost is less than the least so far, it becomes the least and the word is chosen.</summary>
    static abstract void Keep(TReal cost, TWord word, ref TReal least, ref TWord chosen);

    /// <summary>word | (more shifted up by a number of bits).</summary>
    static abstract TWord Or(TWord word, TWord more, int shift);

    /// <summary>The lanes in the order that undoes <see cref="Repeat"/>: values of the same source come to stand side by side.</summary>
    static abstract void Store<TBits>(TReal value, float* to)
        where TBits : struct, ISymbolBits;

    static abstract void Store(TWord word, int* to);
}

/// <summary>The scalar twin.</summary>
internal readonly unsafe struct ScalarTrellisLanes : ITrellisLanes<float, int>
{
    public static int Log => 0;

    public static float Broadcast(float value) => value;

    public static int Broadcast(int value) => value;

    public static float Load(float* from) => *from;

    public static float Repeat<TBits>(float* from)
        where TBits : struct, ISymbolBits => *from;

    public static float Cost(float value, float factor, float shift, float before)
    {
        float difference = MathF.FusedMultiplyAdd(factor, value, shift);
        return MathF.FusedMultiplyAdd(difference, difference, before);
    }

    public static void Keep(float cost, int word, ref float least, ref int chosen)
    {
        if (!(cost < least)) return;
        least = cost;
        chosen = word;
    }

    public static int Or(int word, int more, int shift) => word | (more << shift);

    public static void Store<TBits>(float value, float* to)
        where TBits : struct, ISymbolBits => *to = value;

    public static void Store(int word, int* to) => *to = word;
}

internal readonly unsafe struct TrellisLanes128 : ITrellisLanes<Vector128<float>, Vector128<int>>
{
    public static int Log => 2;

    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    public static Vector128<int> Broadcast(int value) => Vector128.Create(value);

    public static Vector128<float> Load(float* from) => Vector128.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Repeat<TBits>(float* from)
        where TBits : struct, ISymbolBits => TBits.Count == 1 ? Vector128.Create(*(double*)from).AsSingle() : Vector128.Create(*from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Cost(Vector128<float> value, Vector128<float> factor, Vector128<float> shift, Vector128<float> before)
    {
        Vector128<float> difference = Vector128.FusedMultiplyAdd(factor, value, shift);
        return Vector128.FusedMultiplyAdd(difference, difference, before);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Keep(Vector128<float> cost, Vector128<int> word, ref Vector128<float> least, ref Vector128<int> chosen)
    {
        chosen = Vector128.ConditionalSelect(Vector128.LessThan(cost, least).AsInt32(), word, chosen);
        least = Vector128.MinNative(cost, least);
    }

    public static Vector128<int> Or(Vector128<int> word, Vector128<int> more, int shift) => word | (more << shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TBits>(Vector128<float> value, float* to)
        where TBits : struct, ISymbolBits
    {
        if (TBits.Count == 1) value = Vector128.Shuffle(value, Vector128.Create(0, 2, 1, 3));
        value.Store(to);
    }

    public static void Store(Vector128<int> word, int* to) => word.Store(to);
}

internal readonly unsafe struct TrellisLanes256 : ITrellisLanes<Vector256<float>, Vector256<int>>
{
    public static int Log => 3;

    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    public static Vector256<int> Broadcast(int value) => Vector256.Create(value);

    public static Vector256<float> Load(float* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Repeat<TBits>(float* from)
        where TBits : struct, ISymbolBits => TBits.Count switch
        {
            1 => Vector256.Create(Vector128.Load(from)),
            2 => Vector256.Create(*(double*)from).AsSingle(),
            _ => Vector256.Create(*from),
        };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Cost(Vector256<float> value, Vector256<float> factor, Vector256<float> shift, Vector256<float> before)
    {
        Vector256<float> difference = Vector256.FusedMultiplyAdd(factor, value, shift);
        return Vector256.FusedMultiplyAdd(difference, difference, before);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Keep(Vector256<float> cost, Vector256<int> word, ref Vector256<float> least, ref Vector256<int> chosen)
    {
        chosen = Vector256.ConditionalSelect(Vector256.LessThan(cost, least).AsInt32(), word, chosen);
        least = Vector256.MinNative(cost, least);
    }

    public static Vector256<int> Or(Vector256<int> word, Vector256<int> more, int shift) => word | (more << shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TBits>(Vector256<float> value, float* to)
        where TBits : struct, ISymbolBits
    {
        if (TBits.Count == 1) value = Vector256.Shuffle(value, Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7));
        if (TBits.Count == 2) value = Vector256.Shuffle(value, Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7));
        value.Store(to);
    }

    public static void Store(Vector256<int> word, int* to) => word.Store(to);
}

internal readonly unsafe struct TrellisLanes512 : ITrellisLanes<Vector512<float>, Vector512<int>>
{
    public static int Log => 4;

    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    public static Vector512<int> Broadcast(int value) => Vector512.Create(value);

    public static Vector512<float> Load(float* from) => Vector512.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Repeat<TBits>(float* from)
        where TBits : struct, ISymbolBits => TBits.Count switch
        {
            1 => Vector512.Create(Vector256.Load(from)),
            2 => Vector512.Create(Vector128.Load(from)),
            3 => Vector512.Create(*(double*)from).AsSingle(),
            _ => Vector512.Create(*from),
        };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Cost(Vector512<float> value, Vector512<float> factor, Vector512<float> shift, Vector512<float> before)
    {
        Vector512<float> difference = Vector512.FusedMultiplyAdd(factor, value, shift);
        return Vector512.FusedMultiplyAdd(difference, difference, before);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Keep(Vector512<float> cost, Vector512<int> word, ref Vector512<float> least, ref Vector512<int> chosen)
    {
        chosen = Vector512.ConditionalSelect(Vector512.LessThan(cost, least).AsInt32(), word, chosen);
        least = Vector512.MinNative(cost, least);
    }

    public static Vector512<int> Or(Vector512<int> word, Vector512<int> more, int shift) => word | (more << shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TBits>(Vector512<float> value, float* to)
        where TBits : struct, ISymbolBits
    {
        if (TBits.Count == 1) value = Vector512.Shuffle(value, Vector512.Create(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15));
        if (TBits.Count == 2) value = Vector512.Shuffle(value, Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
        if (TBits.Count == 3) value = Vector512.Shuffle(value, Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15));
        value.Store(to);
    }

    public static void Store(Vector512<int> word, int* to) => word.Store(to);
}
