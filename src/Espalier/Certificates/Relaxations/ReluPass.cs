using System.Runtime.CompilerServices;
using Espalier.Certificates.Steps;
using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>ReLUs and curves on forms, row by row: what is stable stays exact, the rest is relaxed by a strip, with a symbol for its width.</summary>
internal sealed class ReluPass
{
    private const double Unit = Rounding.Unit;

    private readonly List<ClampedForm> _clamped = [];
    private PairForms _forms = null!;

    /// <summary>The clamped neurons' forms so far.</summary>
    public IReadOnlyList<ClampedForm> Clamped => _clamped;

    /// <summary>How the width of each relaxed neuron's value comes about; null where nobody asks.</summary>
    public WidthShares? Shares { get; init; }

    /// <summary>Takes what each symbol is bounded by; null where nobody asks.</summary>
    public Magnitudes? Magnitudes { get; init; }

    /// <summary>Narrower ranges of what the next step's ReLUs read, if any are known.</summary>
    public RowEnds? Narrower { get; set; }

    public void Start()
    {
        _clamped.Clear();
        Magnitudes?.Clear();
    }

    /// <summary>Sizes alone, where a step has no ReLU.</summary>
    public void Pass(PairForms forms, int rows)
    {
        _forms = forms;
        forms.BeginRows();
        Remainders known = forms.Remainders;
        for (int i = 0; i < rows; i++)
        {
            forms.AddActive(i);
            known.SizeB[i] = Size(forms.B.Row(i), 0);
            known.SizeD[i] = forms.IsSame ? 0 : Size(forms.D.Row(i), forms.OwnDeviation(i));
        }

        forms.EndRows();
    }

    /// <summary>Rectifies all rows of a step, and leaves out those that become 0.</summary>
    /// <returns>False if no input meets the clamps.</returns>
    public bool Run(PairForms forms, int rows, int step, ReadOnlySpan<Clamp> clamps)
    {
        _forms = forms;
        forms.BeginRows();
        for (int i = 0; i < rows; i++)
        {
            var neuron = new Neuron(step, i);
            Clamp? clampA = null, clampB = null;
            foreach (Clamp clamp in clamps)
            {
                if (clamp.Neuron != neuron) continue;
                if (clamp.First) clampA = clamp;
                else clampB = clamp;
            }

            if (!Rectify(i, neuron, clampA, clampB)) return false;
        }

        forms.EndRows();
        return true;
    }

    /// <summary>Bends all rows of a step by an S-shaped function.</summary>
    public void Curve(PairForms forms, int rows, int step, SShape shape)
    {
        _forms = forms;
        forms.BeginRows();
        for (int i = 0; i < rows; i++)
        {
            forms.AddActive(i);
            CurveRow(i, new Neuron(step, i), shape);
        }

        forms.EndRows();
    }

    private void CurveRow(int row, Neuron neuron, SShape shape)
    {
        Span<double> b = _forms.B.Row(row);
        Remainders known = _forms.Remainders;
        double deviationB = _forms.Deviation(b);
        (double lowerB, double upperB) = Ends(b[0], deviationB, known.B[row]);
        double sizeB = (Math.Abs(b[0]) + deviationB) * (1 + (4 * Unit));
        if (_forms.IsSame)
        {
            known.D[row] = known.SizeD[row] = 0;
        }
        else
        {
            Span<double> d = _forms.D.Row(row);
            double own = _forms.OwnDeviation(row), deviation = _forms.Deviation(d) + own;
            (double lowerD, double upperD) = Ends(d[0], deviation, known.D[row]);
            var range = new DifferenceRange(0, 0, lowerB, upperB, lowerD, upperD);
            (double lowerA, double upperA) = EndsOfA(row, range, own, sizeB, deviation, isSignEnough: false);
            double sizeD = (Math.Abs(d[0]) + deviation) * (1 + (4 * Unit));
            Combine(row, row, neuron, CurveStrip.Over(shape, range with { LowerA = lowerA, UpperA = upperA }), sizeB, sizeD, shape.Steepest, null);
        }

        Relax(row, row, neuron, CurveLine.Over(shape, lowerB, upperB), sizeB, isRelu: false);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Rectify(int row, Neuron neuron, Clamp? clampA, Clamp? clampB)
    {
        Span<double> b = _forms.B.Row(row);
        Remainders known = _forms.Remainders;
        double deviationB = _forms.Deviation(b);
        (double lowerB, double upperB) = Ends(b[0], deviationB, known.B[row]);
        if (Narrower?.NarrowB(row, ref lowerB, ref upperB) == false) return false;
        if (clampB is { } signB)
        {
            Remember(b, [], known.B[row], signB.Positive);
            if (!Cut(ref lowerB, ref upperB, signB.Positive)) return false;
        }

        double sizeB = (Math.Abs(b[0]) + deviationB) * (1 + (4 * Unit));
        if (_forms.IsSame)
        {
            if (clampA is { } signA && !Cut(ref lowerB, ref upperB, signA.Positive)) return false;
            if (upperB <= 0) return true;
            int slot = _forms.Active.Length;
            _forms.AddActive(neuron.Index);
            RectifyB(row, slot, neuron, lowerB, upperB, sizeB);
            known.D[slot] = known.SizeD[slot] = 0;
            return true;
        }

        return RectifyBoth(row, neuron, clampA, new DifferenceRange(0, 0, lowerB, upperB, 0, 0), sizeB);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool RectifyBoth(int row, Neuron neuron, Clamp? clampA, DifferenceRange range, double sizeB)
    {
        Span<double> b = _forms.B.Row(row), d = _forms.D.Row(row);
        Remainders known = _forms.Remainders;
        double own = _forms.OwnDeviation(row);
        double deviation = _forms.Deviation(d) + own;
        (double lowerD, double upperD) = Ends(d[0], deviation, known.D[row]);
        if (Narrower?.NarrowD(row, ref lowerD, ref upperD) == false) return false;
        range = range with { LowerD = lowerD, UpperD = upperD };
        (double lowerA, double upperA) = EndsOfA(row, range, own, sizeB, deviation, isSignEnough: true);
        if (clampA is { } sign)
        {
            RememberSum(row, sizeB, sign.Positive);
            if (!Cut(ref lowerA, ref upperA, sign.Positive)) return false;
        }

        if (range.UpperB <= 0 && upperA <= 0) return true;
        int slot = _forms.Active.Length;
        _forms.AddActive(neuron.Index);
        double sizeD = (Math.Abs(d[0]) + deviation) * (1 + (4 * Unit));
        range = range with { LowerA = lowerA, UpperA = upperA };
        Combine(row, slot, neuron, DifferenceStrip.Over(range), sizeB, sizeD, steepest: 1, range);
        if (range.UpperB > 0) RectifyB(row, slot, neuron, range.LowerB, range.UpperB, sizeB);
        else ClearB(slot);
        return true;
    }

    /// <summary>a = b + d by the sum of the forms, where the sum of the ranges does not decide its sign already or that is not enough.</summary>
    private (double Lower, double Upper) EndsOfA(
        int row, in DifferenceRange range, double own, double sizeB, double deviation, bool isSignEnough)
    {
        double lower = Outward.AddDown(range.LowerB, range.LowerD), upper = Outward.AddUp(range.UpperB, range.UpperD);
        if (isSignEnough && (lower >= 0 || upper <= 0)) return (lower, upper);
        Span<double> b = _forms.B.Row(row), d = _forms.D.Row(row);
        double constant = b[0] + d[0];
        double rounding = 2 * Unit * (sizeB + deviation + Math.Abs(d[0]));
        double remainder = _forms.Remainders.B[row] + _forms.Remainders.D[row] + rounding;
        (double lowerSum, double upperSum) = Ends(constant, _forms.Deviation(b, d) + own, remainder);
        return (Math.Max(lower, lowerSum), Math.Min(upper, upperSum));
    }

    /// <summary>The new form of B's value. Its row moves up to the slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RectifyB(int row, int slot, Neuron neuron, double lower, double upper, double size)
    {
        Span<double> from = _forms.B.Row(row), to = _forms.B.Row(slot);
        Remainders known = _forms.Remainders;
        if (lower >= 0)
        {
            if (row != slot) from.CopyTo(to);
            known.B[slot] = known.B[row];
            known.SizeB[slot] = size;
            return;
        }

        ReluLine line = ReluLine.Over(lower, upper);
        Relax(row, slot, neuron, new CurveLine(line.Slope, line.Half, line.Half), size, isRelu: true);
    }

    /// <summary>The form of B's value in a strip, with a symbol for its width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Relax(int row, int slot, Neuron neuron, in CurveLine line, double size, bool isRelu)
    {
        Span<double> from = _forms.B.Row(row), to = _forms.B.Row(slot);
        Remainders known = _forms.Remainders;
        Shares?.AddShared(from, _forms.InputBlock);
        Magnitudes?.AddShared(_forms, row, line, isRelu);
        PaddedRows.Scale(line.Slope, from, to);
        to[0] += line.Middle;
        double newSize = ((line.Slope * size) + Math.Abs(line.Middle) + line.Half) * (1 + (8 * Unit));
        known.B[slot] = (((line.Slope * known.B[row]) + (3 * Unit * newSize)) * (1 + (8 * Unit))) + Rounding.Underflow;
        known.SizeB[slot] = newSize;
        _forms.SharedSymbols.Add(neuron, line.Half);
    }

    private void ClearB(int slot)
    {
        _forms.B.Row(slot).Clear();
        _forms.Remainders.B[slot] = _forms.Remainders.SizeB[slot] = 0;
    }

    /// <summary>The new form of the difference, from those of d and b before the ReLU. Its rows move up to the slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Combine(
        int row, int slot, Neuron neuron, in DifferenceStrip strip, double sizeB, double sizeD, double steepest, DifferenceRange? bend)
    {
        Span<double> b = _forms.B.Row(row);
        Remainders known = _forms.Remainders;
        if (strip.Half > 0) Shares?.AddOwn(b, _forms.D.Row(row), _forms.OwnColumns > 0 ? _forms.Own.Row(row) : [], _forms.InputBlock);
        if (strip.Half > 0) Magnitudes?.AddOwn(_forms, row, strip, steepest, bend);
        PaddedRows.Combine(strip.SlopeD, _forms.D.Row(row), strip.SlopeB, b, _forms.D.Row(slot));
        if (_forms.OwnColumns > 0) PaddedRows.Scale(strip.SlopeD, _forms.Own.Row(row), _forms.Own.Row(slot));
        _forms.D.Row(slot)[0] += strip.Middle;
        double slopeD = Math.Abs(strip.SlopeD), slopeB = Math.Abs(strip.SlopeB);
        double size = ((slopeD * sizeD) + (slopeB * sizeB) + Math.Abs(strip.Middle) + strip.Half) * (1 + (8 * Unit));
        bool isExact = slopeB == 0 && (slopeD == 0 || (slopeD == 1 && strip.Middle == 0));
        double rounding = isExact ? 0 : 4 * Unit * size;
        double remainder = (slopeD * known.D[row]) + (slopeB * known.B[row]) + rounding;
        bool isConstant = slopeD == 0 && slopeB == 0;
        known.D[slot] = isConstant ? 0 : (remainder * (1 + (8 * Unit))) + Rounding.Underflow;
        known.SizeD[slot] = size;
        if (strip.Half > 0) _forms.OwnSymbols.Add(neuron, strip.Half);
    }

    private double Size(Span<double> row, double own) => (Math.Abs(row[0]) + _forms.Deviation(row) + own) * (1 + (4 * Unit));

    private static (double Lower, double Upper) Ends(double constant, double deviation, double remainder)
    {
        // A sum that overflowed on the way may end at the wrong infinity.
        if (!double.IsFinite(constant)) return (double.NegativeInfinity, double.PositiveInfinity);
        double radius = (deviation + remainder) * (1 + (4 * Unit));
        double lower = constant == 0 && radius == 0 ? 0 : Math.BitDecrement(constant - radius);
        double upper = constant == 0 && radius == 0 ? 0 : Math.BitIncrement(constant + radius);
        return lower <= upper ? (lower, upper) : (double.NegativeInfinity, double.PositiveInfinity);
    }

    private static bool Cut(ref double lower, ref double upper, bool positive)
    {
        if (positive) lower = Math.Max(lower, 0);
        else upper = Math.Min(upper, 0);
        return lower <= upper;
    }

    private void Remember(ReadOnlySpan<double> shared, ReadOnlySpan<double> own, double remainder, bool positive)
    {
        double[] sharedCopy = shared.ToArray(), ownCopy = own.ToArray();
        if (!positive)
        {
            PaddedRows.Scale(-1, sharedCopy, sharedCopy);
            PaddedRows.Scale(-1, ownCopy, ownCopy);
        }

        _clamped.Add(new ClampedForm(sharedCopy, ownCopy, remainder));
    }

    private void RememberSum(int row, double sizeB, bool positive)
    {
        Span<double> b = _forms.B.Row(row), d = _forms.D.Row(row);
        var sum = new double[b.Length];
        PaddedRows.Combine(1, d, 1, b, sum);
        double size = sizeB + Size(d, 0);
        double remainder = (_forms.Remainders.B[row] + _forms.Remainders.D[row] + (2 * Unit * size)) * (1 + (8 * Unit));
        Remember(sum, _forms.OwnColumns == 0 ? [] : _forms.Own.Row(row), remainder, positive);
    }
}
