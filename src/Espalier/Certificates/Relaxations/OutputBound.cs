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
        var worst = new OutputBound(-1, 0, 1);
        double squares = 0;
        for (int i = 0; i < outputs; i++)
        {
            double high = Reach(pass, i, 1, cut), low = Reach(pass, i, -1, cut);
            double reach = Math.Max(high, low);
            if (double.IsNaN(reach)) return new OutputBound(double.PositiveInfinity, i, 1);
            if (reach > worst.Value) worst = new OutputBound(Math.Max(reach, 0), i, high >= low ? 1 : -1);
            squares = Outward.AddUp(squares, Outward.MultiplyUp(Math.Max(reach, 0), Math.Max(reach, 0)));
        }

        if (norm == OutputNorm.Largest || outputs == 1) return worst;
        double value = Math.Min(Outward.SqrtUp(squares), EuclideanReach.Of(forms, outputs));
        return worst with { Value = double.IsNaN(value) ? double.PositiveInfinity : value };
    }

    /// <summary>An upper bound on an output's difference, or on its negative.</summary>
    private static double Reach(DifferencePass pass, int output, int sign, BallCut? cut)
    {
        PairForms forms = pass.Forms;
        Span<double> row = forms.D.Row(output);
        double rest = (forms.OwnDeviation(output) + forms.Remainders.D[output]) * (1 + (4 * Remainders.Unit));
        double deviation = forms.Deviation(row);
        if (cut is { } ball) deviation = Math.Min(deviation, ball.Deviation(row, sign, forms));
        double reach = Math.BitIncrement((sign * row[0]) + Math.BitIncrement(deviation + rest));
        if (pass.Clamped.Count == 0 || !double.IsFinite(reach)) return reach;
        return Math.Min(reach, ClampedReach.Of(pass, output, sign));
    }
}
