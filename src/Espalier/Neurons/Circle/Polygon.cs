using System.Runtime.CompilerServices;

namespace Espalier.Neurons.Circle;

/// <summary>A convex polygon of few corners: the gradients that keep all values known so far within a level.</summary>
/// <remarks>
/// A cut that would need more corners than there is room for is left out: the polygon may be too large, never too small. All numbers are
/// finite, as problems are scaled.
/// </remarks>
internal struct Polygon
{
    private const int Room = 10;

    private Corners _corners;
    private int _count;

    public readonly bool IsEmpty => _count == 0;

    /// <summary>A square around 0.</summary>
    public static Polygon Square(double half)
    {
        var square = new Polygon { _count = 4 };
        square._corners[0] = (-half, -half);
        square._corners[1] = (half, -half);
        square._corners[2] = (half, half);
        square._corners[3] = (-half, half);
        return square;
    }

    /// <summary>Keeps the part where low ≤ ⟨g, (x, y)⟩ ≤ high.</summary>
    public void CutStrip(double x, double y, double low, double high) => CutStrip(x, y, low, high, Reach(x, y));

    /// <summary>The same where the reach along (x, y) is known.</summary>
    public void CutStrip(double x, double y, double low, double high, (double Least, double Most) reach)
    {
        (double least, double most) = reach;
        if (least > high || most < low) _count = 0;
        if (most > high) Cut(x, y, high);
        if (least < low) Cut(-x, -y, -low);
    }

    /// <summary>The least and the largest ⟨g, (x, y)⟩; nothing of an empty polygon.</summary>
    public readonly (double Least, double Most) Reach(double x, double y)
    {
        double least = double.PositiveInfinity;
        double most = double.NegativeInfinity;
        for (int i = 0; i < _count; i++)
        {
            double dot = (_corners[i].X * x) + (_corners[i].Y * y);
            least = double.MinNative(least, dot);
            most = double.MaxNative(most, dot);
        }

        return (least, most);
    }

    public readonly Box Bounds()
    {
        var box = new Box(double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);
        for (int i = 0; i < _count; i++)
        {
            (double x, double y) = _corners[i];
            box = new Box(Math.Min(box.Left, x), Math.Min(box.Bottom, y), Math.Max(box.Right, x), Math.Max(box.Top, y));
        }

        return box;
    }

    /// <summary>Keeps the part where ⟨g, (x, y)⟩ ≤ high (Sutherland and Hodgman).</summary>
    private void Cut(double x, double y, double high)
    {
        if (_count == 0) return;
        Unsafe.SkipInit(out Corners cut);
        int count = 0;
        (double X, double Y) last = _corners[_count - 1];
        double lastOver = (last.X * x) + (last.Y * y) - high;
        for (int i = 0; i < _count; i++)
        {
            (double X, double Y) corner = _corners[i];
            double over = (corner.X * x) + (corner.Y * y) - high;

            // A line crosses the edge of a convex polygon twice; one that rounding has dented may be crossed more often.
            if (count > Room) return;
            if (over > 0 != lastOver > 0)
            {
                double share = lastOver / (lastOver - over);
                cut[count++] = (last.X + (share * (corner.X - last.X)), last.Y + (share * (corner.Y - last.Y)));
            }

            if (over <= 0) cut[count++] = corner;
            last = corner;
            lastOver = over;
        }

        if (count > Room) return;
        _corners = cut;
        _count = count;
    }

    internal readonly record struct Box(double Left, double Bottom, double Right, double Top);

    /// <summary>One cut adds one corner, so there is room for one more than is kept.</summary>
    [InlineArray(Room + 2)]
    private struct Corners
    {
        private (double X, double Y) _first;
    }
}
