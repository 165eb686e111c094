namespace Espalier.Training.DataSets;

/// <summary>The squared distance of every pixel's centre to the nearest of the segments drawn, as far as a stroke reaches.</summary>
internal readonly ref struct GlyphCanvas
{
    public const int Side = 28;
    public const int Pixels = Side * Side;
    private const int PiecesPerCurve = 6;
    private const double Far = 1e9;

    private readonly Span<double> _distances;
    private readonly double _reach;

    public GlyphCanvas(Span<double> distances, double radius)
    {
        _distances = distances;
        _distances.Fill(Far);

        // Ink fades over one pixel around the stroke's edge.
        _reach = radius + 0.5;
    }

    /// <summary>Draws a cubic curve as six segments between its points at t = 0, 1/6, …, 1.</summary>
    public void Curve((double X, double Y) p0, (double X, double Y) p1, (double X, double Y) p2, (double X, double Y) p3)
    {
        (double X, double Y) from = p0;
        for (int piece = 1; piece <= PiecesPerCurve; piece++)
        {
            double t = piece / (double)PiecesPerCurve;
            double s = 1 - t;
            double b0 = s * s * s;
            double b1 = 3 * s * s * t;
            double b2 = 3 * s * t * t;
            double b3 = t * t * t;
            double x = (b0 * p0.X) + (b1 * p1.X) + (b2 * p2.X) + (b3 * p3.X);
            double y = (b0 * p0.Y) + (b1 * p1.Y) + (b2 * p2.Y) + (b3 * p3.Y);
            Segment(from, (x, y));
            from = (x, y);
        }
    }

    /// <summary>How much of the pixel the stroke covers: 1 inside, falling to 0 over one pixel.</summary>
    public double Coverage(int pixel) => _distances[pixel] >= _reach * _reach ? 0 : Math.Min(1, _reach - Math.Sqrt(_distances[pixel]));

    private void Segment((double X, double Y) from, (double X, double Y) to)
    {
        double dx = to.X - from.X;
        double dy = to.Y - from.Y;
        double square = (dx * dx) + (dy * dy);
        double inverse = square > 0 ? 1 / square : 0;
        (int left, int right) = Range(Math.Min(from.X, to.X), Math.Max(from.X, to.X));
        (int top, int bottom) = Range(Math.Min(from.Y, to.Y), Math.Max(from.Y, to.Y));
        for (int row = top; row <= bottom; row++)
        {
            double y = row + 0.5 - from.Y;
            for (int column = left; column <= right; column++)
            {
                double x = column + 0.5 - from.X;
                double along = ((x * dx) + (y * dy)) * inverse;
                along = along < 0 ? 0 : along > 1 ? 1 : along;
                double offX = x - (along * dx);
                double offY = y - (along * dy);
                double distance = (offX * offX) + (offY * offY);
                ref double nearest = ref _distances[(row * Side) + column];
                if (distance < nearest) nearest = distance;
            }
        }
    }

    /// <summary>The pixels within reach of an interval; a pixel beyond it could not change.</summary>
    private (int First, int Last) Range(double low, double high)
    {
        int first = (int)Math.Clamp(low - _reach - 0.5, 0, Side);
        int last = (int)Math.Clamp(high + _reach + 0.5, -1, Side - 1);
        return (first, last);
    }
}
