using Espalier.Certificates.Relaxations;

namespace Espalier.Certificates.Conditions;

/// <summary>An upper bound on a formula over a piece of the domain, from the forms of its rows.</summary>
/// <remarks>
/// Where all of some rows have to be at least 0, no combination of them with factors that are not negative may stay below 0: besides the
/// smallest reach of a row, the reach of such a combination counts, whatever the factors.
/// </remarks>
internal sealed class FormulaReach(DifferencePass pass, BallCut? cut)
{
    private readonly Dictionary<int, double> _reaches = [];
    private readonly Dictionary<int, ClampedForm> _forms = [];
    private readonly ChosenSlopes? _slopes = pass.Forms.IsSame ? null : pass.Slopes;

    public OutputBound Of(Formula formula)
    {
        (double value, int row) = Of(formula, []);
        return new OutputBound(double.IsNaN(value) ? double.PositiveInfinity : value, Math.Max(row, 0), 1);
    }

    /// <summary>The bound and the row that it is read off, where the rows given have to be at least 0 as well.</summary>
    private (double Value, int Row) Of(Formula formula, List<RowFormula> beside)
    {
        switch (formula)
        {
            case RowFormula row:
                return (Reach(row), row.Row);
            case ShareFormula share:
                RowFormula nearest = share.Leads.MinBy(Reach)!;
                return (share.AtMost(Reach), nearest.Row);
            case AnyFormula any:
                (double Value, int Row) largest = (double.NegativeInfinity, -1);
                foreach (Formula part in any.Parts)
                {
                    (double Value, int Row) reach = Of(part is AllFormula ? part : new AllFormula([part]), beside);
                    if (reach.Value > largest.Value) largest = reach;
                }

                return largest;
            default:
                return OfAll(((AllFormula)formula).Parts.AsSpan(), beside);
        }
    }

    private (double Value, int Row) OfAll(ReadOnlySpan<Formula> parts, List<RowFormula> beside)
    {
        (double Value, int Row) smallest = (double.MaxValue, -1);
        List<RowFormula> rows = [.. beside];
        foreach (Formula part in parts)
        {
            if (part is RowFormula row) rows.Add(row);
            else if (part is not ShareFormula) continue;
            (double Value, int Row) reach = Of(part, beside);
            if (reach.Value < smallest.Value) smallest = reach;
        }

        if (smallest.Value < 0) return smallest;
        bool isLast = true;
        foreach (Formula part in parts)
        {
            if (part is RowFormula or ShareFormula) continue;
            isLast = false;
            (double Value, int Row) reach = Of(part, rows);
            if (reach.Value < smallest.Value) smallest = reach;
            if (smallest.Value < 0) return smallest;
        }

        if (!isLast || pass.Forms.IsSame || rows.Count == 0 || rows.Count + pass.Clamped.Count < 2) return smallest;
        RowFormula worst = rows.MinBy(Reach)!;
        List<ClampedForm> known = [.. pass.Clamped, .. rows.Where(row => row.Row != worst.Row).Select(row => Form(row.Row))];
        double combined = AsStrict(worst, ClampedReach.Of(pass.Forms, worst.Row, 1, known, more: _slopes is null ? null : _slopes.Of));
        return combined < smallest.Value ? (combined, worst.Row) : smallest;
    }

    private double Reach(RowFormula row)
    {
        if (!_reaches.TryGetValue(row.Row, out double reach))
        {
            reach = pass.Forms.IsSame ? 0 : OutputBound.Reach(pass, row.Row, 1, cut);
            if (_slopes is not null && !(reach < 0) && Form(row.Row) is { } form)
                reach = Math.Min(reach, _slopes.Of(form.Shared, form.Own, form.Remainder));
            _reaches.Add(row.Row, reach);
        }

        return AsStrict(row, reach);
    }

    private static double AsStrict(RowFormula row, double reach) => row.IsStrict && reach <= 0 ? Math.Min(reach, -double.Epsilon) : reach;

    private ClampedForm Form(int row)
    {
        if (_forms.TryGetValue(row, out ClampedForm? form)) return form;
        PairForms forms = pass.Forms;
        form = new ClampedForm(forms.D.Row(row).ToArray(), forms.OwnColumns == 0 ? [] : forms.Own.Row(row).ToArray(), forms.Remainders.D[row]);
        _forms.Add(row, form);
        return form;
    }
}
