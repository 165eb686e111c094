using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>Which symbols of a form are better bounded together, and how far the rest of the form reaches.</summary>
internal sealed class CoupledChoice
{
    private readonly List<(int Row, double Weight)> _together = [];
    private readonly Magnitudes _magnitudes;
    private readonly double _hope;
    private double _apart, _shift, _size;

    /// <summary>Symbols that are better bounded together are chosen; of them a constant part stays, of the others all.</summary>
    /// <param name="forms">The forms that it is one of.</param>
    /// <param name="magnitudes">What the symbols are bounded by.</param>
    /// <param name="shared">The constant, inputs and shared symbols.</param>
    /// <param name="own">The difference's own symbols.</param>
    /// <param name="remainder">What it may miss.</param>
    /// <param name="hope">How many times less the magnitudes together are hoped to be than one by one.</param>
    public CoupledChoice(
        PairForms forms, Magnitudes magnitudes, ReadOnlySpan<double> shared, ReadOnlySpan<double> own, double remainder, double hope)
    {
        (_magnitudes, _hope) = (magnitudes, hope);
        Choose(shared[forms.InputBlock..], magnitudes.Shared);
        Choose(own, magnitudes.Own);
        int terms = shared.Length + own.Length;
        double rest = PairForms.Upward(_apart + remainder + ((terms + 8) * Rounding.Unit * _size), terms);
        if (!forms.IsBall) rest = Outward.AddUp(rest, Linear(shared[1..forms.InputBlock]));
        Outside = double.IsFinite(shared[0]) ? Outward.AddUp(Outward.AddUp(shared[0], _shift), rest) : double.PositiveInfinity;
    }

    /// <summary>Forms whose magnitudes, each times a weight, are to be bounded together.</summary>
    public IReadOnlyList<(int Row, double Weight)> Together => _together;

    /// <summary>How far all else reaches, rounded upward; in a ball without the linear part.</summary>
    public double Outside { get; }

    /// <summary>The inputs of a box, one by one.</summary>
    private static double Linear(ReadOnlySpan<double> inputs)
    {
        double sum = 0;
        foreach (double value in inputs) sum = Outward.AddUp(sum, Math.Abs(value));
        return sum;
    }

    private void Choose(ReadOnlySpan<double> coefficients, ReadOnlySpan<Magnitudes.Entry> entries)
    {
        for (int k = 0; k < coefficients.Length; k++)
        {
            double coefficient = coefficients[k];
            if (coefficient == 0) continue;
            if (k >= entries.Length || entries[k].Row < 0 || (entries[k].IsOneSided && coefficient < 0))
            {
                _apart += Math.Abs(coefficient);
                continue;
            }

            Magnitudes.Entry entry = entries[k];
            double weight = coefficient / entry.Half, factor = Math.Abs(weight) * entry.Factor;
            double constant = (Math.Abs(weight) * entry.Above) - (weight * entry.Middle);
            double reach = factor * _magnitudes.Reach(entry.Row);
            if (constant + (reach / _hope) < Math.Abs(coefficient) && double.IsFinite(weight))
            {
                _together.Add((entry.Row, factor));
                _apart += Math.Abs(weight) * entry.Above;
                _shift -= weight * entry.Middle;
                _size += Math.Abs(weight * entry.Middle);
            }
            else
            {
                _apart += Math.Abs(coefficient);
            }
        }
    }
}
