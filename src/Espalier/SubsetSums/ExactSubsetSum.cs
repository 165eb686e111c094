using System.Numerics;

namespace Espalier.SubsetSums;

/// <summary>
/// Any instance in exact integer arithmetic: every number is a multiple of one power of two, so 64 bits, 128 bits, or for numbers
/// more than 119 binary places apart unlimited integers, hold all sums without rounding.
/// </summary>
internal static class ExactSubsetSum
{
    /// <summary>The preferred subset of smallest error.</summary>
    public static ulong SmallestError(ReadOnlySpan<double> candidates, double target)
    {
        BinaryScale scale = BinaryScale.Of(candidates, target);
        return scale.Width switch
        {
            <= 62 => SmallestErrorIn<long>(candidates, target, scale),
            <= 126 => SmallestErrorIn<Int128>(candidates, target, scale),
            _ => SmallestErrorIn<BigInteger>(candidates, target, scale),
        };
    }

    /// <summary>The preferred subset within ε of at least <paramref name="fewest"/> candidates, or null if there is none.</summary>
    public static ulong? FewestKept(ReadOnlySpan<double> candidates, double target, double epsilon, int fewest)
    {
        BinaryScale scale = BinaryScale.Of(candidates, target);
        return scale.Width switch
        {
            <= 62 => FewestKeptIn<long>(candidates, target, epsilon, fewest, scale),
            <= 126 => FewestKeptIn<Int128>(candidates, target, epsilon, fewest, scale),
            _ => FewestKeptIn<BigInteger>(candidates, target, epsilon, fewest, scale),
        };
    }

    private static ulong SmallestErrorIn<T>(ReadOnlySpan<double> candidates, double target, BinaryScale scale)
        where T : struct, IBinaryInteger<T> =>
        FourListSearch<T>.Solve(InUnits<T>(candidates, scale), BinaryScale.InUnits<T>(target, scale.Exponent));

    private static ulong? FewestKeptIn<T>(ReadOnlySpan<double> candidates, double target, double epsilon, int fewest, BinaryScale scale)
        where T : struct, IBinaryInteger<T>
    {
        // An ε above all sums leaves only how few are asked for: the largest distance there is serves as well.
        T limit = scale.Floor<T>(epsilon) ?? (T.One << scale.Width);
        return FewestKeptSearch<T>.Solve(InUnits<T>(candidates, scale), BinaryScale.InUnits<T>(target, scale.Exponent), limit, fewest);
    }

    private static T[] InUnits<T>(ReadOnlySpan<double> candidates, BinaryScale scale)
        where T : struct, IBinaryInteger<T>
    {
        var units = new T[candidates.Length];
        for (int i = 0; i < units.Length; i++) units[i] = BinaryScale.InUnits<T>(candidates[i], scale.Exponent);
        return units;
    }
}
