using Espalier.Numerics;

namespace Espalier.Theory.Proven;

/// <summary>
/// Upper bounds of ln r along the angle χ ∈ [0, π/2] between the lines of two test directions, where r is the second moment over the squared
/// first moment of what one neuron leaves of them; with the law of χ they give A of the law of witnesses.
/// </summary>
/// <remarks>
/// By Plackett's identity r = base + (1/π)∫_χ^{π/2} K, K = Σ_k C_k·(L(cos χ/2)^{k+1} − L(sin χ/2)^{k+1}), L(v) = v/√(η² + κv²).
/// K falls with χ, so sums of left ends bound the integral. Every operation has operands of one sign, so that each costs
/// one rounding and nothing cancels.
/// </remarks>
internal sealed class WitnessCurve
{
    /// <summary>More cells for more dimensions, because r^N falls by a factor of about e^{d/cells} from one to the next.</summary>
    private const int FewestCells = 3000;

    private const int MostCells = 20_000;

    private const int PartsInAll = 400_000;

    /// <summary>Fewer than 200 operations each for 400 000 terms of a sum.</summary>
    private const double Rounding = 3e-10;

    private readonly double _eta;
    private readonly double _kappa;
    private readonly double[] _coefficients;

    private WitnessCurve(int dimension, double eta, double kappa, double[] coefficients, double start)
    {
        _eta = eta;
        _kappa = kappa;
        _coefficients = coefficients;
        HalfSines = Grid(eta, Math.Clamp(50 * dimension, FewestCells, MostCells));
        LogRatios = new double[HalfSines.Length];
        double excess = start;
        for (int i = HalfSines.Length - 1; i >= 0; i--)
        {
            if (i < HalfSines.Length - 1) excess += Integral(HalfSines[i], HalfSines[i + 1]) / Math.PI;
            LogRatios[i] = OutwardFunctions.LogP1(excess * (1 + Rounding)).Upper;
        }
    }

    /// <summary>z = sin(χ/2) at the ends of the cells, from 0 to √½.</summary>
    public double[] HalfSines { get; }

    /// <summary>ln r there, rounded up; it falls.</summary>
    public double[] LogRatios { get; }

    /// <summary>
    /// Conditioned on all t_j = |⟨w_j, w*⟩|: r = 1 + E_t[(q(t, ρ) − q(t)²)/(1 − q(t))²]. With x = ηt/√2 and 1/(1 − q) = 1/erfc(x) ≤ e^{x²}·Q(x),
    /// Q(x) = 1 + f₁x + f₂x² + f₃x³ + x⁴/20 by the Taylor coefficients f of e^{−x²}/erfc(x), the integrand is a sum of Gaussian moments.
    /// </summary>
    /// <remarks>
    /// D = e^{x²}erfc(x) − 1/Q has D(0) = 0, e^{−x²}D(∞) = 0 and (e^{−x²}D)′ = e^{−x²}(2xQ − f₁Q² + Q′)/Q². The bracket is x³ times a polynomial
    /// that falls from 0.2037 (0.2037 − 0.1600x + 0.0145x² − 0.0360x³ + 0.0077x⁴ − 0.0028x⁵), so it changes its sign once, and D ≥ 0.
    /// </remarks>
    public static WitnessCurve Conditioned(int dimension, double eta)
    {
        if (!(eta > 0 && eta <= LargestConditionedEta)) throw new ArgumentOutOfRangeException(nameof(eta));
        double f1 = 2 / Math.Sqrt(Math.PI);
        double f2 = (f1 * f1) - 1;
        double f3 = (f1 * (1 - f2)) - (4 / (3 * Math.Sqrt(Math.PI)));
        double[] q = [1, f1, f2, -f3, 1.0 / 20];
        double[] coefficients = new double[9];
        for (int i = 0; i < q.Length; i++)
        {
            for (int j = 0; j < q.Length; j++) coefficients[i + j] += q[i] * q[j];
        }

        double scale = 1;
        double moment = 1;
        double previous = Math.Sqrt(2 / Math.PI);
        for (int k = 0; k < coefficients.Length; k++)
        {
            // E t^k of |N(0, 1)|: 1, √(2/π), and k − 1 times the one before the last. A negative coefficient is left out, and 1e-14 covers
            // the rounding.
            coefficients[k] = Math.Max(0, coefficients[k]) * scale * moment * (1 + 1e-14);
            scale *= eta / Math.Sqrt(2);
            (moment, previous) = (previous, moment * (k + 1));
        }

        return new(dimension, eta, 1 - (2 * eta * eta), coefficients, 0);
    }

    /// <summary>Beyond it κ comes near 0, and the unconditioned variant is the better one anyway.</summary>
    public const double LargestConditionedEta = 0.7;

    /// <summary>Averaged over the t_j first: r = (1 − 2p + p(ρ))/(1 − p)², p = (2/π) arctan η, p(0) = (2/π) arcsin(η²/(1 + η²)).</summary>
    public static WitnessCurve Unconditioned(int dimension, double eta)
    {
        Interval half = 2 / Math.PI * new Interval(1 - 1e-15, 1 + 1e-15);
        Interval p = half * OutwardFunctions.ArcTangent(eta);
        // arcsin y = arctan(y/√(1 − y²)), and with y = η²/(1 + η²) that is arctan(η²/√(1 + 2η²)).
        double square = eta * eta;
        Interval both = half * OutwardFunctions.ArcTangent(square / Math.Sqrt(1 + (2 * square)) * (1 + 1e-15));
        double kept = Outward.SubtractDown(1, p.Upper);
        double norm = Outward.DivideUp(1, Outward.MultiplyDown(kept, kept));
        double start = Outward.MultiplyUp(Outward.SubtractUp(both.Upper, Outward.MultiplyDown(p.Lower, p.Lower)), norm);
        return new(dimension, eta, 1, [norm], Math.Max(0, start));
    }

    private static double[] Grid(double eta, int cells)
    {
        double first = 0.01 * Math.Min(1, eta);
        double last = Math.Sqrt(0.5);
        double[] ends = new double[cells + 1];
        for (int i = 1; i <= cells; i++) ends[i] = first * Math.Pow(last / first, (i - 1.0) / (cells - 1));
        ends[cells] = last;
        return ends;
    }

    /// <summary>∫ K dχ over a cell, from above: χ′(z) = 2/√(1 − z²) is convex, so its trapezoid is.</summary>
    private double Integral(double low, double high)
    {
        double sum = 0;
        double from = low;
        double slope = 1 / Math.Sqrt((1 - low) * (1 + low));
        double density = Density(low);
        int parts = PartsInAll / (HalfSines.Length - 1);
        for (int part = 1; part <= parts; part++)
        {
            double to = part == parts ? high : low + ((high - low) * part / parts);
            double nextSlope = 1 / Math.Sqrt((1 - to) * (1 + to));
            sum += density * (to - from) * (slope + nextSlope);
            (from, slope, density) = (to, nextSlope, Density(to));
        }

        return sum;
    }

    /// <summary>K at z = sin(χ/2), with a^{k+1} − b^{k+1} = (a − b)·Σ a^i b^{k−i} and a − b = (a² − b²)/(a + b).</summary>
    private double Density(double z)
    {
        double small = z * z;
        double large = (1 - z) * (1 + z);
        double square = _eta * _eta;
        double belowLarge = square + (_kappa * large);
        double belowSmall = square + (_kappa * small);
        double a = Math.Sqrt(large / belowLarge);
        double b = Math.Sqrt(small / belowSmall);
        double difference = square * Math.Max(0, 1 - (2 * small)) / (belowLarge * belowSmall * (a + b));
        double sum = 0;
        double power = 1;
        double mixed = 0;
        foreach (double coefficient in _coefficients)
        {
            // mixed = Σ_{i ≤ k} a^i b^{k−i}, power = a^k.
            mixed = (b * mixed) + power;
            sum += coefficient * mixed;
            power *= a;
        }

        return difference * sum;
    }
}
