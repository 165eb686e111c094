using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>An upper bound on the norm of the outputs' difference, read off its forms.</summary>
/// <param name="Value">The bound; +∞ where the arithmetic failed.</param>
/// <param name="Output">The row that is farthest from 0.</param>
/// <param name="Sign">Its direction there.</param>
internal readonly record struct OutputBound(double Value, int Output, int Sign)
{
    /// <summary>Bounds every output, with what is known of clamped neurons.</summary>
    public static OutputBound Of(DifferencePass pass, int outputs, OutputNorm norm, BallCut? cut)
    {
        PairForms forms = pass.Forms;
        if (forms.IsSame) return new OutputBound(0, 0, 1);

        // First the outputs, then their negatives.
        var reaches = new double[2 * outputs];
        for (int k = 0; k < reaches.Length; k++) reaches[k] = Reach(pass, k % outputs, k < outputs ? 1 : -1, cut);
        bool all = norm == OutputNorm.Euclidean && outputs > 1;
        if (!all && (outputs > 1 || pass.Coupling == Coupling.Shared)) pass.Together?.Lower(reaches);
        if (pass.Clamped.Count > 0 || (pass.Coupling != Coupling.None && !all)) Refine(pass, reaches, all);
        int worst = Worst(reaches);
        var bound = new OutputBound(Math.Max(reaches[worst], 0), worst % outputs, worst < outputs ? 1 : -1);
        if (!all) return bound;
        double squares = 0;
        for (int i = 0; i < outputs; i++)
        {
            double reach = Math.Max(Math.Max(reaches[i], reaches[outputs + i]), 0);
            squares = Outward.AddUp(squares, Outward.MultiplyUp(reach, reach));
        }

        double value = Math.Min(Outward.SqrtUp(squares), EuclideanReach.Of(forms, outputs, pass.Coupled));
        return bound with { Value = double.IsNaN(value) ? double.PositiveInfinity : value };
    }

    /// <summary>
    /// Uses the clamps and bounds symbols together, for the largest reach again and again until it stays the largest; or for all. Where symbols are
    /// bounded together, which takes long, the largest is refined down to the others; then, unless all is to be quick, as far as it goes, and
    /// what it comes to is enough for the others, which are refined at the same time.
    /// </summary>
    private static void Refine(DifferencePass pass, double[] reaches, bool all)
    {
        int outputs = reaches.Length / 2;
        var refined = new bool[reaches.Length];
        double enough = 0;
        if (!all && pass.Coupling != Coupling.None)
        {
            int worst = Worst(reaches);
            enough = reaches.Where((_, k) => k != worst).Max();
            Refine(worst);
            if (pass.Coupling == Coupling.Shared) return;
            (worst, enough) = (Worst(reaches), 0);
            Refine(worst);
            enough = reaches[worst];
            var options = new ParallelOptions { MaxDegreeOfParallelism = pass.Threads };
            Parallel.For(0, reaches.Length, options, k =>
            {
                if (reaches[k] > enough) Refine(k);
            });
            return;
        }

        for (int k = all ? 0 : Worst(reaches); !refined[k]; k = all ? Math.Min(k + 1, reaches.Length - 1) : Worst(reaches)) Refine(k);

        void Refine(int k)
        {
            refined[k] = true;
            if (double.IsFinite(reaches[k])) reaches[k] = Math.Min(reaches[k], ClampedReach.Of(pass, k % outputs, k < outputs ? 1 : -1, enough));
        }
    }

    private static int Worst(double[] reaches)
    {
        int worst = 0;
        for (int k = 1; k < reaches.Length; k++)
        {
            if (reaches[k] > reaches[worst]) worst = k;
        }

        return worst;
    }

    /// <summary>An upper bound on an output's difference, or on its negative.</summary>
    public static double Reach(DifferencePass pass, int output, int sign, BallCut? cut)
    {
        PairForms forms = pass.Forms;
        Span<double> row = forms.D.Row(output);
        double rest = (forms.OwnDeviation(output) + forms.Remainders.D[output]) * (1 + (4 * Rounding.Unit));
        double deviation = forms.Deviation(row);
        if (cut is { } ball) deviation = Math.Min(deviation, ball.Deviation(row, sign, forms));
        return PairForms.End(sign * row[0], Math.BitIncrement(deviation + rest));
    }
}
