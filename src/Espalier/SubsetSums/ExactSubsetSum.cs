using System.Numerics;

namespace Espalier.SubsetSums;

/// <summary>
/// Any instance in exact integer arithmetic: every number is a multiple of one power of two, so 64 bits, 128 bits, or for numbers
/// more than 119 binary places apart unlimited integers, hold all sums without rounding.
/// </summary>
internal static class ExactSubsetSum
{
    public static SubsetSumResult Solve(ReadOnlySpan<double> candidates, double target, SubsetSumObjective objective, double epsilon)
    {
        BinaryScale scale = BinaryScale.Of(candidates, target);
        ulong mask = scale.Width switch
        {
            <= 62 => SolveIn<long>(candidates, target, objective, epsilon, scale),
            <= 126 => SolveIn<Int128>(candidates, target, objective, epsilon, scale),
            _ => SolveIn<BigInteger>(candidates, target, objective, epsilon, scale),
        };
        return ExactSum.Report(candidates, target, epsilon, mask);
    }

    private static ulong SolveIn<T>(
        ReadOnlySpan<double> candidates, double target, SubsetSumObjective objective, double epsilon, BinaryScale scale)
        where T : struct, IBinaryInteger<T>
    {
        Span<T> units = new T[candidates.Length];
        for (int i = 0; i < units.Length; i++) units[i] = BinaryScale.InUnits<T>(candidates[i], scale.Exponent);
        T targetUnits = BinaryScale.InUnits<T>(target, scale.Exponent);
        (ulong best, T error) = FourListSearch<T>.Solve(units, targetUnits);
        if (objective == SubsetSumObjective.Error) return best;
        T? limit = scale.Floor<T>(epsilon);
        if (limit is null) return 0;
        return error > limit.Value ? best : FewestKeptSearch<T>.Solve(units, targetUnits, limit.Value, 0) ?? best;
    }
}
