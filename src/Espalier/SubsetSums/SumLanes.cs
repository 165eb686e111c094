using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Espalier.SubsetSums;

/// <summary>What merging needs of a vector of 32-bit sums; one implementation for each vector width.</summary>
internal unsafe interface ISumLanes<T>
    where T : struct
{
    /// <summary>The number of lanes is two to this power.</summary>
    static abstract int LogLanes { get; }

    static abstract T Load(int* from);

    static abstract void Store(T v, int* to);

    static abstract T Create(int value);

    static abstract T Add(T a, T b);

    static abstract T Subtract(T a, T b);

    static abstract T Min(T a, T b);

    static abstract T Max(T a, T b);

    static abstract T Reverse(T v);

    /// <summary>Sorts a vector that first rises and then falls, or is a rotation of such.</summary>
    static abstract T Clean(T v);

    /// <summary>The sorted sums of all subsets of the first <see cref="LogLanes"/> units.</summary>
    static abstract T First(int* units);
}

/// <summary>Sixteen sums, with AVX-512.</summary>
internal readonly unsafe struct SixteenLanes : ISumLanes<Vector512<int>>
{
    public static int LogLanes => 4;

    private static Vector512<int> UpperOf1 => Vector512.Create(0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1);

    private static Vector512<int> UpperOf2 => Vector512.Create(0, 0, -1, -1, 0, 0, -1, -1, 0, 0, -1, -1, 0, 0, -1, -1);

    private static Vector512<int> UpperOf4 => Vector512.Create(0, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0, -1, -1, -1, -1);

    private static Vector512<int> UpperOf8 => Vector512.Create(0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Load(int* from) => Vector512.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<int> v, int* to) => v.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Create(int value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> a, Vector512<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Subtract(Vector512<int> a, Vector512<int> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Min(Vector512<int> a, Vector512<int> b) => Vector512.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Max(Vector512<int> a, Vector512<int> b) => Vector512.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Reverse(Vector512<int> v)
    {
        Vector512<int> mirrored = Avx512F.Shuffle(v, 0x1B);
        return Avx512F.Shuffle4x128(mirrored, mirrored, 0x1B);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Clean(Vector512<int> v)
    {
        v = Exchange(v, Avx512F.Shuffle4x128(v, v, 0x4E), UpperOf8);
        v = Exchange(v, Avx512F.Shuffle4x128(v, v, 0xB1), UpperOf4);
        v = Exchange(v, Avx512F.Shuffle(v, 0x4E), UpperOf2);
        return Exchange(v, Avx512F.Shuffle(v, 0xB1), UpperOf1);
    }

    public static Vector512<int> First(int* units)
    {
        Vector512<int> v = (Vector512.Create(units[0]) & UpperOf1) + (Vector512.Create(units[1]) & UpperOf2)
            + (Vector512.Create(units[2]) & UpperOf4) + (Vector512.Create(units[3]) & UpperOf8);
        v = Exchange(v, Avx512F.Shuffle(v, 0xB1), UpperOf1);
        v = Exchange(v, Avx512F.Shuffle(v, 0x1B), UpperOf2);
        v = Exchange(v, Avx512F.Shuffle(v, 0xB1), UpperOf1);
        Vector512<int> mirrored = Avx512F.Shuffle(v, 0x1B);
        v = Exchange(v, Avx512F.Shuffle4x128(mirrored, mirrored, 0xB1), UpperOf4);
        v = Exchange(v, Avx512F.Shuffle(v, 0x4E), UpperOf2);
        v = Exchange(v, Avx512F.Shuffle(v, 0xB1), UpperOf1);
        return Clean(Exchange(v, Reverse(v), UpperOf8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Exchange(Vector512<int> v, Vector512<int> partner, Vector512<int> upper) =>
        Vector512.ConditionalSelect(upper, Vector512.Max(v, partner), Vector512.Min(v, partner));
}

/// <summary>Eight sums, with AVX2.</summary>
internal readonly unsafe struct EightLanes : ISumLanes<Vector256<int>>
{
    public static int LogLanes => 3;

    private static Vector256<int> UpperOf1 => Vector256.Create(0, -1, 0, -1, 0, -1, 0, -1);

    private static Vector256<int> UpperOf2 => Vector256.Create(0, 0, -1, -1, 0, 0, -1, -1);

    private static Vector256<int> UpperOf4 => Vector256.Create(0, 0, 0, 0, -1, -1, -1, -1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(int* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> v, int* to) => v.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Create(int value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> a, Vector256<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Subtract(Vector256<int> a, Vector256<int> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Min(Vector256<int> a, Vector256<int> b) => Vector256.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Max(Vector256<int> a, Vector256<int> b) => Vector256.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Reverse(Vector256<int> v) => SwapHalves(Avx2.Shuffle(v, 0x1B));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Clean(Vector256<int> v)
    {
        v = Exchange(v, SwapHalves(v), UpperOf4);
        v = Exchange(v, Avx2.Shuffle(v, 0x4E), UpperOf2);
        return Exchange(v, Avx2.Shuffle(v, 0xB1), UpperOf1);
    }

    public static Vector256<int> First(int* units)
    {
        Vector256<int> v = (Vector256.Create(units[0]) & UpperOf1) + (Vector256.Create(units[1]) & UpperOf2)
            + (Vector256.Create(units[2]) & UpperOf4);
        v = Exchange(v, Avx2.Shuffle(v, 0xB1), UpperOf1);
        v = Exchange(v, Avx2.Shuffle(v, 0x1B), UpperOf2);
        v = Exchange(v, Avx2.Shuffle(v, 0xB1), UpperOf1);
        return Clean(Exchange(v, Reverse(v), UpperOf4));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> SwapHalves(Vector256<int> v) => Avx2.Permute2x128(v, v, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Exchange(Vector256<int> v, Vector256<int> partner, Vector256<int> upper) =>
        Vector256.ConditionalSelect(upper, Vector256.Max(v, partner), Vector256.Min(v, partner));
}
