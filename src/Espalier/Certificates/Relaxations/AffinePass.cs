using System.Runtime.CompilerServices;
using Espalier.Certificates.Chains;
using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>z_B = W_B·h_B + b_B, and z_A − z_B = W_A·(h_A − h_B) + (W_A − W_B)·h_B + (b_A − b_B), on forms.</summary>
/// <remarks>
/// With n terms to an element, fl(W·H) misses W·H by at most γ|W||H|, γ ≈ (2n + 8)·2⁻⁵³ as two products may share a chain. Over a whole row of coefficients that
/// moves a value by at most γ·Σ_j |W_ij|·s_j, s_j the size of row j. So one product of |W| with a vector carries old remainders and new
/// rounding together, and the matrices need no second product.
/// </remarks>
internal sealed class AffinePass(int threads)
{
    private readonly MatrixWorkspace _workspace = new();
    private readonly double[][] _buffers = [[], [], []];
    private FormMatrix _nextB = new(), _nextD = new(), _nextOwn = new();
    private Remainders _nextRemainders = new();
    private double[] _weightsB = [];
    private double[]? _weightsA, _difference;

    public void Run(PairForms forms, PairStage stage)
    {
        Gather(forms, stage);

        // Before the first stage there is the constant alone; the inputs are pending like symbols.
        bool isFirst = forms.SharedColumns == 1;
        int from = forms.SharedColumns;
        int columns = isFirst ? forms.InputBlock : from + forms.SharedSymbols.Pending;
        int stride = ColumnMatrix.Padded(columns);
        bool same = forms.IsSame && stage.Difference is null && stage.BiasDifference is null;
        Product(forms, stage, _weightsB, forms.B, _nextB, stride, accumulate: false);
        forms.SharedSymbols.Write(stage.B.Weights, stage.Inputs, _nextB, stage.Outputs, from);
        AddBias(stage.B.Bias, _nextB);
        if (!same) Difference(forms, stage, from, stride);
        Carry(forms, stage, same);
        forms.SharedSymbols.Settle();
        forms.SharedColumns = columns;
        forms.IsSame = same;
        (forms.B, _nextB) = (_nextB, forms.B);
        (forms.Remainders, _nextRemainders) = (_nextRemainders, forms.Remainders);
    }

    private void Difference(PairForms forms, PairStage stage, int from, int stride)
    {
        if (_weightsA is not null) Product(forms, stage, _weightsA, forms.D, _nextD, stride, accumulate: false);
        if (_difference is not null) Product(forms, stage, _difference, forms.B, _nextD, stride, accumulate: _weightsA is not null);
        if (_weightsA is null && _difference is null) Clear(_nextD, stage.Outputs, stride);
        forms.SharedSymbols.Write(stage.Difference, stage.Inputs, _nextD, stage.Outputs, from);
        if (stage.BiasDifference is not null) AddBias(stage.BiasDifference, _nextD);
        int columns = forms.OwnColumns + forms.OwnSymbols.Pending;
        int ownStride = ColumnMatrix.Padded(columns);
        if (forms.OwnColumns > 0) Product(forms, stage, _weightsA!, forms.Own, _nextOwn, ownStride, accumulate: false);
        else _nextOwn.Reshape(stage.Outputs, ownStride);
        forms.OwnSymbols.Write(stage.A.Weights, stage.Inputs, _nextOwn, stage.Outputs, forms.OwnColumns);
        forms.OwnSymbols.Settle();
        forms.OwnColumns = columns;
        (forms.D, _nextD) = (_nextD, forms.D);
        (forms.Own, _nextOwn) = (_nextOwn, forms.Own);
    }

    /// <summary>The columns of the active neurons, next to each other.</summary>
    private void Gather(PairForms forms, PairStage stage)
    {
        _weightsB = Gathered(forms, stage.B.Columns, 0);
        _difference = stage.DifferenceColumns is null ? null : Gathered(forms, stage.DifferenceColumns, 1);
        _weightsA = forms.IsSame ? null : stage.Difference is null ? _weightsB : Gathered(forms, stage.A.Columns, 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double[] Gathered(PairForms forms, ColumnMatrix matrix, int buffer)
    {
        ReadOnlySpan<int> active = forms.Active;
        if (active.Length == matrix.Columns) return matrix.Data;
        if (_buffers[buffer].Length < matrix.Data.Length) _buffers[buffer] = new double[matrix.Data.Length];
        Span<double> gathered = _buffers[buffer];
        for (int slot = 0; slot < active.Length; slot++) matrix.Column(active[slot]).CopyTo(gathered[(slot * matrix.Stride)..]);
        return _buffers[buffer];
    }

    private void Product(PairForms forms, PairStage stage, double[] weights, FormMatrix from, FormMatrix to, int stride, bool accumulate)
    {
        to.Reshape(stage.Outputs, stride);
        int depth = forms.Active.Length;
        if (depth == 0)
        {
            if (!accumulate) Clear(to, stage.Outputs, stride);
            return;
        }

        int padded = ColumnMatrix.Padded(stage.Outputs);
        var left = new MatrixView<double>(weights, stage.Outputs, depth, 1, padded);
        var right = new MatrixView<double>(from.Data, depth, Math.Min(from.Stride, stride), from.Stride, 1);
        MatrixProduct.Multiply(left, right, to.Data, stride, accumulate, threads, _workspace);
    }

    private static void Clear(FormMatrix forms, int rows, int stride)
    {
        forms.Reshape(rows, stride);
        forms.Data.AsSpan(0, rows * stride).Clear();
    }

    private static void AddBias(double[] bias, FormMatrix forms)
    {
        for (int i = 0; i < bias.Length; i++) forms.Data[i * forms.Stride] += bias[i];
    }

    /// <summary>Σ|W|(remainder + γ·size). The unit by which W_A − W_B is rounded is one of those in γ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Carry(PairForms forms, PairStage stage, bool same)
    {
        int stride = ColumnMatrix.Padded(stage.Outputs);
        int depth = forms.Active.Length;
        double gamma = ((2 * depth) + 8) * Rounding.Unit;
        Remainders old = forms.Remainders;
        _nextRemainders.Reshape(stride);
        Span<double> b = _nextRemainders.B.AsSpan(0, stride), d = _nextRemainders.D.AsSpan(0, stride);
        b.Clear();
        d.Clear();
        for (int slot = 0; slot < depth; slot++)
        {
            double carriedB = old.B[slot] + (gamma * old.SizeB[slot]);
            Rows.AddAbsolute(carriedB, _weightsB.AsSpan(slot * stride, stride), b);
            if (_difference is not null) Rows.AddAbsolute(carriedB, _difference.AsSpan(slot * stride, stride), d);
            if (_weightsA is not null) Rows.AddAbsolute(old.D[slot] + (gamma * old.SizeD[slot]), _weightsA.AsSpan(slot * stride, stride), d);
        }

        double grown = 1 + (4 * gamma);
        for (int i = 0; i < stage.Outputs; i++)
        {
            b[i] = ((b[i] + (gamma * Math.Abs(stage.B.Bias[i]))) * grown) + Rounding.Underflow;
            double bias = stage.BiasDifference is null ? 0 : Math.Abs(stage.BiasDifference[i]);
            d[i] = same ? 0 : ((d[i] + (gamma * bias)) * grown) + Rounding.Underflow;
        }
    }
}
