using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>The Euclidean norm of all outputs where symbols are bounded together, by magnitudes of linear forms.</summary>
/// <remarks>
/// A column g of a symbol with Half·e + Middle = v becomes (g/Half)·v, |v| ≤ Factor·|G·ξ| + Above, and −(g/Half)·Middle beside the constants.
/// </remarks>
internal sealed class CoupledEuclidean(PairForms forms, Magnitudes magnitudes, int outputs)
{
    private static readonly double[] Hopes = [2, 8];

    private readonly List<double[]> _left = [];
    private MagnitudeRows _rows = new(forms, magnitudes);
    private readonly List<double> _alone = [];
    private double[] _constants = [];
    private double _moved;
    private double _above;

    /// <summary>An upper bound on the norm, rounding of what the forms stand for left aside.</summary>
    public double Of(int mostTerms, int threads)
    {
        (double best, double alone, CoupledProduct? product) = (double.PositiveInfinity, 0, null);
        int before = -1;
        foreach (double hope in Hopes)
        {
            Choose(hope);
            if (_left.Count == before || _left.Count > mostTerms) continue;
            before = _left.Count;
            (double outside, CoupledProduct trial) = Chosen();
            double about = outside + trial.Balance(CoupledReach.TrialSteps);
            if (about < best) (best, alone, product) = (about, outside, trial);
        }

        return product is null ? double.PositiveInfinity : Outward.AddUp(alone, product.Bound(threads));
    }

    private void Choose(double hope)
    {
        _left.Clear();
        _rows = new MagnitudeRows(forms, magnitudes);
        _alone.Clear();
        _constants = Column(forms.D, 0);
        (_moved, _above) = (0, 0);
        for (int o = 0; o < outputs; o++)
        {
            var unit = new double[outputs];
            unit[o] = 1;
            _left.Add(unit);
            _rows.Add(forms.D.Row(o)[..forms.InputBlock]);
        }

        Choose(forms.D, forms.InputBlock, magnitudes.Shared, hope);
        if (forms.OwnColumns > 0) Choose(forms.Own, 0, magnitudes.Own, hope);
    }

    private void Choose(FormMatrix matrix, int first, ReadOnlySpan<Magnitudes.Entry> entries, double hope)
    {
        for (int k = first; k < matrix.Stride; k++)
        {
            double[] column = Column(matrix, k);
            double size = UpperNorms.Euclidean(column);
            if (size == 0) continue;
            Magnitudes.Entry entry = k - first < entries.Length ? entries[k - first] : new Magnitudes.Entry(-1, 0, 0, 0, 1, IsOneSided: false);
            double reach = entry.Row < 0 ? 0 : entry.Factor * magnitudes.Reach(entry.Row);
            if (entry.Row < 0 || !(entry.Above + (reach / hope) < entry.Half))
            {
                _alone.AddRange(column);
                continue;
            }

            double share = size / entry.Half;
            _above = Outward.AddUp(_above, Outward.MultiplyUp(Math.BitIncrement(share), entry.Above));
            _moved = Outward.AddUp(_moved, Outward.MultiplyUp(Math.BitIncrement(share), Math.Abs(entry.Middle)));
            for (int o = 0; o < outputs; o++) _constants[o] -= column[o] / entry.Half * entry.Middle;
            _left.Add(column);
            _rows.Add(entry.Row, entry.Factor / entry.Half);
        }
    }

    /// <summary>Constants are an input of their own in a box; in a ball they are added.</summary>
    private (double Outside, CoupledProduct Together) Chosen()
    {
        if (!forms.IsBall)
        {
            _left.Add(_constants);
            _rows.AddConstant();
        }

        int terms = _left.Count;
        var left = new double[outputs * terms];
        for (int k = 0; k < terms; k++)
            for (int o = 0; o < outputs; o++) left[(o * terms) + k] = _left[k][o];
        double constants = forms.IsBall ? UpperNorms.Euclidean(_constants) : 0;
        double rounding = Outward.MultiplyUp((terms + 8) * 4 * Rounding.Unit, Outward.AddUp(_moved, UpperNorms.Euclidean(_constants)));
        double apart = EuclideanReach.PairSum([.. _alone], _alone.Count / outputs, outputs);
        double outside = Outward.AddUp(constants, Outward.AddUp(Outward.AddUp(apart, _above), rounding));
        return (outside, _rows.Product(left, outputs));
    }

    private double[] Column(FormMatrix matrix, int column)
    {
        var values = new double[outputs];
        for (int o = 0; o < outputs; o++) values[o] = matrix.Row(o)[column];
        return values;
    }
}
