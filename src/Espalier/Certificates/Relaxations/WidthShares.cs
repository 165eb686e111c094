using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Espalier.Certificates.Relaxations;

/// <summary>For every symbol: which share of the width of its neuron's value comes from each input. Tells which side of a box to halve.</summary>
internal sealed class WidthShares(int inputs)
{
    private readonly List<double> _shared = [];
    private readonly List<double> _own = [];

    public void Clear()
    {
        _shared.Clear();
        _own.Clear();
    }

    /// <summary>For a new shared symbol, from the form of the value that was relaxed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddShared(ReadOnlySpan<double> form)
    {
        double total = 0;
        for (int i = 0; i < inputs; i++) total += Math.Abs(form[1 + i]);
        for (int i = 0; i < inputs; i++) _shared.Add(total > 0 ? Math.Abs(form[1 + i]) / total : 0);
    }

    /// <summary>For a new symbol of the difference, from the forms of B's value and of the difference: either may have to be decided.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddOwn(ReadOnlySpan<double> form, ReadOnlySpan<double> difference)
    {
        double total = 0;
        for (int i = 0; i < inputs; i++) total += Math.Abs(form[1 + i]) + Math.Abs(difference[1 + i]);
        for (int i = 0; i < inputs; i++) _own.Add(total > 0 ? (Math.Abs(form[1 + i]) + Math.Abs(difference[1 + i])) / total : 0);
    }

    public ReadOnlySpan<double> Shared(int symbol) => CollectionsMarshal.AsSpan(_shared).Slice(symbol * inputs, inputs);

    public ReadOnlySpan<double> Own(int symbol) => CollectionsMarshal.AsSpan(_own).Slice(symbol * inputs, inputs);
}
