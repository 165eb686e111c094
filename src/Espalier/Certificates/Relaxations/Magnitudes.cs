using System.Runtime.InteropServices;
using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>What the symbols of a pass stand for, beside lying in [−1, 1]: each is bounded by the magnitude of a form that was relaxed.</summary>
/// <remarks>
/// Half·e + Middle is f(b + d) − f(b) − λ·d, which is at most max(λ, 1 − λ)·|d|, or relu(b) − λ·b, which is at least 0 and moves by at most
/// max(λ, 1 − λ) times as much as b. Magnitudes of linear forms are not independent of each other, as the symbols are taken to be.
/// </remarks>
internal sealed class Magnitudes
{
    /// <summary>The most numbers that are kept: 256 MiB.</summary>
    private const int MostNumbers = 1 << 25;

    private readonly List<Entry> _shared = [];
    private readonly List<Entry> _own = [];
    private double[] _rows = [];
    private int _count;

    /// <summary>
    /// Half·e + Middle is at most Factor·|G·ξ| + Above, and at least the negative of that or, where it is one-sided, 0. Row is that of G, or −1
    /// where nothing of the kind is known.
    /// </summary>
    public readonly record struct Entry(int Row, double Factor, double Above, double Middle, double Half, bool IsOneSided);

    /// <summary>For every symbol that both forms have, in the order of their columns.</summary>
    public ReadOnlySpan<Entry> Shared => CollectionsMarshal.AsSpan(_shared);

    /// <summary>For every symbol of the difference.</summary>
    public ReadOnlySpan<Entry> Own => CollectionsMarshal.AsSpan(_own);

    /// <summary>The inputs' coefficients in a form; the constant among them is 0.</summary>
    public ReadOnlySpan<double> Inputs(int row, PairForms forms) => _rows.AsSpan(row * forms.InputBlock, forms.InputBlock);

    public void Clear()
    {
        _shared.Clear();
        _own.Clear();
        _count = 0;
    }

    /// <summary>For a new symbol of B, from the form of the value b that was relaxed; nothing is known of curves.</summary>
    public void AddShared(PairForms forms, int row, in CurveLine line, bool isRelu)
    {
        Span<double> form = forms.B.Row(row);
        int kept = isRelu ? Keep(form, forms.InputBlock) : -1;
        if (kept < 0)
        {
            _shared.Add(new Entry(-1, 0, 0, 0, 1, IsOneSided: false));
            return;
        }

        double factor = Math.Max(line.Slope, Outward.SubtractUp(1, line.Slope));
        double rest = PairForms.Upward(PaddedRows.AbsoluteSum(form[forms.InputBlock..]) + forms.Remainders.B[row], form.Length);
        double atCentre = Outward.MultiplyUp(form[0] >= 0 ? Outward.SubtractUp(1, line.Slope) : line.Slope, Math.Abs(form[0]));
        double above = Outward.AddUp(atCentre, Outward.MultiplyUp(factor, rest));
        _shared.Add(new Entry(kept, factor, above, line.Middle, line.Half, IsOneSided: true));
    }

    /// <summary>For a new symbol of the difference, from the form of the difference d that was relaxed.</summary>
    /// <param name="forms">The forms before the function.</param>
    /// <param name="row">Their row.</param>
    /// <param name="strip">The strip.</param>
    /// <param name="steepest">The largest slope of the function; the least is 0.</param>
    public void AddOwn(PairForms forms, int row, in DifferenceStrip strip, double steepest)
    {
        Span<double> form = forms.D.Row(row);
        int kept = strip.SlopeB == 0 ? Keep(form, forms.InputBlock) : -1;
        double factor = Math.Max(strip.SlopeD, Outward.SubtractUp(steepest, strip.SlopeD));
        double rest = Math.Abs(form[0]) + PaddedRows.AbsoluteSum(form[forms.InputBlock..]) + forms.OwnDeviation(row) + forms.Remainders.D[row];
        double above = Outward.MultiplyUp(factor, PairForms.Upward(rest, form.Length));
        _own.Add(new Entry(kept, factor, above, strip.Middle, strip.Half, IsOneSided: false));
    }

    private int Keep(ReadOnlySpan<double> form, int block)
    {
        long end = (long)(_count + 1) * block;
        if (end > MostNumbers) return -1;
        if (_rows.Length < end) Array.Resize(ref _rows, (int)Math.Min(Math.Max(end, 2L * _rows.Length), MostNumbers));
        Span<double> kept = _rows.AsSpan(_count * block, block);
        form[..block].CopyTo(kept);
        kept[0] = 0;
        return _count++;
    }
}
