using System.Runtime.CompilerServices;
using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>Rewrites forms so that they reach less far: what stands for each relaxed ReLU is chosen anew for every form.</summary>
/// <remarks>
/// A symbol e of B stands for relu(z) = λ·z + h + h·e. Where a form has the coefficient −q &lt; 0 of it, nothing but relu(z) ≥ α·z counts, for
/// any α of [0, 1]: −q·e ≤ q + t·z with t = q·(λ − α)/h. A symbol of the difference stands for relu(b + d) − relu(b), which lies below some
/// planes over b and d and above others (<see cref="DifferencePlane"/>), and so below any mean of those. One line for all forms, as symbols
/// have it, serves none of them well. What a form reaches is the value of a game, linear in what is chosen and in the inputs and earlier
/// symbols: each side answers the mean of the other's answers so far, for the last step's symbols first, since b and d are forms of earlier
/// ones. Whatever comes of it, the bound holds. Instances keep buffers and serve one caller at a time.
/// </remarks>
/// <param name="forms">The forms.</param>
/// <param name="magnitudes">What the symbols stand for.</param>
/// <param name="answers">How many answers there are.</param>
internal sealed class ChosenSlopes(PairForms forms, Magnitudes magnitudes, int answers = ChosenSlopes.FewAnswers)
{
    /// <summary>Enough for one form of many.</summary>
    public const int FewAnswers = 8;

    /// <summary>All symbols with coefficients below some number together are at most this share of a form.</summary>
    private const double NegligibleShare = 0.001;

    private readonly List<Choice> _choices = [];
    private readonly List<Multiples> _corners = [];
    private readonly DifferencePlane[] _planes = new DifferencePlane[DifferencePlane.Most];
    private double[] _trial = [], _trialOwn = [], _worst = [], _worstOwn = [];
    private Multiples[] _chosen = [], _best = [];

    /// <summary>A symbol that is replaced by multiples of forms that were kept, of b and perhaps of d: some corners, or any mean of them.</summary>
    private readonly record struct Choice(Magnitudes.Place B, Magnitudes.Place D, int First, int Count);

    /// <summary>Multiples of b and d, and a constant.</summary>
    private readonly record struct Multiples(double OfB, double OfD, double Constant)
    {
        public Multiples Towards(in Multiples other, double share) => new(
            OfB + (share * (other.OfB - OfB)), OfD + (share * (other.OfD - OfD)), Constant + (share * (other.Constant - Constant)));
    }

    /// <summary>Rewrites a form into one that is at least as large wherever the forms hold.</summary>
    /// <param name="form">The constant, inputs and shared symbols.</param>
    /// <param name="own">The difference's own symbols, or none if they are to stay as they are.</param>
    /// <param name="remainder">What it may miss, which grows.</param>
    public void Rewrite(Span<double> form, Span<double> own, ref double remainder)
    {
        int end = Math.Min(magnitudes.Shared.Length, form.Length - forms.InputBlock), ownEnd = Math.Min(magnitudes.Own.Length, own.Length);
        double size = PaddedRows.AbsoluteSum(form) + PaddedRows.AbsoluteSum(own), negligible = Negligible(form, own);
        while (end > 0 || ownEnd > 0)
        {
            int step = Math.Max(StepOf(forms.SharedSymbols, end - 1), StepOf(forms.OwnSymbols, ownEnd - 1));
            _choices.Clear();
            _corners.Clear();
            for (; StepOf(forms.SharedSymbols, end - 1) == step; end--)
            {
                ref double coefficient = ref form[forms.InputBlock + end - 1];
                if (-coefficient > negligible) TakeShared(ref coefficient, magnitudes.Shared[end - 1]);
            }

            for (; StepOf(forms.OwnSymbols, ownEnd - 1) == step; ownEnd--)
            {
                ref double coefficient = ref own[ownEnd - 1];
                if (Math.Abs(coefficient) > negligible) TakeOwn(ref coefficient, magnitudes.Bends[ownEnd - 1]);
            }

            if (_choices.Count == 0) continue;
            Choose(form, own);
            Apply(form, own, ref size, ref remainder);
        }
    }

    /// <summary>How far a form reaches after that, together with symbols of the difference.</summary>
    public double Of(ReadOnlySpan<double> shared, ReadOnlySpan<double> own, double remainder) => Reach(shared, own, 1, remainder);

    /// <summary>What symbols of the difference add to what a form may miss.</summary>
    public static double Rest(ReadOnlySpan<double> own, double remainder) =>
        (PairForms.Upward(PaddedRows.AbsoluteSum(own), own.Length) + remainder) * (1 + (4 * Rounding.Unit));

    /// <summary>How far a form, or its negative, reaches after that, rounded upward.</summary>
    public double Reach(ReadOnlySpan<double> row, ReadOnlySpan<double> own, int sign, double remainder)
    {
        double[] form = new double[row.Length], ownForm = new double[own.Length];
        PaddedRows.Scale(sign, row, form);
        PaddedRows.Scale(sign, own, ownForm);
        Rewrite(form, ownForm, ref remainder);
        return Reach(form, Rest(ownForm, remainder));
    }

    /// <summary>How far a form reaches as it is, rounded upward.</summary>
    public double Reach(Span<double> form, double remainder) =>
        PairForms.End(form[0], (forms.Deviation(form) + remainder) * (1 + (8 * Rounding.Unit)));

    /// <summary>How many rows are added in each answer for a form and its negative.</summary>
    public static int Choices(PairForms forms, ReadOnlySpan<double> form, ReadOnlySpan<double> own)
    {
        double negligible = Negligible(form, own);
        int count = 0;
        foreach (double coefficient in form[forms.InputBlock..])
            if (Math.Abs(coefficient) > negligible) count++;
        foreach (double coefficient in own)
            if (Math.Abs(coefficient) > negligible) count += 4;
        return count;
    }

    private static double Negligible(ReadOnlySpan<double> form, ReadOnlySpan<double> own)
    {
        double all = PaddedRows.AbsoluteSum(form) - Math.Abs(form[0]) + PaddedRows.AbsoluteSum(own);
        return Math.Max(NegligibleShare * all / (form.Length + own.Length), 0);
    }

    private static int StepOf(Symbols symbols, int symbol) => symbol < 0 ? -1 : symbols.Neurons[symbol].Step;

    /// <summary>A symbol of B that occurs with a negative coefficient is replaced.</summary>
    private void TakeShared(ref double coefficient, in Magnitudes.Entry entry)
    {
        double weight = -coefficient / entry.Half;
        if (entry.Row < 0 || !entry.IsOneSided || !double.IsFinite(weight)) return;
        int first = _corners.Count;
        Begin(ref coefficient);
        _corners.Add(new(weight * (entry.Slope - 1), 0, _corners[first].Constant));
        _corners.Add(new(weight * entry.Slope, 0, _corners[first].Constant));
        _choices.Add(new Choice(new(entry.Row, entry.Constant, entry.Remainder), Magnitudes.Nowhere, first, 3));
    }

    /// <summary>A symbol of the difference is replaced.</summary>
    private void TakeOwn(ref double coefficient, in Magnitudes.Bend bend)
    {
        DifferenceStrip strip = bend.Strip;
        double weight = coefficient / strip.Half;
        if (bend.B.Row < 0 || bend.D.Row < 0 || !double.IsFinite(weight)) return;
        int first = _corners.Count;
        int count = weight > 0 ? DifferencePlane.Above(bend.Range, _planes) : DifferencePlane.Below(bend.Range, _planes);
        Begin(ref coefficient);
        foreach (DifferencePlane plane in _planes.AsSpan(0, count))
        {
            (double ofB, double ofD) = (weight * (plane.SlopeB - strip.SlopeB), weight * (plane.SlopeD - strip.SlopeD));
            _corners.Add(new(ofB, ofD, weight * (plane.Constant - strip.Middle)));
        }

        _choices.Add(new Choice(bend.B, bend.D, first, count + 1));
    }

    /// <summary>The first corner is what the symbol comes to at most.</summary>
    private void Begin(ref double coefficient)
    {
        _corners.Add(new(0, 0, Math.Abs(coefficient)));
        coefficient = 0;
    }

    private void Choose(ReadOnlySpan<double> form, ReadOnlySpan<double> own)
    {
        Reserve(form.Length, own.Length);
        Span<double> trial = _trial.AsSpan(0, form.Length), trialOwn = _trialOwn.AsSpan(0, own.Length);
        Span<double> worst = _worst.AsSpan(0, form.Length), worstOwn = _worstOwn.AsSpan(0, own.Length);
        worst.Clear();
        worstOwn.Clear();
        for (int i = 0; i < _choices.Count; i++) _chosen[i] = _corners[_choices[i].First];
        double least = double.PositiveInfinity;
        for (int step = 0; ; step++)
        {
            form.CopyTo(trial);
            own.CopyTo(trialOwn);
            for (int i = 0; i < _choices.Count; i++) AddTo(trial, trialOwn, _choices[i], _chosen[i]);
            double reach = trial[0] + forms.Deviation(trial) + PaddedRows.AbsoluteSum(trialOwn);
            if (reach < least || step == 0)
            {
                least = reach;
                _chosen.AsSpan(0, _choices.Count).CopyTo(_best);
            }

            if (step == answers) break;
            double share = 2.0 / (step + 2);
            MoveWorst(trial, trialOwn, worst, worstOwn, share);
            for (int i = 0; i < _choices.Count; i++)
                _chosen[i] = _chosen[i].Towards(Answer(_choices[i], worst, worstOwn), step == 0 ? 0.5 : share);
        }
    }

    private void Reserve(int shared, int own)
    {
        if (_trial.Length < shared) (_trial, _worst) = (new double[shared], new double[shared]);
        if (_trialOwn.Length < own) (_trialOwn, _worstOwn) = (new double[own], new double[own]);
        if (_chosen.Length < _choices.Count) (_chosen, _best) = (new Multiples[2 * _choices.Count], new Multiples[2 * _choices.Count]);
    }

    /// <summary>Moves towards where a form is largest: the inputs, and the symbols with them.</summary>
    private void MoveWorst(ReadOnlySpan<double> form, ReadOnlySpan<double> own, Span<double> worst, Span<double> worstOwn, double share)
    {
        int block = forms.InputBlock, first = 1;
        if (forms.IsBall)
        {
            double squares = PaddedRows.SquareSum(form[..block]) - (form[0] * form[0]);
            double length = squares > 0 ? Math.Sqrt(squares) : 1;
            for (; first < block; first++) worst[first] += share * ((form[first] / length) - worst[first]);
        }

        for (int i = first; i < form.Length; i++) worst[i] += share * (Sign(form[i]) - worst[i]);
        for (int i = 0; i < own.Length; i++) worstOwn[i] += share * (Sign(own[i]) - worstOwn[i]);
    }

    private static double Sign(double value) => value > 0 ? 1 : value < 0 ? -1 : 0;

    /// <summary>The corner that is lowest at one place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Multiples Answer(in Choice choice, ReadOnlySpan<double> worst, ReadOnlySpan<double> worstOwn)
    {
        double b = At(choice.B, worst, worstOwn), d = At(choice.D, worst, worstOwn), least = double.PositiveInfinity;
        Multiples best = _corners[choice.First];
        for (int i = choice.First; i < choice.First + choice.Count; i++)
        {
            Multiples corner = _corners[i];
            double value = (corner.OfB * b) + (corner.OfD * d) + corner.Constant;
            if (value < least) (least, best) = (value, corner);
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double At(in Magnitudes.Place place, ReadOnlySpan<double> worst, ReadOnlySpan<double> worstOwn)
    {
        if (place.Row < 0) return 0;
        Span<double> shared = magnitudes.SharedPart(place.Row, forms), own = magnitudes.OwnPart(place.Row, forms);
        return place.Constant + PaddedRows.Product(shared, worst[..shared.Length]) + PaddedRows.Product(own, worstOwn[..own.Length]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddTo(Span<double> form, Span<double> own, in Choice choice, in Multiples chosen)
    {
        form[0] += chosen.Constant;
        AddTo(form, own, choice.B, chosen.OfB);
        AddTo(form, own, choice.D, chosen.OfD);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddTo(Span<double> form, Span<double> own, in Magnitudes.Place place, double factor)
    {
        if (factor == 0 || place.Row < 0) return;
        Span<double> shared = magnitudes.SharedPart(place.Row, forms), owns = magnitudes.OwnPart(place.Row, forms);
        PaddedRows.AddScaled(factor, shared, form[..shared.Length]);
        PaddedRows.AddScaled(factor, owns, own[..owns.Length]);
        form[0] = Math.FusedMultiplyAdd(factor, place.Constant, form[0]);
    }

    /// <summary>
    /// A chain of n additions moves a form by at most n units of the magnitudes of all that is added; and a mean of corners, each of which is
    /// a few units from what it stands for, moves away from their true mean by a few more with every answer.
    /// </summary>
    private void Apply(Span<double> form, Span<double> own, ref double size, ref double remainder)
    {
        double missed = 0, corners = 0;
        for (int i = 0; i < _choices.Count; i++)
        {
            (Choice choice, Multiples best) = (_choices[i], _best[i]);
            double sizeB = magnitudes.Size(choice.B), sizeD = magnitudes.Size(choice.D);
            size += (Math.Abs(best.OfB) * sizeB) + (Math.Abs(best.OfD) * sizeD) + Math.Abs(best.Constant);
            missed += (Math.Abs(best.OfB) * choice.B.Remainder) + (Math.Abs(best.OfD) * choice.D.Remainder);
            (double ofB, double ofD, double constant) = (0, 0, 0);
            for (int k = choice.First; k < choice.First + choice.Count; k++)
            {
                ofB = Math.Max(ofB, Math.Abs(_corners[k].OfB));
                ofD = Math.Max(ofD, Math.Abs(_corners[k].OfD));
                constant = Math.Max(constant, Math.Abs(_corners[k].Constant));
            }

            corners += (ofB * (sizeB + choice.B.Remainder)) + (ofD * (sizeD + choice.D.Remainder)) + constant;
            AddTo(form, own, choice, best);
        }

        int chain = (4 * _choices.Count) + 16;
        double rounding = 2 * chain * Rounding.Unit * PairForms.Upward(size, form.Length + own.Length + chain);
        rounding += ((8 * answers) + 16) * Rounding.Unit * PairForms.Upward(corners, chain);
        remainder = ((remainder + missed + rounding) * (1 + (2 * chain * Rounding.Unit))) + Rounding.Underflow;
    }
}
