using Espalier.Numerics;

namespace Espalier.Theory.Proven;

/// <summary>
/// ln of a_k/k!, where a_k bounds the mean of Π_{j ∈ S}(1 + 2s_j) over k random lines: a_k = k!·[t^k] e^{ct}(1 − 2At)^{1−κ} with
/// c = 1 + 2A(1 − κ + k), A = E cot θ, κ = E cot²θ/A². Rounded up.
/// </summary>
/// <remarks>The coefficient grows with c, A and κ − 1 where these are not negative, so that upper bounds may stand for them.</remarks>
internal sealed class CotangentProducts
{
    private readonly double _twiceMean;
    private readonly double _excess;
    private readonly double _least;
    private readonly double[] _logTerms;

    /// <summary>Computes the terms up to k = <paramref name="last"/>.</summary>
    public CotangentProducts(int dimension, int last)
    {
        // A = 2/((d − 2)·B((d − 1)/2, ½)), E cot²θ = 1/(d − 3).
        Interval logBeta = HalfIntegerGamma.Log(dimension - 1) + HalfIntegerGamma.Log(1) - HalfIntegerGamma.Log(dimension);
        Interval logMean = OutwardFunctions.Log(2) - OutwardFunctions.Log(dimension - 2) - logBeta;
        Interval mean = new(OutwardFunctions.Exp(logMean.Lower).Lower, OutwardFunctions.Exp(logMean.Upper).Upper);
        Interval logRatio = -OutwardFunctions.Log(dimension - 3) - (2 * logMean);
        Interval ratio = new(OutwardFunctions.Exp(logRatio.Lower).Lower, OutwardFunctions.Exp(logRatio.Upper).Upper);
        _twiceMean = 2 * mean.Upper;
        _excess = Outward.SubtractUp(ratio.Upper, 1);
        _least = (Interval.Of(1) - ((2 * mean) * (ratio - Interval.Of(1)))).Upper;
        _logTerms = new double[last + 1];
        for (int k = 1; k <= last; k++) _logTerms[k] = Term(k);
    }

    /// <summary>The last k computed.</summary>
    public int Last => _logTerms.Length - 1;

    /// <summary>ln(a_k/k!).</summary>
    public double LogTerm(int k) => _logTerms[k];

    /// <summary>
    /// ln of Σ_{k &gt; last} (N·e^x)^k a_k/k!, from above by the value of the generating function at t = θ/2A: each term is at most
    /// e^{(1 − 2A(κ − 1))t}(1 − θ)^{1−κ}·(N e^x·2A e^θ/θ)^k. +∞ where that does not converge.
    /// </summary>
    public double LogTail(double width, double logStep)
    {
        if (width <= Last) return double.NegativeInfinity;
        double theta = 1 - (1.0 / Last);
        double logRatio = OutwardFunctions.Log(width).Upper + logStep + OutwardFunctions.Log(_twiceMean / theta).Upper + theta;
        if (logRatio >= -1e-6) return double.PositiveInfinity;
        double factor = (Math.Max(0, _least) * theta / _twiceMean) + (_excess * Math.Log(Last)) + 1e-9;
        return factor + (logRatio * (Last + 1)) - Math.Log(-double.ExpM1(logRatio)) + 1e-9;
    }

    /// <summary>Σ_j (κ − 1)_j/j!·(2A)^j·c^{k−j}/(k − j)!, from its first term and the ratios of the others.</summary>
    private double Term(int k)
    {
        double c = Outward.AddUp(_least, Outward.MultiplyUp(k, _twiceMean));
        double term = 1;
        double sum = 1;
        for (int j = 0; j < k; j++)
        {
            term *= (_excess + j) / (j + 1) * (_twiceMean * (k - j) / c);
            sum += term;
        }

        double logFirst = Outward.SubtractUp(Outward.MultiplyUp(k, OutwardFunctions.Log(c).Upper), HalfIntegerGamma.Log(2 * (k + 1)).Lower);
        return Outward.AddUp(logFirst, OutwardFunctions.Log(sum * (1 + ((k + 1) * 1e-15))).Upper);
    }
}
