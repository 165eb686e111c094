using System.Collections.Immutable;

namespace Espalier.Theory;

/// <summary>
/// What one random neuron does to the bins of one family: the constants behind p and q of Ferre' et al., Section 5.5, which the paper leaves open.
/// A breakpoint is Cauchy; given that it is at t, the slope changes by more than γ with probability exp(−γ√(1+t²)).
/// </summary>
public sealed class BinMasses
{
    private readonly double[] _heaviestBreaking;
    private readonly double[] _heaviestLanding;

    /// <summary>Integrates over all bins.</summary>
    /// <param name="bins">The bins.</param>
    /// <param name="gamma">γ ≥ 0, the slope change that breaks a bin.</param>
    public BinMasses(Bins bins, double gamma)
    {
        ArgumentNullException.ThrowIfNull(bins);
        if (!(gamma >= 0) || !double.IsFinite(gamma))
            throw new InvalidInputException("gamma", null, $"the value is {gamma}", "give a finite number from 0 on");
        Bins = bins;
        Gamma = gamma;
        double[] breaking = new double[bins.Count];
        double[] landing = new double[bins.Count];
        for (int bin = 0; bin < bins.Count; bin++)
        {
            landing[bin] = CauchyMass(bins.Low(bin), bins.High(bin));
            AdaptiveIntegral mass = BreakingMass(bins.Middle(bin), gamma);
            breaking[bin] = Math.Max(0, mass.Value - mass.Error);
        }

        Breaking = ImmutableArray.Create(breaking);
        Landing = ImmutableArray.Create(landing);
        TotalBreaking = breaking.Sum();
        _heaviestBreaking = HeaviestSums(breaking);
        _heaviestLanding = HeaviestSums(landing);
    }

    /// <summary>The bins.</summary>
    public Bins Bins { get; }

    /// <summary>γ.</summary>
    public double Gamma { get; }

    /// <summary>
    /// m_b: the probability that a neuron's kink lies in the middle of bin b and exceeds γ; rounded down by the error of integration.
    /// </summary>
    public ImmutableArray<double> Breaking { get; }

    /// <summary>The probability that a neuron's kink lies in bin b at all.</summary>
    public ImmutableArray<double> Landing { get; }

    /// <summary>Σ m_b.</summary>
    public double TotalBreaking { get; }

    /// <summary>
    /// p: the smallest probability that a neuron breaks one of the unbroken bins, whichever <paramref name="cap"/> bins are broken.
    /// </summary>
    public double Up(int cap) => Math.Max(0, TotalBreaking - _heaviestBreaking[Math.Min(cap, Bins.Count)]);

    /// <summary>q: the largest probability that a neuron's kink lies in one of <paramref name="cap"/> broken bins.</summary>
    public double Down(int cap) => _heaviestLanding[Math.Min(cap, Bins.Count)];

    /// <summary>Pr(low ≤ breakpoint ≤ high).</summary>
    /// <remarks>The difference of arcus tangents by its addition theorem, so that a narrow bin far out keeps its digits.</remarks>
    internal static double CauchyMass(double low, double high)
    {
        double product = 1 + (low * high);
        return Math.Atan2(high - low, product) / Math.PI;
    }

    private static AdaptiveIntegral BreakingMass((double Low, double High) middle, double gamma)
    {
        if (!(middle.Low < middle.High)) return default;
        // t = tan φ turns the weight 1/(1+t²) into 1 and √(1+t²) into 1/cos φ.
        return AdaptiveIntegral.Of(phi => Math.Exp(-gamma / Math.Cos(phi)) / Math.PI, Math.Atan(middle.Low), Math.Atan(middle.High), 1e-16);
    }

    private static double[] HeaviestSums(double[] masses)
    {
        double[] sorted = [.. masses.OrderDescending()];
        double[] sums = new double[sorted.Length + 1];
        for (int i = 0; i < sorted.Length; i++) sums[i + 1] = sums[i] + sorted[i];
        return sums;
    }
}
