using System.Runtime.CompilerServices;

namespace Espalier.Checker;

/// <summary>Bounds the difference of two networks over one leaf of a proof. An instance keeps its memory and serves one caller at a time.</summary>
/// <remarks>
/// In W·H, computed in float64 with n products to a sum, every coefficient misses by at most loss(n)·|W||H|. Over a row that moves a value by at
/// most loss(n)·Σ_j |W_ij|·size_j: so one sum per row carries the losses of what is read and those of this step.
/// </remarks>
internal sealed class LeafCheck(PairStep[] steps, Claim claim)
{
    private readonly Forms[] _forms = [.. Enumerable.Range(0, steps.Length + 1).Select(static _ => new Forms())];
    private readonly List<KnownForm> _known = [];
    private int _columns;
    private int _ownColumns;
    private int _relu;
    private Clamp[] _clamps = [];

    /// <summary>A form that is at least minus its loss on the leaf.</summary>
    private readonly record struct KnownForm(double[] Shared, double[] Own, double Loss);

    /// <summary>Whether the difference surely stays below the claim over a leaf.</summary>
    public bool Holds(Leaf leaf)
    {
        Start(leaf);
        for (int s = 0; s < steps.Length; s++)
        {
            if (steps[s].A.Curve is { } curve) Bend(steps[s], _forms[s + 1], curve);
            else if (!steps[s].A.IsRelu) Affine(steps[s], _forms[s + 1]);
            else if (!Relu(steps[s], _forms[s + 1])) return true;
        }

        Forms outputs = _forms[^1];
        if (outputs.IsSame) return claim.Below > 0;
        for (int row = 0; row < steps[^1].A.Outputs; row++)
        {
            if (claim.Output is { } only && row != only) continue;
            if (!IsBelow(outputs, row, 1, leaf) || !IsBelow(outputs, row, -1, leaf)) return false;
        }

        return true;
    }

    private void Start(Leaf leaf)
    {
        (double[] lower, double[] upper) = leaf.Box(claim);
        int inputs = claim.Inputs;
        _clamps = leaf.Clamps();
        _columns = 1 + inputs;
        _ownColumns = 0;
        _relu = 0;
        _known.Clear();
        Forms start = _forms[0];
        start.Reset(inputs, 1 + inputs, 0);
        start.IsSame = true;
        for (int i = 0; i < inputs; i++)
        {
            double centre = claim.IsBall ? lower[i] : (0.5 * lower[i]) + (0.5 * upper[i]);
            double radius = claim.IsBall
                ? claim.Radius
                : Math.Max(Math.Max(Upward.Subtract(upper[i], centre), Upward.Subtract(centre, lower[i])), 0);
            start.B(i)[0] = centre;
            start.B(i)[1 + i] = radius;
            start.SizeB[i] = Upward.Add(Math.Abs(centre), radius);
            start.LossB[i] = start.SizeB[i] == 0 ? 0 : double.Epsilon;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Affine(PairStep step, Forms to)
    {
        to.Reset(step.A.Outputs, _columns, _ownColumns);
        to.IsSame = !step.Differs && Array.TrueForAll(step.A.Parts, part => _forms[part.Read].IsSame);
        double loss = Upward.Loss(step.Terms);
        for (int i = 0; i < step.A.Outputs; i++)
        {
            double lossB = loss * Math.Abs(step.B.Bias[i]);
            foreach (Part part in step.B.Parts) lossB += AddB(part, i, to.B(i), loss);
            to.B(i)[0] += step.B.Bias[i];
            to.LossB[i] = Upward.Sum(lossB, step.Terms) + Upward.Tiny;
            to.SizeB[i] = Size(to.B(i), []);
            if (to.IsSame) continue;
            double lossD = loss * Math.Abs(step.BiasDifference[i]);
            foreach (Part part in step.A.Parts)
                if (!_forms[part.Read].IsSame) lossD += AddD(part, i, to.D(i), to.Own(i), loss);
            foreach (Part part in step.Difference) lossD += AddB(part, i, to.D(i), loss);
            to.D(i)[0] += step.BiasDifference[i];
            to.LossD[i] = Upward.Sum(lossD, step.Terms) + Upward.Tiny;
            to.SizeD[i] = Size(to.D(i), to.Own(i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double AddB(Part part, int output, Span<double> to, double loss)
    {
        Forms from = _forms[part.Read];
        (int[] columns, double[] weights) = (part.Rows[output].Columns, part.Rows[output].Weights);
        double lost = 0;
        for (int k = 0; k < columns.Length; k++)
        {
            int row = columns[k];
            if (from.IsZero[row]) continue;
            AddScaled(weights[k], from.B(row), to);
            if (from.SymbolB[row] >= 0) to[from.SymbolB[row]] += weights[k] * from.CoefficientB[row];
            lost += Math.Abs(weights[k]) * (from.LossB[row] + (loss * from.SizeB[row]));
        }

        return lost;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double AddD(Part part, int output, Span<double> to, Span<double> own, double loss)
    {
        Forms from = _forms[part.Read];
        (int[] columns, double[] weights) = (part.Rows[output].Columns, part.Rows[output].Weights);
        double lost = 0;
        for (int k = 0; k < columns.Length; k++)
        {
            int row = columns[k];
            if (from.IsZero[row]) continue;
            AddScaled(weights[k], from.D(row), to);
            AddScaled(weights[k], from.Own(row), own);
            if (from.SymbolD[row] >= 0) own[from.SymbolD[row]] += weights[k] * from.CoefficientD[row];
            lost += Math.Abs(weights[k]) * (from.LossD[row] + (loss * from.SizeD[row]));
        }

        return lost;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(double weight, Span<double> from, Span<double> to)
    {
        Span<double> first = to[..from.Length];
        for (int c = 0; c < from.Length; c++) first[c] += weight * from[c];
    }

    /// <summary>False if no input of the leaf has the signs that it states.</summary>
    private bool Relu(PairStep step, Forms to)
    {
        Forms from = Whole(step);
        int rows = step.A.Outputs, ordinal = _relu++;
        to.Reset(rows, _columns, _ownColumns);
        to.IsSame = from.IsSame;
        for (int i = 0; i < rows; i++)
        {
            (double Lower, double Upper) b = Range(from.B(i), [], from.LossB[i]);
            foreach (Clamp clamp in _clamps)
            {
                if (clamp.Relu != ordinal || clamp.Row != i || clamp.OfA) continue;
                _known.Add(Known(from.B(i).ToArray(), [], from.LossB[i], clamp.Positive));
                if (!Cut(ref b, clamp.Positive)) return false;
            }

            if (from.IsSame)
            {
                foreach (Clamp clamp in _clamps)
                    if (clamp.Relu == ordinal && clamp.Row == i && clamp.OfA && !Cut(ref b, clamp.Positive)) return false;
                if (b.Upper <= 0) to.IsZero[i] = true;
                else RelaxB(from, to, i, b);
            }
            else if (!RelaxBoth(from, to, i, b, ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private void Bend(PairStep step, Forms to, Curve curve)
    {
        Forms from = Whole(step);
        to.Reset(step.A.Outputs, _columns, _ownColumns);
        to.IsSame = from.IsSame;
        for (int i = 0; i < step.A.Outputs; i++)
        {
            (double Lower, double Upper) b = Range(from.B(i), [], from.LossB[i]);
            if (!from.IsSame)
            {
                (double Lower, double Upper) d = Range(from.D(i), from.Own(i), from.LossD[i]);
                Relax(from, to, i, curve.Difference(RangeOfA(from, i, b, d).Range, b, d));
            }

            RelaxB(from, to, i, curve.Line(b));
        }
    }

    /// <summary>a = b + d: the sum of the forms, what it may miss, and its range.</summary>
    private (double[] Sum, double Loss, (double Lower, double Upper) Range) RangeOfA(
        Forms from, int i, (double Lower, double Upper) b, (double Lower, double Upper) d)
    {
        Span<double> rowB = from.B(i), rowD = from.D(i);
        var sum = new double[rowB.Length];
        for (int c = 0; c < sum.Length; c++) sum[c] = rowB[c] + rowD[c];
        double loss = Upward.Sum(from.LossB[i] + from.LossD[i] + (Upward.Loss(2) * (from.SizeB[i] + from.SizeD[i])), 4);
        (double Lower, double Upper) a = Range(sum, from.Own(i), loss);
        return (sum, loss, (Math.Max(a.Lower, -Upward.Add(-b.Lower, -d.Lower)), Math.Min(a.Upper, Upward.Add(b.Upper, d.Upper))));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool RelaxBoth(Forms from, Forms to, int i, (double Lower, double Upper) b, int ordinal)
    {
        (double Lower, double Upper) d = Range(from.D(i), from.Own(i), from.LossD[i]);
        (double[] sum, double lossA, (double Lower, double Upper) a) = RangeOfA(from, i, b, d);
        foreach (Clamp clamp in _clamps)
        {
            if (clamp.Relu != ordinal || clamp.Row != i || !clamp.OfA) continue;
            _known.Add(Known((double[])sum.Clone(), from.Own(i).ToArray(), lossA, clamp.Positive));
            if (!Cut(ref a, clamp.Positive)) return false;
        }

        if (b.Upper <= 0 && a.Upper <= 0)
        {
            to.IsZero[i] = true;
            return true;
        }

        Relax(from, to, i, Strip.Difference(a, b, d));
        if (b.Upper > 0) RelaxB(from, to, i, b);
        return true;
    }

    /// <summary>The new form of the difference, in a strip.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Relax(Forms from, Forms to, int i, Strip strip)
    {
        Span<double> rowB = from.B(i), rowD = from.D(i);
        Span<double> made = to.D(i), own = to.Own(i);
        for (int c = 0; c < rowD.Length; c++) made[c] = (strip.SlopeD * rowD[c]) + (strip.SlopeB * rowB[c]);
        made[0] += strip.Middle;
        Span<double> ownFrom = from.Own(i);
        for (int c = 0; c < ownFrom.Length; c++) own[c] = strip.SlopeD * ownFrom[c];
        double slopeD = Math.Abs(strip.SlopeD), slopeB = Math.Abs(strip.SlopeB);
        double size = (slopeD * from.SizeD[i]) + (slopeB * from.SizeB[i]) + Math.Abs(strip.Middle) + strip.Half;
        bool isExact = slopeB == 0 && (slopeD == 0 || (slopeD == 1 && strip.Middle == 0));
        double lost = (slopeD * from.LossD[i]) + (slopeB * from.LossB[i]) + (isExact ? 0 : Upward.Loss(4) * size);
        to.LossD[i] = slopeD == 0 && slopeB == 0 ? 0 : Upward.Sum(lost, 4) + Upward.Tiny;
        to.SizeD[i] = Upward.Sum(size, 8);
        if (strip.Half > 0) (to.SymbolD[i], to.CoefficientD[i]) = (_ownColumns++, strip.Half);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RelaxB(Forms from, Forms to, int i, (double Lower, double Upper) b)
    {
        if (b.Lower >= 0)
        {
            from.B(i).CopyTo(to.B(i));
            (to.LossB[i], to.SizeB[i]) = (from.LossB[i], from.SizeB[i]);
            return;
        }

        (double slope, double half) = Strip.Relu(b.Lower, b.Upper);
        RelaxB(from, to, i, (slope, half, half));
    }

    /// <summary>The new form of B's value, in a strip.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RelaxB(Forms from, Forms to, int i, (double Slope, double Middle, double Half) line)
    {
        Span<double> rowB = from.B(i), made = to.B(i);
        for (int c = 0; c < rowB.Length; c++) made[c] = line.Slope * rowB[c];
        made[0] += line.Middle;
        double size = Upward.Sum((line.Slope * from.SizeB[i]) + Math.Abs(line.Middle) + line.Half, 8);
        to.SizeB[i] = size;
        to.LossB[i] = Upward.Sum((line.Slope * from.LossB[i]) + (Upward.Loss(4) * size), 4) + Upward.Tiny;
        (to.SymbolB[i], to.CoefficientB[i]) = (_columns++, line.Half);
    }

    /// <summary>What a ReLU reads, with every symbol in its row.</summary>
    private Forms Whole(PairStep step)
    {
        Forms read = _forms[step.A.Parts[0].Read];
        int rows = step.A.Outputs;
        bool isWhole = !read.IsZero.AsSpan(0, rows).Contains(true) && !read.SymbolB.AsSpan(0, rows).ContainsAnyExcept(-1)
            && !read.SymbolD.AsSpan(0, rows).ContainsAnyExcept(-1);
        if (isWhole) return read;
        var whole = new Forms();
        Affine(step, whole);
        return whole;
    }

    private static KnownForm Known(double[] shared, double[] own, double loss, bool positive)
    {
        if (positive) return new KnownForm(shared, own, loss);
        for (int c = 0; c < shared.Length; c++) shared[c] = -shared[c];
        for (int c = 0; c < own.Length; c++) own[c] = -own[c];
        return new KnownForm(shared, own, loss);
    }

    private static bool Cut(ref (double Lower, double Upper) range, bool positive)
    {
        range = positive ? (Math.Max(range.Lower, 0), range.Upper) : (range.Lower, Math.Min(range.Upper, 0));
        return range.Lower <= range.Upper;
    }

    /// <summary>
    /// Whether an output's difference, times a sign, stays below the claim: by its own form, or with multiples of forms that are known.
    /// </summary>
    private bool IsBelow(Forms outputs, int row, int sign, Leaf leaf)
    {
        double[] shared = outputs.D(row).ToArray(), own = outputs.Own(row).ToArray();
        for (int c = 0; c < shared.Length; c++) shared[c] *= sign;
        for (int c = 0; c < own.Length; c++) own[c] *= sign;
        double loss = outputs.LossD[row], size = outputs.SizeD[row];
        foreach (Multiplier multiplier in leaf.Multipliers)
        {
            if (multiplier.Row != row || multiplier.Sign != sign) continue;
            if (!(multiplier.Factor >= 0) || multiplier.Clamp < 0 || multiplier.Clamp >= _known.Count)
                throw new RefusalException("a multiplier belongs to no form");
            KnownForm known = _known[multiplier.Clamp];
            AddScaled(multiplier.Factor, known.Shared, shared);
            AddScaled(multiplier.Factor, known.Own, own);
            double added = Upward.Multiply(multiplier.Factor, Size(known.Shared, known.Own));
            size = Upward.Add(size, added);
            loss = Upward.Add(loss, Upward.Add(Upward.Multiply(multiplier.Factor, known.Loss), Upward.Multiply(Upward.Loss(4), size)));
        }

        // A NaN is not below anything.
        return Range(shared, own, loss).Upper < claim.Below;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Size(ReadOnlySpan<double> shared, ReadOnlySpan<double> own)
    {
        double sum = 0;
        foreach (double value in shared) sum += Math.Abs(value);
        foreach (double value in own) sum += Math.Abs(value);
        return Upward.Sum(sum, shared.Length + own.Length);
    }

    /// <summary>Both ends of a form, rounded outward; everything where its arithmetic failed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Lower, double Upper) Range(ReadOnlySpan<double> shared, ReadOnlySpan<double> own, double loss)
    {
        double reach = loss, squares = 0;
        int inputs = claim.Inputs;
        for (int c = 1; c <= inputs; c++)
        {
            if (claim.IsBall) squares += shared[c] * shared[c];
            else reach += Math.Abs(shared[c]);
        }

        if (claim.IsBall) reach += Upward.Root(Upward.Sum(squares, inputs) + Upward.Tiny);
        foreach (double value in shared[(1 + inputs)..]) reach += Math.Abs(value);
        foreach (double value in own) reach += Math.Abs(value);
        reach = Upward.Sum(reach, shared.Length + own.Length);
        (double lower, double upper) = (-Upward.Subtract(reach, shared[0]), Upward.Add(shared[0], reach));
        bool isSound = double.IsFinite(shared[0]) && lower <= upper;
        return isSound ? (lower, upper) : (double.NegativeInfinity, double.PositiveInfinity);
    }
}
