using System.Buffers;

namespace Espalier.Neurons.Circle;

/// <summary>Pairs the choices of two stretches that make up the half-circle: a meet in the middle on vectors.</summary>
/// <remarks>
/// With the first stretch around the start, the gradients of h(x) and h(−x) at the start are minus the sums of the changes of
/// active and of silent kept pieces. Both must lie in the first choice's polygon; both, carried on to the reference of the second
/// stretch, in the second's. Pairs are found through a table of the second choices by their active sums; boxes around the
/// polygons reject nearly all of the rest, and what remains is evaluated.
/// </remarks>
internal sealed class ArcJoin : IDisposable
{
    private const int MostCells = 1 << 20;

    private readonly Entry[] _entries;
    private readonly int[] _starts;
    private readonly int _columns;
    private readonly int _rows;
    private readonly double _cell;
    private readonly double _left;
    private readonly double _bottom;

    public ArcJoin(Span<ArcState> second, double cell)
    {
        _entries = ArrayPool<Entry>.Shared.Rent(second.Length);
        Entry[] borrowed = ArrayPool<Entry>.Shared.Rent(second.Length);
        Span<Entry> entries = borrowed.AsSpan(0, second.Length);
        double left = double.PositiveInfinity;
        double bottom = double.PositiveInfinity;
        double right = double.NegativeInfinity;
        double top = double.NegativeInfinity;
        for (int i = 0; i < second.Length; i++)
        {
            entries[i] = new Entry(ref second[i]);
            left = Math.Min(left, entries[i].ActiveX);
            right = Math.Max(right, entries[i].ActiveX);
            bottom = Math.Min(bottom, entries[i].ActiveY);
            top = Math.Max(top, entries[i].ActiveY);
        }

        _left = left;
        _bottom = bottom;
        _cell = Math.Max(cell, Math.Sqrt((right - left) * (top - bottom) / MostCells) + ((right - left + top - bottom) / MostCells) + double.Epsilon);
        _columns = (int)((right - left) / _cell) + 1;
        _rows = (int)((top - bottom) / _cell) + 1;
        _starts = Sort(entries);
        ArrayPool<Entry>.Shared.Return(borrowed);
    }

    public void Dispose() => ArrayPool<Entry>.Shared.Return(_entries);

    /// <summary>Offers every pair that may stay within the level.</summary>
    public void Run(Span<ArcState> first, double slack, ArcFinds finds)
    {
        // Neighbours look at the same part of the table, which then is in the cache.
        first.Sort(static (a, b) => a.ActiveY.CompareTo(b.ActiveY));
        foreach (ref ArcState state in first) finds.Work += 1 + (Match(ref state, slack, finds) / 16);
    }

    /// <summary>Offers the partners of one state, and returns how many entries it looked at.</summary>
    private long Match(ref ArcState state, double slack, ArcFinds finds)
    {
        Polygon.Box box = state.Gradients.Bounds();
        double left = -state.ActiveX - box.Right - slack;
        double right = -state.ActiveX - box.Left + slack;
        double bottom = -state.ActiveY - box.Top - slack;
        double top = -state.ActiveY - box.Bottom + slack;
        double silentLeft = -state.SilentX - box.Right - slack;
        double silentRight = -state.SilentX - box.Left + slack;
        double silentBottom = -state.SilentY - box.Top - slack;
        double silentTop = -state.SilentY - box.Bottom + slack;
        double frontX = state.RightX - state.ActiveX;
        double frontY = state.RightY - state.ActiveY;
        double backX = state.RightX - state.SilentX;
        double backY = state.RightY - state.SilentY;
        (int firstColumn, int lastColumn) = Range(left, right, _left, _columns);
        (int firstRow, int lastRow) = Range(bottom, top, _bottom, _rows);
        if (firstColumn > lastColumn) return 0;
        long looked = 0;
        for (int row = firstRow; row <= lastRow; row++)
        {
            int begin = _starts[(row * _columns) + firstColumn];
            int end = _starts[(row * _columns) + lastColumn + 1];
            looked += end - begin;
            foreach (ref readonly Entry entry in _entries.AsSpan(begin, end - begin))
            {
                if (entry.SilentX < silentLeft || entry.SilentX > silentRight || entry.SilentY < silentBottom || entry.SilentY > silentTop) continue;
                if (entry.ActiveX < left || entry.ActiveX > right || entry.ActiveY < bottom || entry.ActiveY > top) continue;
                double x = frontX - entry.FrontX;
                double y = frontY - entry.FrontY;
                if (x < entry.Left - slack || x > entry.Right + slack || y < entry.Bottom - slack || y > entry.Top + slack) continue;
                x = backX - entry.BackX;
                y = backY - entry.BackY;
                if (x < entry.Left - slack || x > entry.Right + slack || y < entry.Bottom - slack || y > entry.Top + slack) continue;
                finds.Offer(state.Mask | entry.Mask);
            }
        }

        return looked;
    }

    private (int First, int Last) Range(double low, double high, double origin, int count)
    {
        // One cell more on either side, so that rounding loses nothing.
        double first = Math.Floor((low - origin) / _cell) - 1;
        double last = Math.Floor((high - origin) / _cell) + 1;
        return ((int)Math.Clamp(first, 0, count), (int)Math.Clamp(last, -1, count - 1));
    }

    private int Cell(in Entry entry)
    {
        int column = Math.Clamp((int)((entry.ActiveX - _left) / _cell), 0, _columns - 1);
        int row = Math.Clamp((int)((entry.ActiveY - _bottom) / _cell), 0, _rows - 1);
        return (row * _columns) + column;
    }

    /// <summary>Orders the entries by cell; start c is where cell c begins.</summary>
    private int[] Sort(ReadOnlySpan<Entry> entries)
    {
        int[] cells = new int[entries.Length];
        for (int i = 0; i < cells.Length; i++) cells[i] = Cell(entries[i]);
        int[] starts = new int[(_columns * _rows) + 1];
        foreach (int cell in cells) starts[cell + 1]++;
        for (int i = 1; i < starts.Length; i++) starts[i] += starts[i - 1];
        int[] next = starts.AsSpan(0, starts.Length - 1).ToArray();
        for (int i = 0; i < cells.Length; i++) _entries[next[cells[i]]++] = entries[i];
        return starts;
    }

    /// <summary>A second choice, ready for comparison: sums, and the box of its polygon.</summary>
    private readonly struct Entry
    {
        public readonly double ActiveX;
        public readonly double ActiveY;
        public readonly double SilentX;
        public readonly double SilentY;
        public readonly double FrontX;
        public readonly double FrontY;
        public readonly double BackX;
        public readonly double BackY;
        public readonly double Left;
        public readonly double Bottom;
        public readonly double Right;
        public readonly double Top;
        public readonly UInt128 Mask;

        public Entry(ref ArcState state)
        {
            ActiveX = state.ActiveX;
            ActiveY = state.ActiveY;
            SilentX = state.SilentX;
            SilentY = state.SilentY;
            FrontX = state.ActiveX - state.LeftX;
            FrontY = state.ActiveY - state.LeftY;
            BackX = state.SilentX - state.LeftX;
            BackY = state.SilentY - state.LeftY;
            (Left, Bottom, Right, Top) = state.Gradients.Bounds();
            Mask = state.Mask;
        }
    }
}
