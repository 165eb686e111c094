using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>An upper bound on a form, given by its coefficients and what it may miss.</summary>
internal delegate double FormReach(ReadOnlySpan<double> shared, ReadOnlySpan<double> own, double remainder);

/// <summary>
/// An upper bound on a form where other forms are at least 0, by Lagrange multipliers: sup f ≤ sup (f + Σ β_k·a_k) for all β ≥ 0.
/// Whatever multipliers the search finds, the bound holds.
/// </summary>
internal static class ClampedReach
{
    private const int Sweeps = 2;
    private const int Steps = 24;

    /// <summary>What the outputs come to, also with some symbols together; less than what is enough is not asked for.</summary>
    public static double Of(DifferencePass pass, int output, int sign, double enough)
    {
        CoupledReach? coupled = pass.Coupled;
        FormReach? more = coupled is null ? null : (shared, own, remainder) => coupled.Of(shared, own, remainder, enough);
        return Of(pass.Forms, output, sign, pass.Clamped, more: more);
    }

    /// <summary>
    /// The same for any forms that are at least 0; the multiplier of each is added to what is given for them. What they come to is also bounded
    /// in one more way, if any is given.
    /// </summary>
    public static double Of(
        PairForms forms, int output, int sign, IReadOnlyList<ClampedForm> known, double[]? multipliers = null, FormReach? more = null)
    {
        var sum = new Combination(forms, output, sign);
        double best = sum.Reach(0, null);
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            // The latest clamps matter most: their neurons were chosen for this output.
            for (int k = known.Count - 1; k >= 0; k--)
            {
                ClampedForm clamped = known[k];
                double step = Best(sum, clamped, ref best);
                if (step > 0) sum.Add(step, clamped);
                if (multipliers is not null) multipliers[k] += step;
            }
        }

        return more is null ? best : Math.Min(best, sum.Reach(more));
    }

    /// <summary>A multiplier that lowers the bound: the function is convex, so a wide step is bracketed and then narrowed.</summary>
    private static double Best(Combination sum, ClampedForm clamped, ref double best)
    {
        double scale = sum.NaturalStep(clamped);
        if (!(scale > 0) || !double.IsFinite(scale)) return 0;
        double chosen = 0;
        double step = scale;
        double before = 0, after = 2 * scale;
        for (int i = 0; i < Steps; i++)
        {
            double reach = sum.Reach(step, clamped);
            if (reach < best)
            {
                best = reach;
                before = chosen < step ? chosen : before;
                after = chosen > step ? chosen : after;
                chosen = step;
            }
            else if (step > chosen)
            {
                after = step;
            }
            else
            {
                before = step;
            }

            // The larger side is halved next.
            step = after - chosen > chosen - before ? 0.5 * (after + chosen) : 0.5 * (before + chosen);
        }

        return chosen;
    }

    /// <summary>f + Σ β_k·a_k with a bound on everything that rounding may have moved it.</summary>
    private sealed class Combination
    {
        private readonly PairForms _forms;
        private readonly double[] _shared;
        private readonly double[] _own;
        private readonly double[] _trialShared;
        private readonly double[] _trialOwn;
        private double _remainder;
        private double _size;

        public Combination(PairForms forms, int output, int sign)
        {
            _forms = forms;
            _shared = forms.D.Row(output).ToArray();
            _own = forms.OwnColumns == 0 ? [] : forms.Own.Row(output).ToArray();
            PaddedRows.Scale(sign, _shared, _shared);
            PaddedRows.Scale(sign, _own, _own);
            _trialShared = new double[_shared.Length];
            _trialOwn = new double[_own.Length];
            _remainder = forms.Remainders.D[output];
            _size = ClampedForm.SizeOf(_shared, _own);
        }

        /// <summary>How far the forms reach together with one more multiple.</summary>
        public double Reach(double step, ClampedForm? clamped)
        {
            if (clamped is null) return Reach(_shared, _own, _remainder);
            AddTo(step, clamped, _trialShared, _trialOwn);
            return Reach(_trialShared, _trialOwn, _remainder + Cost(step, clamped));
        }

        public double Reach(FormReach more) => more(_shared, _own, _remainder);

        public void Add(double step, ClampedForm clamped)
        {
            _remainder = (_remainder + Cost(step, clamped)) * (1 + (4 * Rounding.Unit));
            AddTo(step, clamped, _shared, _own);
            _size = ClampedForm.SizeOf(_shared, _own);
        }

        /// <summary>The multiplier at which the two forms are of one size.</summary>
        public double NaturalStep(ClampedForm clamped) => clamped.Size > 0 ? _size / clamped.Size : 0;

        /// <summary>What the multiple adds to the remainder: its own, and the rounding of the sum.</summary>
        private double Cost(double step, ClampedForm clamped) =>
            ((step * clamped.Remainder) + (4 * Rounding.Unit * (_size + (step * clamped.Size)))) * (1 + (8 * Rounding.Unit));

        private double Reach(double[] shared, double[] own, double remainder)
        {
            double deviation = _forms.Deviation(shared) + PairForms.Upward(PaddedRows.AbsoluteSum(own), own.Length) + remainder;
            return PairForms.End(shared[0], deviation * (1 + (8 * Rounding.Unit)));
        }

        private void AddTo(double step, ClampedForm clamped, double[] shared, double[] own)
        {
            if (!ReferenceEquals(shared, _shared))
            {
                _shared.CopyTo(shared, 0);
                _own.CopyTo(own, 0);
            }

            int length = clamped.Shared.Length;
            PaddedRows.Combine(1, shared.AsSpan(0, length), step, clamped.Shared, shared.AsSpan(0, length));
            length = clamped.Own.Length;
            if (length > 0) PaddedRows.Combine(1, own.AsSpan(0, length), step, clamped.Own, own.AsSpan(0, length));
        }
    }
}
