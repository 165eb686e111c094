namespace Espalier.Lab.Figures;

internal readonly record struct Spot(double X, double Y);

internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public double Width => Right - Left;

    public double Height => Bottom - Top;

    public double MiddleX => 0.5 * (Left + Right);

    public double MiddleY => 0.5 * (Top + Bottom);

    public bool Contains(Spot spot) => spot.X >= Left && spot.X <= Right && spot.Y >= Top && spot.Y <= Bottom;

    public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    public Box Grow(double by) => new(Left - by, Top - by, Right + by, Bottom + by);

    public static Box At(double left, double top, double width, double height) => new(left, top, left + width, top + height);
}

/// <summary>Cuts lines and areas to a box, so that no renderer has to.</summary>
internal static class Clipping
{
    /// <summary>The part of a segment inside the box (Liang, Barsky 1984), or null.</summary>
    public static (Spot From, Spot To)? Segment(Spot from, Spot to, Box box)
    {
        (double enter, double leave) = (0, 1);
        (double dx, double dy) = (to.X - from.X, to.Y - from.Y);
        bool seen = Cut(-dx, from.X - box.Left) && Cut(dx, box.Right - from.X) && Cut(-dy, from.Y - box.Top) && Cut(dy, box.Bottom - from.Y);
        if (!seen) return null;
        Spot start = enter == 0 ? from : new(from.X + (enter * dx), from.Y + (enter * dy));
        return (start, leave == 1 ? to : new(from.X + (leave * dx), from.Y + (leave * dy)));

        bool Cut(double towards, double room)
        {
            if (towards == 0) return room >= 0;
            double share = room / towards;
            if (towards < 0) enter = Math.Max(enter, share);
            else leave = Math.Min(leave, share);
            return enter <= leave;
        }
    }

    /// <summary>The part of a polygon inside the box (Sutherland, Hodgman 1974).</summary>
    public static List<Spot> Polygon(List<Spot> polygon, Box box)
    {
        polygon = Cut(polygon, spot => spot.X - box.Left);
        polygon = Cut(polygon, spot => box.Right - spot.X);
        polygon = Cut(polygon, spot => spot.Y - box.Top);
        return Cut(polygon, spot => box.Bottom - spot.Y);
    }

    private static List<Spot> Cut(List<Spot> polygon, Func<Spot, double> inside)
    {
        List<Spot> kept = [];
        for (int i = 0; i < polygon.Count; i++)
        {
            (Spot from, Spot to) = (polygon[i], polygon[(i + 1) % polygon.Count]);
            (double here, double there) = (inside(from), inside(to));
            if (here >= 0) kept.Add(from);
            if ((here >= 0) == (there >= 0)) continue;
            double share = here / (here - there);
            kept.Add(new(double.Lerp(from.X, to.X, share), double.Lerp(from.Y, to.Y, share)));
        }

        return kept;
    }
}
