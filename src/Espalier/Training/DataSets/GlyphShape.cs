namespace Espalier.Training.DataSets;

/// <summary>
/// How one image's hand bends, slants, turns, sizes and places its strokes: sheet coordinates to pixels.
/// Every operation is an IEEE + − × ÷, in the order written, so that the image is the same on every machine.
/// </summary>
internal readonly struct GlyphShape
{
    private const double Middle = 14;
    private const double Height = 26;

    private readonly double _bendX;
    private readonly double _bendY;
    private readonly double _taper;
    private readonly double _scaleX;
    private readonly double _scaleY;
    private readonly double _slant;
    private readonly double _cosine;
    private readonly double _sine;
    private readonly double _moveX;
    private readonly double _moveY;

    /// <summary>Takes ten uniforms on (−1, 1).</summary>
    public GlyphShape(ReadOnlySpan<float> uniforms)
    {
        _bendX = 0.5 * uniforms[0];
        _bendY = 0.5 * uniforms[1];
        _taper = 0.5 * uniforms[2];
        _scaleX = 0.9 + (0.25 * uniforms[3]);
        _scaleY = 0.9 + (0.175 * uniforms[4]);
        _slant = 0.1 + (0.3 * uniforms[5]);

        // The tangent of half the angle makes sine and cosine rational: at 0.16 the angle is 18.2°.
        double t = 0.16 * uniforms[6];
        _cosine = (1 - (t * t)) / (1 + (t * t));
        _sine = 2 * t / (1 + (t * t));
        _moveX = Middle + (1.75 * uniforms[7]);
        _moveY = Middle + (1.75 * uniforms[8]);
        Radius = 1.25 + (0.45 * uniforms[9]);
    }

    /// <summary>Half the width of a stroke in pixels.</summary>
    public double Radius { get; }

    /// <summary>The pixel coordinates of a point of the sheet.</summary>
    public (double X, double Y) Place(double sheetX, double sheetY)
    {
        double x = (sheetX - 50) * 0.01;
        double y = (sheetY - 50) * 0.01;
        double bentX = (x + (_bendX * (y * y))) + (_taper * (x * y));
        double bentY = y + (_bendY * (x * x));
        double wideX = bentX * _scaleX;
        double highY = bentY * _scaleY;
        double slantedX = wideX - (_slant * highY);
        double turnedX = (_cosine * slantedX) - (_sine * highY);
        double turnedY = (_sine * slantedX) + (_cosine * highY);
        return (_moveX + (Height * turnedX), _moveY + (Height * turnedY));
    }
}
