using Espalier.Numerics;

namespace Espalier.Theory.Proven;

/// <summary>
/// Theorem E, for networks with a ReLU behind their output and unchanged coefficients, d ≥ 4: some subset of N random neurons is within ε
/// with a probability of at most N·I_{λ²ε²}((d − 1)/2, ½) + Σ_k C(N, k)·min{I_{ε²}((d − k)/2, k/2) [k &lt; d], (4ε′ρ_d)^k a_k} for every λ &gt; 1.
/// </summary>
/// <remarks>
/// Everything is a sum of positive numbers in logarithms, rounded up; the terms beyond the last one computed are bounded by
/// a geometric series.
/// </remarks>
public sealed class OutputReluLaw
{
    /// <summary>Below it cot² of an angle has no mean.</summary>
    public const int SmallestDimension = 4;

    private const double LargestWidthTried = 1e300;

    private readonly int _dimension;
    private readonly double _epsilon;
    private readonly double _logDensity;
    private readonly CotangentProducts _products;
    private readonly double[] _logSpans;
    private readonly HalfIntegerBeta _cap;

    /// <summary>Prepares the bound for a dimension and an error.</summary>
    public OutputReluLaw(int dimension, double epsilon)
    {
        if (dimension < SmallestDimension)
        {
            throw new InvalidInputException(
                "dimension", null, $"the dimension is {dimension}", $"give a whole number from {SmallestDimension} on");
        }

        if (!(epsilon > 0 && epsilon < 1))
            throw new InvalidInputException("epsilon", null, $"the value is {epsilon}", "give a number between 0 and 1");
        (_dimension, _epsilon) = (dimension, epsilon);
        // ρ_d = Γ((d − 1)/2)/(2√π Γ(d/2)), the largest density of α‖w‖.
        _logDensity = (
            HalfIntegerGamma.Log(dimension - 1) - HalfIntegerGamma.Log(dimension) - HalfIntegerGamma.Log(1) - OutwardFunctions.Log(2)).Upper;
        _products = new CotangentProducts(dimension, (4 * dimension) + 400);
        double square = Outward.MultiplyUp(epsilon, epsilon);
        _logSpans = [.. Enumerable.Range(1, dimension - 1).Select(k => square < 1 ? new HalfIntegerBeta(dimension - k, k).Log(square).Upper : 0)];
        _cap = new HalfIntegerBeta(dimension - 1, 1);
    }

    /// <summary>The largest whole N found whose bound is at most δ, with its λ; 0 if there is none.</summary>
    public (double Width, double Lambda) LargestWidth(double delta)
    {
        if (!(delta > 0 && delta < 1)) throw new InvalidInputException("delta", null, $"the value is {delta}", "give a probability between 0 and 1");
        double logDelta = OutwardFunctions.Log(delta).Lower;
        (double Width, double Lambda) best = (0, 2);
        double end = Math.Log(1 / _epsilon);
        double from = Math.Min(Math.Log(1.2), 0.5 * end);
        for (int round = 0; round < 3; round++)
        {
            // The bound is flat around the best λ: three rounds of sixteen, each around the best so far.
            double step = (end - from) / 17;
            (double Width, double Lambda) before = best;
            for (int i = 1; i <= 16; i++)
            {
                double lambda = Math.Exp(from + (i * step));
                double width = LargestWidth(lambda, logDelta, best.Width);
                if (width > best.Width) best = (width, lambda);
            }

            if (best == before && round > 0) break;
            double middle = Math.Log(best.Lambda);
            (from, end) = (Math.Max(middle - step, 1e-6), Math.Min(middle + step, Math.Log(1 / _epsilon)));
        }

        return best;
    }

    /// <summary>ln of the bound for a whole N, rounded up; +∞ where the series does not converge.</summary>
    public double LogBound(double width, double lambda) => LogBound(width, lambda, double.PositiveInfinity);

    /// <summary>The same; +∞ as soon as it is known to be above a limit, for the sum only grows.</summary>
    private double LogBound(double width, double lambda, double limit)
    {
        double sine = Outward.MultiplyUp(lambda, _epsilon);
        double square = Outward.MultiplyUp(sine, sine);
        if (!(lambda > 1 && square < 1)) return double.PositiveInfinity;
        double share = Outward.SubtractDown(1, Outward.DivideUp(1, lambda));
        double logStep = Outward.AddUp(_logDensity, OutwardFunctions.Log(Outward.DivideUp(4 * _epsilon, share)).Upper);
        double sum = LogSum(_cap.Log(square).Upper + OutwardFunctions.Log(width).Upper, _products.LogTail(width, logStep));
        double logFalling = 0;
        double size = Math.Abs(sum);
        for (int k = 1; k <= _products.Last && k <= width; k++)
        {
            logFalling = Outward.AddUp(logFalling, OutwardFunctions.Log(Outward.SubtractUp(width, k - 1)).Upper);
            double byCoefficients = Outward.AddUp(logFalling, Outward.AddUp(Outward.MultiplyUp(k, logStep), _products.LogTerm(k)));
            double bySpan = k < _dimension
                ? Outward.SubtractUp(Outward.AddUp(logFalling, _logSpans[k - 1]), HalfIntegerGamma.Log(2 * (k + 1)).Lower)
                : double.PositiveInfinity;
            sum = LogSum(sum, Math.Min(byCoefficients, bySpan));
            if (sum > limit) return double.PositiveInfinity;
            size = Math.Max(size, Math.Abs(sum));
        }

        // Each step of the running sum is off by at most a few units in the last place of its logarithm.
        return Outward.AddUp(sum, _products.Last * 1e-15 * (1 + size));
    }

    private double LargestWidth(double lambda, double logDelta, double atLeast)
    {
        double low = Math.Max(1, atLeast);
        if (!Holds(low)) return 0;
        double high = 2 * low;
        while (high < LargestWidthTried && Holds(high)) (low, high) = (high, 2 * high);
        while (high - low > Math.Max(1, 1e-9 * low))
        {
            double middle = Math.Floor(0.5 * (low + high));
            if (Holds(middle)) low = middle;
            else high = middle;
        }

        return low;

        bool Holds(double width) => LogBound(width, lambda, logDelta) <= logDelta;
    }

    private static double LogSum(double a, double b)
    {
        double larger = Math.Max(a, b);
        if (double.IsInfinity(larger)) return larger;
        return larger + double.LogP1(Math.Exp(Math.Min(a, b) - larger));
    }
}
