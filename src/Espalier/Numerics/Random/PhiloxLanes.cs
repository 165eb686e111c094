using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Espalier.Numerics.Random;

/// <summary>
/// What the vectorised generator asks of a vector of 64-bit lanes. The low half of a lane carries a word; the high half may hold
/// anything, because the 32×32→64 multiplication does not read it.
/// </summary>
internal interface IPhiloxLanes<TVector>
    where TVector : struct
{
    /// <summary>Blocks, and so 64-bit lanes, in one vector.</summary>
    static abstract int Blocks { get; }

    /// <summary>The lane's part of the block number, in the order that lets <see cref="Store"/> write blocks consecutively.</summary>
    static abstract TVector Offsets { get; }

    static abstract TVector Broadcast(ulong value);

    static abstract TVector Add(TVector a, TVector b);

    /// <summary>The products of the low halves.</summary>
    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector HighHalf(TVector a);

    static abstract TVector Xor(TVector a, TVector b, TVector c);

    /// <summary>Writes w0 w1 w2 w3 of every block.</summary>
    static abstract void Store(TVector w0, TVector w1, TVector w2, TVector w3, ref uint destination);
}

/// <summary>Eight blocks at once.</summary>
internal readonly struct PhiloxLanes512 : IPhiloxLanes<Vector512<ulong>>
{
    public static int Blocks => 8;

    public static Vector512<ulong> Offsets => Vector512.Create(0UL, 4, 1, 5, 2, 6, 3, 7);

    public static Vector512<ulong> Broadcast(ulong value) => Vector512.Create(value);

    public static Vector512<ulong> Add(Vector512<ulong> a, Vector512<ulong> b) => a + b;

    public static Vector512<ulong> Multiply(Vector512<ulong> a, Vector512<ulong> b) => Avx512F.Multiply(a.AsUInt32(), b.AsUInt32());

    public static Vector512<ulong> HighHalf(Vector512<ulong> a) => a >>> 32;

    public static Vector512<ulong> Xor(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c) => a ^ b ^ c;

    public static void Store(Vector512<ulong> w0, Vector512<ulong> w1, Vector512<ulong> w2, Vector512<ulong> w3, ref uint destination)
    {
        var low = Vector512.Create(0xFFFF_FFFFUL);
        Vector512<ulong> front = (w0 & low) | (w1 << 32);
        Vector512<ulong> back = (w2 & low) | (w3 << 32);
        Avx512F.UnpackLow(front, back).AsUInt32().StoreUnsafe(ref destination);
        Avx512F.UnpackHigh(front, back).AsUInt32().StoreUnsafe(ref destination, 16);
    }
}

/// <summary>Four blocks at once.</summary>
internal readonly struct PhiloxLanes256 : IPhiloxLanes<Vector256<ulong>>
{
    public static int Blocks => 4;

    public static Vector256<ulong> Offsets => Vector256.Create(0UL, 2, 1, 3);

    public static Vector256<ulong> Broadcast(ulong value) => Vector256.Create(value);

    public static Vector256<ulong> Add(Vector256<ulong> a, Vector256<ulong> b) => a + b;

    public static Vector256<ulong> Multiply(Vector256<ulong> a, Vector256<ulong> b) => Avx2.Multiply(a.AsUInt32(), b.AsUInt32());

    public static Vector256<ulong> HighHalf(Vector256<ulong> a) => a >>> 32;

    public static Vector256<ulong> Xor(Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> c) => a ^ b ^ c;

    public static void Store(Vector256<ulong> w0, Vector256<ulong> w1, Vector256<ulong> w2, Vector256<ulong> w3, ref uint destination)
    {
        var low = Vector256.Create(0xFFFF_FFFFUL);
        Vector256<ulong> front = (w0 & low) | (w1 << 32);
        Vector256<ulong> back = (w2 & low) | (w3 << 32);
        Avx2.UnpackLow(front, back).AsUInt32().StoreUnsafe(ref destination);
        Avx2.UnpackHigh(front, back).AsUInt32().StoreUnsafe(ref destination, 8);
    }
}

/// <summary>Two blocks at once.</summary>
internal readonly struct PhiloxLanes128 : IPhiloxLanes<Vector128<ulong>>
{
    public static int Blocks => 2;

    public static Vector128<ulong> Offsets => Vector128.Create(0UL, 1);

    public static Vector128<ulong> Broadcast(ulong value) => Vector128.Create(value);

    public static Vector128<ulong> Add(Vector128<ulong> a, Vector128<ulong> b) => a + b;

    public static Vector128<ulong> Multiply(Vector128<ulong> a, Vector128<ulong> b) => Sse2.Multiply(a.AsUInt32(), b.AsUInt32());

    public static Vector128<ulong> HighHalf(Vector128<ulong> a) => a >>> 32;

    public static Vector128<ulong> Xor(Vector128<ulong> a, Vector128<ulong> b, Vector128<ulong> c) => a ^ b ^ c;

    public static void Store(Vector128<ulong> w0, Vector128<ulong> w1, Vector128<ulong> w2, Vector128<ulong> w3, ref uint destination)
    {
        var low = Vector128.Create(0xFFFF_FFFFUL);
        Vector128<ulong> front = (w0 & low) | (w1 << 32);
        Vector128<ulong> back = (w2 & low) | (w3 << 32);
        Sse2.UnpackLow(front, back).AsUInt32().StoreUnsafe(ref destination);
        Sse2.UnpackHigh(front, back).AsUInt32().StoreUnsafe(ref destination, 4);
    }
}
