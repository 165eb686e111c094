using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>How far a form reaches where some of its symbols are bounded together, by magnitudes of linear forms, rather than one by one.</summary>
/// <param name="forms">The forms.</param>
/// <param name="magnitudes">What the symbols are bounded by.</param>
/// <param name="mostTerms">With more symbols than this the norms would take too long.</param>
/// <param name="threads">The number of threads.</param>
/// <param name="answers">How many answers a choice of slopes has.</param>
/// <param name="cancel">Cancelled, nothing is bounded any more.</param>
/// <param name="isQuick">Whether a form is bounded with chosen slopes alone.</param>
internal sealed class CoupledReach(
    PairForms forms, Magnitudes magnitudes, int mostTerms, int threads, int answers, CancellationToken cancel, bool isQuick = false)
{
    /// <summary>The steps after which the choices are compared.</summary>
    public const int TrialSteps = 4;

    /// <summary>How many answers a choice of slopes for an output has where nothing is divided.</summary>
    public const int ManyAnswers = 60;

    /// <summary>How many times less the magnitudes together are hoped to be than one by one; each is tried.</summary>
    private static readonly double[] Hopes = [8, 2];

    /// <summary>An upper bound on a form, given by its coefficients.</summary>
    /// <param name="shared">The constant, inputs and shared symbols.</param>
    /// <param name="own">The difference's own symbols.</param>
    /// <param name="remainder">What it may miss.</param>
    /// <param name="enough">Less than this is not asked for.</param>
    public double Of(ReadOnlySpan<double> shared, ReadOnlySpan<double> own, double remainder, double enough)
    {
        var slopes = new ChosenSlopes(forms, magnitudes, answers);
        double best = slopes.Of(shared, own, remainder);
        if (best <= enough) return best;
        double[] rewritten = shared.ToArray();
        double missed = remainder;
        slopes.Rewrite(rewritten, [], ref missed);
        best = Math.Min(best, OfOne(rewritten, own, missed, enough));
        return isQuick || best <= enough || shared.SequenceEqual(rewritten) ? best : Math.Min(best, OfOne(shared, own, remainder, enough));
    }

    private double OfOne(ReadOnlySpan<double> shared, ReadOnlySpan<double> own, double remainder, double enough)
    {
        (double best, double alone, CoupledProduct? product) = (double.PositiveInfinity, 0, null);
        int before = -1;
        foreach (double hope in Hopes)
        {
            if (cancel.IsCancellationRequested) return double.PositiveInfinity;
            var choice = new CoupledChoice(forms, magnitudes, shared, own, remainder, hope);
            int count = choice.Together.Count;
            if (count == 0 || count > mostTerms || count == before) continue;
            before = count;
            CoupledProduct trial = Together(shared, choice);
            double about = choice.Outside + trial.Balance(TrialSteps);
            if (about < best) (best, alone, product) = (about, choice.Outside, trial);
            if (product is not null && product.Reaches(enough - alone)) break;
        }

        return product is null ? double.PositiveInfinity : Outward.AddUp(alone, product.Bound(threads, enough - alone));
    }

    /// <summary>An upper bound on the Euclidean norm of all outputs, remainders left aside.</summary>
    public double Euclidean(int outputs) => new CoupledEuclidean(forms, magnitudes, outputs).Of(mostTerms, threads);

    /// <summary>The chosen magnitudes at once; in a ball, with the linear part among them.</summary>
    private CoupledProduct Together(ReadOnlySpan<double> shared, CoupledChoice choice)
    {
        var rows = new MagnitudeRows(forms, magnitudes);
        if (forms.IsBall) rows.Add(shared[..forms.InputBlock]);
        foreach ((int row, double weight) in choice.Together) rows.Add(row, weight);
        var left = new double[rows.Count];
        Array.Fill(left, 1);
        return rows.Product(left, 1);
    }
}
