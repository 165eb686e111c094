namespace Espalier.SubsetSums;

/// <summary>
/// Candidates as magnitudes in 32-bit units, and targets counted from the sum of the negative candidates, so that every sum lies
/// between 0 and the total.
/// </summary>
/// <remarks>
/// A subset of magnitudes stands for the subset with the bits of <see cref="Negative"/> flipped. Rounding moves the distance
/// between a sum and the target by at most <see cref="Slack"/> / 2 units, so every subset that could be best has a rounded distance
/// within Slack of the smallest rounded distance.
/// </remarks>
internal readonly struct UnitScale
{
    /// <summary>The largest total: sums, and differences with the target, stay within 32 bits.</summary>
    private const int LargestTotal = int.MaxValue - 8192;

    private readonly double _scale;
    private readonly double _negativeSum;
    private readonly double _squares;
    private readonly int _count;
    private readonly int _total;

    private UnitScale(ReadOnlySpan<double> candidates, double scale, double negativeSum, ulong negative, Span<int> units)
    {
        _scale = scale;
        _negativeSum = negativeSum;
        _count = candidates.Length;
        Negative = negative;
        double rounding = 0;
        for (int i = 0; i < candidates.Length; i++)
        {
            double unit = Math.Round(Math.Abs(candidates[i]) * scale);
            units[i] = (int)unit;
            _total += units[i];
            _squares += unit * unit;
            rounding += Math.Abs((Math.Abs(candidates[i]) * scale) - unit);
            if (((negative >> i) & 1) != 0) NegativeUnits += units[i];
        }

        // Half a unit for the target, and as much for the rounding of the float64 products and sums themselves.
        Slack = (int)Math.Ceiling(2 * (rounding + 1));
    }

    /// <summary>Candidates that are negative.</summary>
    public ulong Negative { get; }

    /// <summary>Minus the sum of the negative candidates, in units.</summary>
    public int NegativeUnits { get; }

    /// <summary>At least twice the largest rounding of a distance.</summary>
    public int Slack { get; }

    /// <summary>Rounds candidates; false where they are too small for it.</summary>
    public static bool TryCreate(ReadOnlySpan<double> candidates, Span<int> units, out UnitScale scale)
    {
        ulong negative = 0;
        double magnitude = 0;
        double negativeSum = 0;
        for (int i = 0; i < candidates.Length; i++)
        {
            negative |= (BitConverter.DoubleToUInt64Bits(candidates[i]) >> 63) << i;
            magnitude += Math.Abs(candidates[i]);
            negativeSum += Math.Min(candidates[i], 0);
        }

        double factor = LargestTotal / magnitude;
        bool usable = double.IsFinite(factor);
        scale = usable ? new UnitScale(candidates, factor, negativeSum, negative, units) : default;
        return usable;
    }

    /// <summary>The target in units; one beyond the range of sums moves to just outside of it, which keeps the order of distances.</summary>
    public int Target(double target) =>
        (int)Math.Round(Math.Clamp((target - _negativeSum) * _scale, -2.0 * Slack, _total + (2.0 * Slack)));

    /// <summary>Whether <see cref="Target"/> keeps the target where it is.</summary>
    public bool IsWithinRange(double target)
    {
        double distance = (target - _negativeSum) * _scale;
        return distance >= 0 && distance <= _total;
    }

    /// <summary>A length in units, unrounded.</summary>
    public double Length(double length) => length * _scale;

    /// <summary>A distance within which about ten sums are expected, if sums were normally distributed; at least Slack.</summary>
    public int LikelyLimit(int target)
    {
        double fromCentre = target - (0.5 * _total);
        double logDensity = (_count * Math.Log(2)) - (2 * fromCentre * fromCentre / _squares);
        double limit = 5 * Math.Sqrt(0.5 * Math.PI * _squares) / Math.Exp(logDensity);
        return limit < LargestTotal ? (int)limit + Slack : int.MaxValue;
    }
}
