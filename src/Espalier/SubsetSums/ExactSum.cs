using System.Numerics;
using System.Runtime.CompilerServices;
using Espalier.Numerics;

namespace Espalier.SubsetSums;

/// <summary>
/// A sum of float64 numbers held as high + low. <see cref="IsExact"/> says whether nothing was lost so far, which is so
/// whenever the terms span less than about 100 binary places.
/// </summary>
internal struct ExactSum
{
    private double _high;
    private double _low;
    private double _lost;

    public ExactSum(double first)
    {
        _high = first;
        _low = 0;
        _lost = 0;
    }

    /// <summary>Whether high + low is the exact sum of all terms.</summary>
    public readonly bool IsExact => _lost == 0;

    /// <summary>The sign of high + low.</summary>
    public readonly int Sign => Math.Sign(_high + _low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double term)
    {
        DoubleDouble high = DoubleDouble.Sum(_high, term);
        DoubleDouble low = DoubleDouble.Sum(_low, high.Low);
        (_high, _low) = (high.High, low.High);
        _lost += Math.Abs(low.Low);
    }

    /// <summary>target − Σ over the mask.</summary>
    public static ExactSum Difference(double target, ReadOnlySpan<double> candidates, ulong mask)
    {
        var sum = new ExactSum(target);
        for (; mask != 0; mask &= mask - 1) sum.Add(-candidates[BitOperations.TrailingZeroCount(mask)]);
        return sum;
    }

    /// <summary>The magnitude as the unique pair (float64 nearest to it, rest), so that pairs compare as the values do.</summary>
    public readonly DoubleDouble Magnitude()
    {
        DoubleDouble sum = DoubleDouble.Sum(_high, _low);
        return sum.High < 0 ? -sum : sum;
    }

    /// <summary>The result of a chosen subset, computed afresh from the candidates and exactly.</summary>
    public static SubsetSumResult Report(ReadOnlySpan<double> candidates, double target, double epsilon, ulong mask)
    {
        ExactSum negative = Difference(0, candidates, mask);
        ExactSum difference = Difference(target, candidates, mask);
        if (!negative.IsExact || !difference.IsExact) return ReportWide(candidates, target, epsilon, mask);
        DoubleDouble error = difference.Magnitude();
        return Result(error.CompareTo(epsilon) <= 0, mask, 0 - (negative._high + negative._low), error.High);
    }

    private static SubsetSumResult ReportWide(ReadOnlySpan<double> candidates, double target, double epsilon, ulong mask)
    {
        BigInteger sum = BigInteger.Zero;
        for (ulong rest = mask; rest != 0; rest &= rest - 1) sum += Units(candidates[BitOperations.TrailingZeroCount(rest)]);
        BigInteger error = BigInteger.Abs(Units(target) - sum);
        bool within = double.IsPositiveInfinity(epsilon) || error <= Units(epsilon);
        return Result(within, mask, BinaryScale.ToDouble(sum), BinaryScale.ToDouble(error));
    }

    private static BigInteger Units(double value) => BinaryScale.InUnits<BigInteger>(value, BinaryScale.SmallestExponent);

    private static SubsetSumResult Result(bool within, ulong mask, double sum, double error) =>
        new(within ? SubsetSumStatus.Found : SubsetSumStatus.Infeasible, mask, sum, error);
}
