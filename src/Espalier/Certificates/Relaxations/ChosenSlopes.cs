using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>Rewrites forms so that they reach less far: the slope below each relaxed ReLU is chosen anew for every form.</summary>
/// <remarks>
/// A symbol e stands for relu(z) = λ·z + h + h·e. Where a form has the coefficient −q &lt; 0 of it, nothing but relu(z) ≥ α·z counts, for any
/// α of [0, 1]: −q·e ≤ q + t·z with t = q·(λ − α)/h. One slope for all forms, as symbols have it, serves none of them well. What a form
/// reaches is convex in t; some steps of Frank and Wolfe lower it, the last symbols first, since z is a form of earlier ones. Whatever t
/// they find within its limits, the bound holds. Instances keep buffers and serve one caller at a time.
/// </remarks>
internal sealed class ChosenSlopes(PairForms forms, Magnitudes magnitudes)
{
    private const int Steps = 8;
    private const double Inside = 1 - 1e-15;

    private readonly List<Choice> _choices = [];
    private double[] _trial = [];
    private double[] _signs = [];
    private double[] _factors = [];
    private double[] _best = [];

    /// <summary>The limits of t for a symbol.</summary>
    private readonly record struct Choice(int Symbol, double Least, double Most);

    /// <summary>Rewrites a form of constant, inputs and shared symbols into one that is at least as large wherever the forms hold.</summary>
    /// <param name="form">The form.</param>
    /// <param name="remainder">What it may miss, which grows.</param>
    public void Rewrite(Span<double> form, ref double remainder)
    {
        int end = Math.Min(magnitudes.Shared.Length, form.Length - forms.InputBlock);
        double size = PaddedRows.AbsoluteSum(form);
        while (end > 0)
        {
            int start = end - 1, step = forms.SharedSymbols.Neurons[start].Step;
            while (start > 0 && forms.SharedSymbols.Neurons[start - 1].Step == step) start--;
            Take(form, start, end);
            if (_choices.Count > 0)
            {
                Choose(form);
                Apply(form, ref size, ref remainder);
            }

            end = start;
        }
    }

    /// <summary>How far a form reaches after that, together with symbols of the difference.</summary>
    public double Of(ReadOnlySpan<double> shared, ReadOnlySpan<double> own, double remainder) =>
        Reach(shared, 1, Rest(own, remainder));

    /// <summary>What symbols of the difference add to what a form may miss.</summary>
    public static double Rest(ReadOnlySpan<double> own, double remainder) =>
        (PairForms.Upward(PaddedRows.AbsoluteSum(own), own.Length) + remainder) * (1 + (4 * Rounding.Unit));

    /// <summary>How far a form, or its negative, reaches after that, rounded upward.</summary>
    public double Reach(ReadOnlySpan<double> row, int sign, double remainder)
    {
        var form = new double[row.Length];
        PaddedRows.Scale(sign, row, form);
        Rewrite(form, ref remainder);
        return Reach(form, remainder);
    }

    /// <summary>How far a form reaches as it is, rounded upward.</summary>
    public double Reach(Span<double> form, double remainder)
    {
        double reach = Math.BitIncrement(form[0] + ((forms.Deviation(form) + remainder) * (1 + (8 * Rounding.Unit))));
        return double.IsNaN(reach) ? double.PositiveInfinity : reach;
    }

    /// <summary>The symbols of one step that occur with a negative coefficient are replaced, with t = 0 at first.</summary>
    private void Take(Span<double> form, int start, int end)
    {
        _choices.Clear();
        for (int k = start; k < end; k++)
        {
            ref double coefficient = ref form[forms.InputBlock + k];
            Magnitudes.Entry entry = magnitudes.Shared[k];
            double weight = -coefficient / entry.Half;
            if (!(coefficient < 0) || entry.Row < 0 || !entry.IsOneSided || !double.IsFinite(weight)) continue;
            _choices.Add(new Choice(k, weight * (entry.Slope - 1) * Inside, weight * entry.Slope * Inside));
            form[0] -= coefficient;
            coefficient = 0;
        }
    }

    private void Choose(Span<double> form)
    {
        if (_factors.Length < _choices.Count) (_factors, _best) = (new double[2 * _choices.Count], new double[2 * _choices.Count]);
        if (_trial.Length < form.Length) (_trial, _signs) = (new double[form.Length], new double[form.Length]);
        Span<double> trial = _trial.AsSpan(0, form.Length), signs = _signs.AsSpan(0, form.Length);
        Span<double> factors = _factors.AsSpan(0, _choices.Count), best = _best.AsSpan(0, _choices.Count);
        factors.Clear();
        double least = double.PositiveInfinity;
        for (int step = 0; ; step++)
        {
            form.CopyTo(trial);
            for (int i = 0; i < factors.Length; i++) AddTo(trial, _choices[i].Symbol, factors[i]);
            double reach = Reach(trial, 0);
            if (reach < least || step == 0)
            {
                least = reach;
                factors.CopyTo(best);
            }

            if (step == Steps) break;
            WorstInput(trial, signs);
            double share = step == 0 ? 0.5 : 2.0 / (step + 2);
            for (int i = 0; i < factors.Length; i++)
            {
                Choice choice = _choices[i];
                Span<double> row = magnitudes.SharedRow(choice.Symbol, forms);
                double slope = magnitudes.Shared[choice.Symbol].Constant + PaddedRows.Product(row, signs[..row.Length]);
                factors[i] += share * ((slope > 0 ? choice.Least : choice.Most) - factors[i]);
            }
        }
    }

    /// <summary>Where a form is largest: the inputs, and the symbols with them.</summary>
    private void WorstInput(ReadOnlySpan<double> form, Span<double> worst)
    {
        int block = forms.InputBlock;
        for (int i = 1; i < form.Length; i++) worst[i] = Math.Sign(form[i]);
        worst[0] = 0;
        if (!forms.IsBall) return;
        double squares = PaddedRows.SquareSum(form[..block]) - (form[0] * form[0]);
        double length = squares > 0 ? Math.Sqrt(squares) : 1;
        for (int i = 1; i < block; i++) worst[i] = form[i] / length;
    }

    private void AddTo(Span<double> form, int symbol, double factor)
    {
        if (factor == 0) return;
        Span<double> row = magnitudes.SharedRow(symbol, forms);
        PaddedRows.AddScaled(factor, row, form[..row.Length]);
        form[0] = Math.FusedMultiplyAdd(factor, magnitudes.Shared[symbol].Constant, form[0]);
    }

    /// <summary>A chain of n additions moves a form by at most n units of the magnitudes of all that is added.</summary>
    private void Apply(Span<double> form, ref double size, ref double remainder)
    {
        double missed = 0;
        for (int i = 0; i < _choices.Count; i++)
        {
            int symbol = _choices[i].Symbol;
            double factor = Math.Clamp(_best[i], _choices[i].Least, _choices[i].Most);
            if (factor == 0) continue;
            Magnitudes.Entry entry = magnitudes.Shared[symbol];
            size += Math.Abs(factor) * (PaddedRows.AbsoluteSum(magnitudes.SharedRow(symbol, forms)) + Math.Abs(entry.Constant));
            missed += Math.Abs(factor) * entry.Remainder;
            AddTo(form, symbol, factor);
        }

        double rounding = ((4 * _choices.Count) + 16) * Rounding.Unit * PairForms.Upward(size, form.Length + _choices.Count);
        remainder = ((remainder + missed + rounding) * (1 + (2 * (_choices.Count + 8) * Rounding.Unit))) + Rounding.Underflow;
    }
}
