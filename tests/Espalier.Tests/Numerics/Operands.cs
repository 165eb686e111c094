using Espalier.Numerics.Random;

namespace Espalier.Tests.Numerics;

/// <summary>Pairs of float64 that find the corners of arithmetic: any exponent, near cancellation, few bits, boundaries.</summary>
internal static class Operands
{
    private static readonly double[] Corners =
    [
        0, 1, 1.5, 2, 3, 0.1, double.Epsilon, 2 * double.Epsilon, 3 * double.Epsilon, 2.2250738585072014E-308, 2.225073858507201E-308,
        double.MaxValue, double.BitDecrement(double.MaxValue), 8.98846567431158E307, 9.9792015476736E291, 1.9958403095347198E292,
        1.4916681462400413E-154, 1.3407807929942596E154, 1.3407807929942597E154, 2.004168360008973e-292, 1.002084180004486e-292,
        double.BitIncrement(1), double.BitDecrement(1), 9007199254740991, 9007199254740992, 1.1102230246251565E-16,
    ];

    /// <summary>All pairs of corners with all signs, then pseudo-random pairs; the index replays a pair.</summary>
    public static IEnumerable<(int Index, double A, double B)> Pairs(int count, ulong seed)
    {
        int index = 0;
        foreach (double a in Corners)
        {
            foreach (double b in Corners)
            {
                yield return (index++, a, b);
                yield return (index++, -a, b);
                yield return (index++, a, -b);
                yield return (index++, -a, -b);
            }
        }

        var stream = new RandomStream(seed, 0);
        for (; index < count; index++)
        {
            (double a, double b) = Pair(stream, (ulong)index * 4);
            yield return (index, a, b);
        }
    }

    private static (double A, double B) Pair(RandomStream stream, ulong at)
    {
        ulong kind = stream.LongWord(at);
        double a = Number(stream.LongWord(at + 1), kind >> 8);
        double b = Number(stream.LongWord(at + 2), kind >> 16);
        return (kind % 8) switch
        {
            0 => (a, Neighbour(a, (int)(kind >> 60) - 8, b)),
            1 => (Math.ScaleB(stream.Uniform(at + 1), -500), Math.ScaleB(stream.Uniform(at + 2), -480 - (int)((kind >> 8) % 120))),
            2 => (Math.ScaleB(stream.Uniform(at + 1), 500), Math.ScaleB(stream.Uniform(at + 2), 520 + (int)((kind >> 8) % 8))),
            3 => (stream.Uniform(at + 1), stream.Uniform(at + 2)),
            4 => (a, FiniteOr(Math.ScaleB(a, (int)((kind >> 8) % 120) - 60), b)),
            _ => (a, b),
        };
    }

    /// <summary>Any finite bit pattern; for some, all but a few leading bits of the fraction are cleared.</summary>
    private static double Number(ulong bits, ulong choice)
    {
        if (choice % 3 == 0) bits &= ~0UL << (int)(40 + (choice % 12));
        double value = BitConverter.UInt64BitsToDouble(bits);
        return double.IsFinite(value) ? value : BitConverter.UInt64BitsToDouble(bits & ~(1UL << 60));
    }

    /// <summary>Minus the number some steps away, so that a sum nearly cancels.</summary>
    private static double Neighbour(double value, int steps, double substitute) =>
        FiniteOr(-BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(value) + steps), substitute);

    private static double FiniteOr(double value, double substitute) => double.IsFinite(value) ? value : substitute;
}
