using System.Numerics;
using Espalier.SubsetSums;

namespace Espalier.Tests.SubsetSums;

/// <summary>The definition of the best subset, by looking at every subset in exact integers.</summary>
internal static class BruteForce
{
    private const int UnitExponent = -1100;

    public static (SubsetSumStatus Status, ulong Mask) Solve(double[] candidates, double target, SubsetSumObjective objective, double epsilon)
    {
        BigInteger[] exact = [.. candidates.Select(Exact)];
        BigInteger exactTarget = Exact(target);
        BigInteger? limit = double.IsPositiveInfinity(epsilon) ? null : Exact(epsilon);
        int shift = CommonZeros([.. exact, exactTarget]);
        BigInteger total = exact.Aggregate(BigInteger.Abs(exactTarget), (sum, value) => sum + BigInteger.Abs(value)) >> shift;

        // Dividing by a common power of two changes nothing; a limit in between two multiples rounds down.
        if (total.GetBitLength() >= 126) return Search(exact, exactTarget, limit, objective);
        Int128[] small = [.. exact.Select(value => (Int128)(value >> shift))];
        BigInteger? smallLimit = limit is null ? null : BigInteger.Min(limit.Value >> shift, (BigInteger)Int128.MaxValue);
        return Search(small, (Int128)(exactTarget >> shift), smallLimit is null ? null : (Int128)smallLimit.Value, objective);
    }

    /// <summary>Every subset's sum comes from the sum without its lowest bit: no code in common with the solvers.</summary>
    private static (SubsetSumStatus Status, ulong Mask) Search<T>(T[] candidates, T target, T? limit, SubsetSumObjective objective)
        where T : struct, ISignedNumber<T>, IComparable<T>, IAdditionOperators<T, T, T>, ISubtractionOperators<T, T, T>
    {
        var sums = new T[1 << candidates.Length];
        ulong best = 0;
        T bestError = T.Abs(target);
        bool bestWithin = limit is null || bestError.CompareTo(limit.Value) <= 0;
        for (uint mask = 1; mask < sums.Length; mask++)
        {
            sums[mask] = sums[mask & (mask - 1)] + candidates[BitOperations.TrailingZeroCount(mask)];
            T error = T.Abs(target - sums[mask]);
            bool within = limit is null || error.CompareTo(limit.Value) <= 0;
            int byError = error.CompareTo(bestError);
            int byKept = BitOperations.PopCount(mask) - BitOperations.PopCount(best);
            bool edges = objective == SubsetSumObjective.Edges && within && bestWithin;
            int order = within != bestWithin ? (within ? -1 : 1) : edges && byKept != 0 ? byKept : byError != 0 ? byError : byKept;
            if (order < 0) (best, bestError, bestWithin) = (mask, error, within);
        }

        return (bestWithin ? SubsetSumStatus.Found : SubsetSumStatus.Infeasible, best);
    }

    private static BigInteger Exact(double value)
    {
        if (value == 0) return BigInteger.Zero;
        int exponent = Math.Max(Math.ILogB(value), -1022) - 52;
        double mantissa = Math.ScaleB(Math.ScaleB(value, -exponent / 2), -exponent - (-exponent / 2));
        return new BigInteger(mantissa) << (exponent - UnitExponent);
    }

    private static int CommonZeros(BigInteger[] values)
    {
        BigInteger bits = values.Aggregate(BigInteger.Zero, (all, value) => all | BigInteger.Abs(value));
        return bits.IsZero ? 0 : (int)BigInteger.TrailingZeroCount(bits);
    }
}
