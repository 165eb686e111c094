using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>The largest norm of c + Σ e_k·g_k over all signs e_k, exact up to rounding: norms are convex, so it is attained at signs.</summary>
internal static class SignReach
{
    /// <summary>With more terms than this there are too many signs.</summary>
    public const int MostTerms = 12;

    /// <summary>The norm, rounded upward; +∞ where there are too many terms that are not 0.</summary>
    /// <param name="columns">c and the g_k, one after the other.</param>
    /// <param name="outputs">The length of each.</param>
    public static double Of(double[] columns, int outputs)
    {
        var terms = new List<int>();
        for (int k = 0; k < columns.Length / outputs; k++)
        {
            if (columns.AsSpan(k * outputs, outputs).ContainsAnyExcept(0)) terms.Add(k);
            if (terms.Count > MostTerms) return double.PositiveInfinity;
        }

        if (terms.Count == 0) return 0;
        var sum = new double[outputs];
        double largest = 0;

        // The norm of a sum and of its negative are one: the first term keeps its sign.
        for (int signs = 0; signs < 1 << (terms.Count - 1); signs++)
        {
            columns.AsSpan(terms[0] * outputs, outputs).CopyTo(sum);
            for (int k = 1; k < terms.Count; k++)
            {
                double sign = (signs >> (k - 1) & 1) == 0 ? 1 : -1;
                for (int i = 0; i < outputs; i++) sum[i] += sign * columns[(terms[k] * outputs) + i];
            }

            double squares = 0;
            foreach (double value in sum) squares += value * value;
            if (!(squares <= largest)) largest = squares;
            if (double.IsNaN(squares)) return double.PositiveInfinity;
        }

        // Every sum misses by a share of the magnitudes that it adds.
        double missed = 0;
        for (int i = 0; i < outputs; i++)
        {
            double magnitudes = 0;
            foreach (int k in terms) magnitudes += Math.Abs(columns[(k * outputs) + i]);
            double each = (terms.Count + 4) * Rounding.Unit * magnitudes;
            missed = Outward.AddUp(missed, Outward.MultiplyUp(each, each));
        }

        double root = Outward.SqrtUp(PairForms.Upward(largest, outputs) + Rounding.Underflow);
        return Outward.AddUp(root, Outward.SqrtUp(missed) + Rounding.UnderflowUnderRoot);
    }
}
