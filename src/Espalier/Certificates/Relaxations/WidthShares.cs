using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Espalier.Certificates.Relaxations;

/// <summary>For every symbol: which share of the width of its neuron's value comes from each input. Tells which side of a box to halve.</summary>
/// <remarks>What reaches a neuron through earlier symbols counts as well: where those hold all of its width, its own slopes are only
/// rounding.</remarks>
internal sealed class WidthShares(int inputs)
{
    private readonly List<double> _shared = [];
    private readonly List<double> _own = [];
    private readonly double[] _widths = new double[inputs];

    public void Clear()
    {
        _shared.Clear();
        _own.Clear();
    }

    /// <summary>For a new shared symbol, from the form of the value that was relaxed.</summary>
    /// <param name="form">The form of B's value.</param>
    /// <param name="inputBlock">Where its symbols begin.</param>
    public void AddShared(ReadOnlySpan<double> form, int inputBlock)
    {
        Array.Clear(_widths);
        Collect(form, inputBlock);
        Keep(_shared);
    }

    /// <summary>For a new symbol of the difference, from the forms of B's value and of the difference.</summary>
    /// <param name="form">The form of B's value.</param>
    /// <param name="difference">The form of the difference.</param>
    /// <param name="own">The difference's own symbols; none if there are none yet.</param>
    /// <param name="inputBlock">Where the shared symbols begin.</param>
    public void AddOwn(ReadOnlySpan<double> form, ReadOnlySpan<double> difference, ReadOnlySpan<double> own, int inputBlock)
    {
        Array.Clear(_widths);
        Collect(form, inputBlock);
        Collect(difference, inputBlock);
        Through(own, _own);
        Keep(_own);
    }

    public ReadOnlySpan<double> Shared(int symbol) => CollectionsMarshal.AsSpan(_shared).Slice(symbol * inputs, inputs);

    public ReadOnlySpan<double> Own(int symbol) => CollectionsMarshal.AsSpan(_own).Slice(symbol * inputs, inputs);

    private void Collect(ReadOnlySpan<double> form, int inputBlock)
    {
        for (int i = 0; i < _widths.Length; i++) _widths[i] += Math.Abs(form[1 + i]);
        Through(form[inputBlock..], _shared);
    }

    /// <summary>Columns behind the symbols are 0, and so are those of symbols that are too new to have one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Through(ReadOnlySpan<double> coefficients, List<double> shares)
    {
        ReadOnlySpan<double> known = CollectionsMarshal.AsSpan(shares);
        int count = Math.Min(coefficients.Length, known.Length / inputs);
        for (int k = 0; k < count; k++)
        {
            double weight = Math.Abs(coefficients[k]);
            if (weight == 0) continue;
            for (int i = 0; i < _widths.Length; i++) _widths[i] += weight * known[(k * inputs) + i];
        }
    }

    private void Keep(List<double> shares)
    {
        double total = 0;
        foreach (double width in _widths) total += width;
        foreach (double width in _widths) shares.Add(total > 0 ? width / total : 0);
    }
}
