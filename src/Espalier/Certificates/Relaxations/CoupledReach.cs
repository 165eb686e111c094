using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>How far a form reaches where some of its symbols are bounded together, by magnitudes of linear forms, rather than one by one.</summary>
/// <param name="forms">The forms.</param>
/// <param name="magnitudes">What the symbols are bounded by.</param>
/// <param name="mostTerms">With more symbols than this the norms would take too long.</param>
/// <param name="threads">The number of threads.</param>
/// <param name="cancel">Cancelled, nothing is bounded any more.</param>
internal sealed class CoupledReach(PairForms forms, Magnitudes magnitudes, int mostTerms, int threads, CancellationToken cancel)
{
    /// <summary>The steps after which the choices are compared.</summary>
    public const int TrialSteps = 4;

    /// <summary>How many times less the magnitudes together are hoped to be than one by one; each is tried.</summary>
    private static readonly double[] Hopes = [8, 2];

    private readonly List<(Magnitudes.Entry Entry, double Weight)> _chosen = [];

    /// <summary>An upper bound on a form, given by its coefficients.</summary>
    /// <param name="shared">The constant, inputs and shared symbols.</param>
    /// <param name="own">The difference's own symbols.</param>
    /// <param name="remainder">What it may miss.</param>
    /// <param name="enough">Less than this is not asked for.</param>
    public double Of(ReadOnlySpan<double> shared, ReadOnlySpan<double> own, double remainder, double enough)
    {
        var slopes = new ChosenSlopes(forms, magnitudes);
        double[] rewritten = shared.ToArray();
        double missed = remainder;
        slopes.Rewrite(rewritten, ref missed);
        double best = slopes.Reach(rewritten, ChosenSlopes.Rest(own, missed));
        if (best <= enough) return best;
        best = Math.Min(best, OfOne(rewritten, own, missed, enough));
        return best <= enough || shared.SequenceEqual(rewritten) ? best : Math.Min(best, OfOne(shared, own, remainder, enough));
    }

    private double OfOne(ReadOnlySpan<double> shared, ReadOnlySpan<double> own, double remainder, double enough)
    {
        (double best, double alone, CoupledProduct? product) = (double.PositiveInfinity, 0, null);
        int before = -1;
        foreach (double hope in Hopes)
        {
            if (cancel.IsCancellationRequested) return double.PositiveInfinity;
            _chosen.Clear();
            (double apart, double shift, double size) = (0, 0, 0);
            Choose(shared[forms.InputBlock..], magnitudes.Shared, hope, ref apart, ref shift, ref size);
            Choose(own, magnitudes.Own, hope, ref apart, ref shift, ref size);
            if (_chosen.Count == 0 || _chosen.Count > mostTerms || _chosen.Count == before) continue;
            before = _chosen.Count;
            int terms = shared.Length + own.Length;
            double rest = PairForms.Upward(apart + remainder + ((terms + 8) * Rounding.Unit * size), terms);
            if (!forms.IsBall) rest = Outward.AddUp(rest, Linear(shared));
            double outside = Outward.AddUp(Outward.AddUp(shared[0], shift), rest);
            CoupledProduct trial = Together(shared);
            double about = outside + trial.Balance(TrialSteps);
            if (about < best) (best, alone, product) = (about, outside, trial);
            if (product is not null && product.Reaches(enough - alone)) break;
        }

        return product is null ? double.PositiveInfinity : Outward.AddUp(alone, product.Bound(threads, enough - alone));
    }

    /// <summary>An upper bound on the Euclidean norm of all outputs, remainders left aside.</summary>
    public double Euclidean(int outputs) => new CoupledEuclidean(forms, magnitudes, outputs).Of(mostTerms, threads);

    /// <summary>The inputs of a box, one by one.</summary>
    private double Linear(ReadOnlySpan<double> shared)
    {
        double sum = 0;
        for (int i = 1; i < forms.InputBlock; i++) sum = Outward.AddUp(sum, Math.Abs(shared[i]));
        return sum;
    }

    /// <summary>Symbols that are better bounded together are chosen; of them a constant part stays, of the others all.</summary>
    private void Choose(
        ReadOnlySpan<double> coefficients, ReadOnlySpan<Magnitudes.Entry> entries, double hope, ref double apart, ref double shift, ref double size)
    {
        for (int k = 0; k < coefficients.Length; k++)
        {
            double coefficient = coefficients[k];
            if (coefficient == 0) continue;
            if (k >= entries.Length || entries[k].Row < 0 || (entries[k].IsOneSided && coefficient < 0))
            {
                apart += Math.Abs(coefficient);
                continue;
            }

            Magnitudes.Entry entry = entries[k];
            double weight = coefficient / entry.Half, factor = Math.Abs(weight) * entry.Factor;
            double reach = factor * magnitudes.Reach(entry.Row, forms);
            double constant = (Math.Abs(weight) * entry.Above) - (weight * entry.Middle);
            if (constant + (reach / hope) < Math.Abs(coefficient) && double.IsFinite(weight))
            {
                _chosen.Add((entry, factor));
                apart += Math.Abs(weight) * entry.Above;
                shift -= weight * entry.Middle;
                size += Math.Abs(weight * entry.Middle);
            }
            else
            {
                apart += Math.Abs(coefficient);
            }
        }
    }

    /// <summary>The chosen magnitudes at once; in a ball, with the linear part among them.</summary>
    private CoupledProduct Together(ReadOnlySpan<double> shared)
    {
        var rows = new MagnitudeRows(forms, magnitudes);
        if (forms.IsBall) rows.Add(shared[..forms.InputBlock]);
        foreach ((Magnitudes.Entry entry, double weight) in _chosen) rows.Add(entry.Row, weight);
        var left = new double[rows.Count];
        Array.Fill(left, 1);
        return rows.Product(left, 1);
    }
}
