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

    /// <summary>Rows stand in pieces of so many numbers, or of one longer row: growing moves none of them.</summary>
    private const int Piece = 1 << 16;

    private readonly List<Entry> _shared = [];
    private readonly List<Entry> _own = [];
    private readonly List<Bend> _bends = [];
    private readonly List<(int Piece, int Start, int Shared, int Own)> _places = [];
    private readonly List<double> _reaches = [];
    private readonly List<double> _sizes = [];
    private readonly List<double[]> _pieces = [];
    private int _piece;
    private int _end;
    private long _kept;

    /// <summary>
    /// Half·e + Middle is at most Factor·|G·x| + Above, x the inputs and earlier symbols, and at least the negative of that or, where it is
    /// one-sided, 0.
    /// </summary>
    /// <param name="Row">The row of G, or −1.</param>
    /// <param name="Factor">The factor of |G·x|.</param>
    /// <param name="Above">What is added to it.</param>
    /// <param name="Middle">Middle.</param>
    /// <param name="Half">Half.</param>
    /// <param name="IsOneSided">Whether that is at least 0: relu(z) − Slope·z, Middle being Half.</param>
    /// <param name="Slope">λ, for what is one-sided.</param>
    /// <param name="Constant">The constant of z, whose other coefficients are those of G.</param>
    /// <param name="Remainder">What the form of z may miss.</param>
    public readonly record struct Entry(
        int Row,
        double Factor,
        double Above,
        double Middle,
        double Half,
        bool IsOneSided,
        double Slope = 0,
        double Constant = 0,
        double Remainder = 0);

    /// <summary>A form that was kept: the row of its coefficients, or −1, its constant, and what it may miss.</summary>
    public readonly record struct Place(int Row, double Constant, double Remainder);

    /// <summary>What a symbol of the difference stands for: relu(b + d) − relu(b) in a strip. Rows are −1 where that is not so, or unknown.</summary>
    public readonly record struct Bend(Place B, Place D, DifferenceRange Range, DifferenceStrip Strip);

    /// <summary>No form.</summary>
    public static Place Nowhere { get; } = new(-1, 0, 0);

    /// <summary>For every symbol that both forms have, in the order of their columns.</summary>
    public ReadOnlySpan<Entry> Shared => CollectionsMarshal.AsSpan(_shared);

    /// <summary>For every symbol of the difference.</summary>
    public ReadOnlySpan<Entry> Own => CollectionsMarshal.AsSpan(_own);

    /// <summary>For every symbol of the difference.</summary>
    public ReadOnlySpan<Bend> Bends => CollectionsMarshal.AsSpan(_bends);

    /// <summary>The coefficients of inputs and shared symbols in a form, with 0 for the constant.</summary>
    public Span<double> SharedPart(int row, PairForms forms)
    {
        (int piece, int start, int shared, _) = _places[row];
        return _pieces[piece].AsSpan(start, forms.InputBlock + shared);
    }

    /// <summary>The coefficients of the difference's own symbols in a form.</summary>
    public Span<double> OwnPart(int row, PairForms forms)
    {
        (int piece, int start, int shared, int own) = _places[row];
        return _pieces[piece].AsSpan(start + forms.InputBlock + shared, own);
    }

    /// <summary>A bound on the magnitudes of all parts of a form, but for a few roundings.</summary>
    public double Size(in Place place) => place.Row < 0 ? 0 : Math.Abs(place.Constant) + _sizes[place.Row];

    /// <summary>How far G·x can be from 0, rounded to nearest.</summary>
    public double Reach(int row) => _reaches[row];

    public void Clear()
    {
        _shared.Clear();
        _own.Clear();
        _bends.Clear();
        _places.Clear();
        _reaches.Clear();
        _sizes.Clear();
        (_piece, _end, _kept) = (0, 0, 0);
    }

    /// <summary>For a new symbol of B, from the form of the value b that was relaxed; nothing is known of curves.</summary>
    public void AddShared(PairForms forms, int row, in CurveLine line, bool isRelu)
    {
        Span<double> form = forms.B.Row(row);
        int kept = isRelu ? Keep(form, [], forms.InputBlock, forms.IsBall) : -1;
        if (kept < 0)
        {
            _shared.Add(new Entry(-1, 0, 0, 0, 1, IsOneSided: false));
            return;
        }

        double factor = Math.Max(line.Slope, Outward.SubtractUp(1, line.Slope));
        double atCentre = Outward.MultiplyUp(form[0] >= 0 ? Outward.SubtractUp(1, line.Slope) : line.Slope, Math.Abs(form[0]));
        double above = Outward.AddUp(atCentre, Outward.MultiplyUp(factor, forms.Remainders.B[row]));
        _shared.Add(new Entry(kept, factor, above, line.Middle, line.Half, IsOneSided: true, line.Slope, form[0], forms.Remainders.B[row]));
    }

    /// <summary>For a new symbol of the difference, from the form of the difference d that was relaxed.</summary>
    /// <param name="forms">The forms before the function.</param>
    /// <param name="row">Their row.</param>
    /// <param name="strip">The strip.</param>
    /// <param name="steepest">The largest slope of the function; the least is 0.</param>
    /// <param name="bend">The range of a ReLU, or null for a curve.</param>
    public void AddOwn(PairForms forms, int row, in DifferenceStrip strip, double steepest, DifferenceRange? bend)
    {
        Span<double> form = forms.D.Row(row);
        bool isAlong = strip.SlopeB == 0;
        int kept = isAlong || bend is not null ? Keep(form, forms.OwnColumns > 0 ? forms.Own.Row(row) : [], forms.InputBlock, forms.IsBall) : -1;
        double factor = Math.Max(strip.SlopeD, Outward.SubtractUp(steepest, strip.SlopeD));
        double above = Outward.MultiplyUp(factor, Outward.AddUp(Math.Abs(form[0]), forms.Remainders.D[row]));
        _own.Add(new Entry(isAlong ? kept : -1, factor, above, strip.Middle, strip.Half, IsOneSided: false));
        if (bend is { } range && kept >= 0)
        {
            Span<double> b = forms.B.Row(row);
            var placeB = new Place(Keep(b, [], forms.InputBlock, forms.IsBall), b[0], forms.Remainders.B[row]);
            _bends.Add(new Bend(placeB, new Place(kept, form[0], forms.Remainders.D[row]), range, strip));
        }
        else
        {
            _bends.Add(new Bend(Nowhere, Nowhere, default, strip));
        }
    }

    private int Keep(ReadOnlySpan<double> form, ReadOnlySpan<double> own, int block, bool isBall)
    {
        int length = checked(form.Length + own.Length);
        if (_kept + length > MostNumbers) return -1;
        Span<double> row = Room(length);
        form.CopyTo(row);
        own.CopyTo(row[form.Length..]);
        row[0] = 0;
        _places.Add((_piece, _end - length, form.Length - block, own.Length));
        Span<double> inputs = row[..block];
        double symbols = PaddedRows.AbsoluteSum(form[block..]) + PaddedRows.AbsoluteSum(own), sum = PaddedRows.AbsoluteSum(inputs);
        _reaches.Add((isBall ? Math.Sqrt(PaddedRows.SquareSum(inputs)) : sum) + symbols);
        _sizes.Add(sum + symbols);
        _kept += length;
        return _places.Count - 1;
    }

    /// <summary>Room for a row, behind the others of its piece.</summary>
    private Span<double> Room(int length)
    {
        while (_piece < _pieces.Count && _end + length > _pieces[_piece].Length) (_piece, _end) = (_piece + 1, 0);
        if (_piece == _pieces.Count) _pieces.Add(GC.AllocateUninitializedArray<double>(Math.Max(Piece, length)));
        _end += length;
        return _pieces[_piece].AsSpan(_end - length, length);
    }
}
