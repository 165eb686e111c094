using System.Runtime.CompilerServices;
using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>An upper bound on the Euclidean norm of all outputs' differences together: of c + G·ξ + Σ e_k·g_k with |e_k| ≤ 1.</summary>
/// <remarks>
/// For any signs e, ‖Σ e_k·g_k‖² = Σ_kl e_k·e_l·⟨g_k, g_l⟩ ≤ Σ_kl |⟨g_k, g_l⟩|. In a box the constant and the inputs are such terms as
/// well, and few terms are tried with all signs; in a ball ‖G·ξ‖ ≤ ‖G‖₂, or ‖c + G·ξ‖ is bounded on its ellipsoid.
/// </remarks>
internal static class EuclideanReach
{
    /// <summary>The most products of pairs; beyond them the bounds of single outputs have to do.</summary>
    private const double MostWork = 2e8;

    /// <summary>The bound.</summary>
    /// <param name="forms">The forms of the outputs.</param>
    /// <param name="outputs">How many there are.</param>
    /// <param name="coupled">Bounds symbols together, or null.</param>
    public static double Of(PairForms forms, int outputs, CoupledReach? coupled)
    {
        double apart = Of(forms, outputs);
        if (coupled is null) return apart;
        double remainders = 0;
        for (int i = 0; i < outputs; i++) remainders = Outward.AddUp(remainders, Outward.MultiplyUp(forms.Remainders.D[i], forms.Remainders.D[i]));
        return Math.Min(apart, Outward.AddUp(coupled.Euclidean(outputs), Outward.SqrtUp(remainders)));
    }

    private static double Of(PairForms forms, int outputs)
    {
        int shared = forms.D.Stride, own = forms.OwnColumns == 0 ? 0 : forms.Own.Stride;
        int inputs = forms.InputBlock - 1;
        int terms = shared + own - (forms.IsBall ? inputs : 0);
        if ((double)terms * terms * outputs > MostWork) return double.PositiveInfinity;

        // Term by term, so that the scalar products run along rows of outputs.
        var columns = new double[terms * outputs];
        var ball = new double[forms.IsBall ? inputs * outputs : 0];
        double remainders = 0;
        for (int i = 0; i < outputs; i++)
        {
            ReadOnlySpan<double> row = forms.D.Row(i);
            if (forms.IsBall) row.Slice(1, inputs).CopyTo(ball.AsSpan(i * inputs));
            int term = 0;
            for (int k = 0; k < shared; k++)
            {
                if (!forms.IsBall || k == 0 || k > inputs) columns[(term++ * outputs) + i] = row[k];
            }

            for (int k = 0; k < own; k++) columns[(term++ * outputs) + i] = forms.Own.Row(i)[k];
            remainders = Outward.AddUp(remainders, Outward.MultiplyUp(forms.Remainders.D[i], forms.Remainders.D[i]));
        }

        double rest = Outward.SqrtUp(remainders);
        if (!forms.IsBall) return Outward.AddUp(Math.Min(PairSum(columns, terms, outputs), SignReach.Of(columns, outputs)), rest);
        double apart = Outward.AddUp(PairSum(columns, terms, outputs), UpperNorms.Spectral(ball, outputs, inputs, threads: 1));
        if (outputs > EllipsoidReach.MostOutputs) return Outward.AddUp(apart, rest);
        double[] constants = columns[..outputs];
        columns.AsSpan(0, outputs).Clear();
        double together = Outward.AddUp(PairSum(columns, terms, outputs), EllipsoidReach.Of(constants, ball, inputs));
        return Outward.AddUp(Math.Min(apart, together), rest);
    }

    /// <summary>√Σ_kl |⟨g_k, g_l⟩|, rounded upward: each scalar product misses by at most γ·‖g_k‖‖g_l‖, in all γ·(Σ‖g_k‖)².</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double PairSum(double[] columns, int terms, int outputs)
    {
        double sum = 0;
        double norms = 0;
        for (int k = 0; k < terms; k++)
        {
            ReadOnlySpan<double> g = columns.AsSpan(k * outputs, outputs);
            if (!g.ContainsAnyExcept(0)) continue;
            double square = Product(g, g);
            norms += Math.Sqrt(square);
            double others = 0;
            for (int l = 0; l < k; l++) others += Math.Abs(Product(g, columns.AsSpan(l * outputs, outputs)));
            sum += square + (2 * others);
        }

        double rounding = (outputs + 2) * Rounding.Unit * norms * norms;
        return Outward.SqrtUp(PairForms.Upward(sum + rounding, 2 * terms) + Rounding.Underflow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Product(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum = Math.FusedMultiplyAdd(x[i], y[i], sum);
        return sum;
    }
}
