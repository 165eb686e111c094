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
    public void AddShared(ReadOnlySpan<double> form) => Add(_shared, form);

    /// <summary>For a new symbol of the difference; its width is that of B's value, which the split has to decide.</summary>
    public void AddOwn(ReadOnlySpan<double> form) => Add(_own, form);

    public ReadOnlySpan<double> Shared(int symbol) => CollectionsMarshal.AsSpan(_shared).Slice(symbol * inputs, inputs);

    public ReadOnlySpan<double> Own(int symbol) => CollectionsMarshal.AsSpan(_own).Slice(symbol * inputs, inputs);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(List<double> shares, ReadOnlySpan<double> form)
    {
        double total = 0;
        for (int i = 0; i < inputs; i++) total += Math.Abs(form[1 + i]);
        for (int i = 0; i < inputs; i++) shares.Add(total > 0 ? Math.Abs(form[1 + i]) / total : 0);
    }
}
