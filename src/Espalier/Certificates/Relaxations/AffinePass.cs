using System.Runtime.CompilerServices;
using Espalier.Certificates.Steps;
using Espalier.Graphs.LinearMaps;

namespace Espalier.Certificates.Relaxations;

/// <summary>z_B = Σ W_B·h_B + b_B, and z_A − z_B = Σ W_A·(h_A − h_B) + (W_A − W_B)·h_B + (b_A − b_B), on forms.</summary>
/// <remarks>
/// With n terms to an element, fl(W·H) misses W·H by at most γ|W||H|, γ ≈ (2n + 8)·2⁻⁵³ as two products may share a chain. Over a
/// whole row of coefficients that
/// moves a value by at most γ·Σ_j |W_ij|·s_j, s_j the size of row j. So one product of |W| with a vector carries old remainders and new
/// rounding together, and the matrices need no second product.
/// </remarks>
internal sealed class AffinePass(int threads)
{
    /// <summary>The most numbers of a matrix of forms: 512 MiB.</summary>
    private const long MostNumbers = 1 << 26;

    private readonly MapWorkspace _workspace = new() { Threads = threads };
    private readonly List<double[]> _buffers = [];
    private readonly List<Acting> _acting = [];
    private double[] _carried = [];

    /// <summary>A term on what it reads. Each map is restricted to the neurons that are not 0.</summary>
    /// <param name="Term">The term.</param>
    /// <param name="Reads">The forms of the value.</param>
    /// <param name="B">B's map.</param>
    /// <param name="A">A's map, or null where the value is the same in both networks.</param>
    /// <param name="Difference">A − B, or null where they are alike.</param>
    private readonly record struct Acting(PairTerm Term, PairForms Reads, MapOnRows B, MapOnRows? A, MapOnRows? Difference)
    {
        /// <summary>The two networks may write one map in different ways.</summary>
        public int MostTerms => Math.Max(B.MostTerms, Math.Max(A?.MostTerms ?? 0, Difference?.MostTerms ?? 0));
    }

    /// <summary>Makes the forms of what a step adds up.</summary>
    /// <param name="step">The step.</param>
    /// <param name="forms">The forms of all values, by their places.</param>
    /// <param name="slots">The places.</param>
    /// <param name="to">Receives the forms.</param>
    /// <returns>False if the forms would be too large.</returns>
    public bool TryRun(PairStep step, PairForms[] forms, ValueSlots slots, PairForms to)
    {
        Gather(step, forms, slots);
        to.IsSame = step.BiasDifference is null && !_acting.Exists(each => !each.Reads.IsSame || each.Difference is not null);
        to.SharedColumns = Most(static each => each.Reads.SharedEnd);
        to.OwnColumns = to.IsSame ? 0 : Most(static each => each.Reads.OwnEnd);
        if ((long)step.Outputs * ColumnMatrix.Padded(Math.Max(to.SharedColumns, to.OwnColumns)) > MostNumbers) return false;
        Value(step, to);
        if (!to.IsSame)
        {
            Difference(step, to);
            Own(step, to);
        }

        Carry(step, to);
        return true;
    }

    private int Most(Func<Acting, int> of)
    {
        int most = 0;
        foreach (Acting each in _acting) most = Math.Max(most, of(each));
        return most;
    }

    private void Gather(PairStep step, PairForms[] forms, ValueSlots slots)
    {
        _acting.Clear();
        while (_buffers.Count < 3 * step.Terms.Length) _buffers.Add([]);
        for (int k = 0; k < step.Terms.Length; k++)
        {
            PairTerm term = step.Terms[k];
            PairForms reads = forms[slots[term.Read]];
            MapOnRows b = OnActive(term.B, reads, 3 * k);
            MapOnRows? difference = term.Difference is null ? null : OnActive(term.Difference, reads, (3 * k) + 1);
            MapOnRows? a = reads.IsSame ? null : difference is null ? b : OnActive(term.A, reads, (3 * k) + 2);
            _acting.Add(new Acting(term, reads, b, a, difference));
        }
    }

    private MapOnRows OnActive(LinearMap map, PairForms reads, int buffer)
    {
        double[] memory = _buffers[buffer];
        MapOnRows acting = map.OnInputs(reads.Active, ref memory);
        _buffers[buffer] = memory;
        return acting;
    }

    private void Value(PairStep step, PairForms to)
    {
        var sum = new FormSum(to.B, step.Outputs, to.SharedColumns, _workspace);
        foreach (Acting each in _acting)
        {
            sum.Add(each.B, each.Reads.B, each.Reads.SharedColumns);
            sum.Add(each.Term.B, each.Reads.SharedSymbols);
        }

        sum.Finish();
        AddBias(step.BiasB, to.B);
    }

    private void Difference(PairStep step, PairForms to)
    {
        var sum = new FormSum(to.D, step.Outputs, to.SharedColumns, _workspace);
        foreach (Acting each in _acting)
        {
            if (each.A is not null) sum.Add(each.A, each.Reads.D, each.Reads.SharedColumns);
            if (each.Difference is null) continue;
            sum.Add(each.Difference, each.Reads.B, each.Reads.SharedColumns);
            sum.Add(each.Term.Difference!, each.Reads.SharedSymbols);
        }

        sum.Finish();
        if (step.BiasDifference is not null) AddBias(step.BiasDifference, to.D);
    }

    private void Own(PairStep step, PairForms to)
    {
        var sum = new FormSum(to.Own, step.Outputs, to.OwnColumns, _workspace);
        foreach (Acting each in _acting)
        {
            if (each.A is null) continue;
            if (each.Reads.OwnColumns > 0) sum.Add(each.A, each.Reads.Own, each.Reads.OwnColumns);
            sum.Add(each.Term.A, each.Reads.OwnSymbols);
        }

        sum.Finish();
    }

    private static void AddBias(double[] bias, FormMatrix forms)
    {
        for (int i = 0; i < bias.Length; i++) forms.Data[i * forms.Stride] += bias[i];
    }

    /// <summary>Σ|W|(remainder + γ·size). The unit by which W_A − W_B is rounded is one of those in γ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Carry(PairStep step, PairForms to)
    {
        int stride = ColumnMatrix.Padded(step.Outputs);
        int terms = 2 * (step.Terms.Length - 1);
        foreach (Acting each in _acting) terms += each.MostTerms;
        double gamma = ((2 * terms) + 8) * Rounding.Unit;
        Remainders next = to.Remainders;
        next.Reshape(stride);
        Span<double> b = next.B.AsSpan(0, stride), d = next.D.AsSpan(0, stride);
        b.Clear();
        d.Clear();
        foreach (Acting each in _acting)
        {
            Remainders old = each.Reads.Remainders;
            int depth = each.Reads.Active.Length;
            Span<double> carried = Carried(gamma, old.B, old.SizeB, depth);
            each.B.AddAbsolute(carried, b, _workspace);
            each.Difference?.AddAbsolute(carried, d, _workspace);
            each.A?.AddAbsolute(Carried(gamma, old.D, old.SizeD, depth), d, _workspace);
        }

        double grown = 1 + (4 * gamma);
        for (int i = 0; i < step.Outputs; i++)
        {
            b[i] = ((b[i] + (gamma * Math.Abs(step.BiasB[i]))) * grown) + Rounding.Underflow;
            double bias = step.BiasDifference is null ? 0 : Math.Abs(step.BiasDifference[i]);
            d[i] = to.IsSame ? 0 : ((d[i] + (gamma * bias)) * grown) + Rounding.Underflow;
        }
    }

    private Span<double> Carried(double gamma, double[] remainders, double[] sizes, int count)
    {
        if (_carried.Length < count) _carried = new double[Math.Max(count, 2 * _carried.Length)];
        for (int slot = 0; slot < count; slot++) _carried[slot] = remainders[slot] + (gamma * sizes[slot]);
        return _carried.AsSpan(0, count);
    }
}
