using System.Collections.Immutable;
using Espalier.Numerics;

namespace Espalier.Certificates.Conditions;

/// <summary>The share of one output in a softmax is at least δ: Σ exp(−lead_k) ≤ 1/δ − 1 over its leads before all others.</summary>
/// <remarks>A lead is a row and a number that was taken off it. Its value grows with every lead, so bounds of leads bound it.</remarks>
/// <param name="Leads">The rows of the leads.</param>
/// <param name="Shift">What was taken off every lead.</param>
/// <param name="Share">δ, above 0 and below 1.</param>
internal sealed record ShareFormula(ImmutableArray<RowFormula> Leads, double Shift, double Share) : Formula
{
    private readonly Interval _most = LogOdds(1 - Share, Share);

    /// <inheritdoc/>
    public override double At(ReadOnlySpan<double> rows)
    {
        var sum = Interval.Of(0);
        foreach (RowFormula lead in Leads)
        {
            double least = Outward.AddDown(Outward.SubtractDown(rows[lead.Row], lead.Slack), Shift);
            if (double.IsNaN(least)) return double.NegativeInfinity;
            sum += OutwardFunctions.Exp(-least);
        }

        return Value(sum.Upper, upward: false);
    }

    /// <summary>What it is at most where every lead's row is at most what a function says.</summary>
    public double AtMost(Func<RowFormula, double> reach)
    {
        var sum = Interval.Of(0);
        foreach (RowFormula lead in Leads) sum += OutwardFunctions.Exp(-Outward.AddUp(reach(lead), Shift));
        return Value(sum.Lower, upward: true);
    }

    /// <summary>ln((1 − δ)/δ) for a δ that float64 holds.</summary>
    public static Interval LogOdds(double rest, double share)
    {
        // 1 − δ is rounded: its neighbours enclose it.
        Interval complement = new(Math.BitDecrement(rest), Math.BitIncrement(rest));
        return OutwardFunctions.Log(complement) - OutwardFunctions.Log(share);
    }

    /// <inheritdoc/>
    public override void Case(ReadOnlySpan<double> rows, int rank, List<int> to)
    {
    }

    private double Value(double sum, bool upward)
    {
        if (double.IsNaN(sum)) return upward ? double.PositiveInfinity : double.NegativeInfinity;
        if (sum <= 0) return double.MaxValue;
        if (double.IsInfinity(sum)) return upward ? _most.Upper - 700 : double.NegativeInfinity;
        Interval difference = _most - OutwardFunctions.Log(Interval.Of(sum));
        return upward ? difference.Upper : difference.Lower;
    }
}
