namespace Espalier.Theory.Proven;

/// <summary>One step of Remez' exchange for √v on [0, 1] by polynomials of degree n in v = u²; what it finds is certified elsewhere.</summary>
internal sealed class RemezExchange
{
    private const int MaximumSteps = 40;

    private const int SearchSteps = 45;

    private readonly double[] _points;
    private readonly double[] _weights;
    private readonly double[] _values;

    /// <summary>Interpolates at n + 2 points u_0 = 0 &lt; … &lt; u_{n+1} = 1 with errors of one size and alternating signs.</summary>
    public RemezExchange(double[] points)
    {
        _points = points;
        _weights = new double[points.Length];
        double signed = 0;
        double sizes = 0;
        for (int i = 0; i < points.Length; i++)
        {
            _weights[i] = Weight(points, i);
            signed += _weights[i] * points[i];
            sizes += Math.Abs(_weights[i]);
        }

        Level = signed / sizes;
        _values = [.. points.Select((u, i) => u - (Math.Sign(_weights[i]) * Level))];
    }

    /// <summary>The error at the points, with the sign of that at the points of positive weight.</summary>
    public double Level { get; }

    /// <summary>The points of the best approximation of degree n, up to rounding.</summary>
    public static double[] Points(int degree)
    {
        double[] points = [.. Enumerable.Range(0, degree + 2).Select(i => Math.Sin(0.5 * Math.PI * i / (degree + 1)))];
        points[^1] = 1;
        for (int step = 0; step < MaximumSteps; step++)
        {
            var exchange = new RemezExchange(points);
            (double[] next, double largest) = exchange.Next();
            points = next;
            if (largest <= Math.Abs(exchange.Level) * (1 + 1e-10)) break;
        }

        return points;
    }

    /// <summary>λ_i = Π_{j≠i} 1/(4(v_i − v_j)); the factor 4, the inverse capacity of [0, 1], keeps it in range.</summary>
    public static double Weight(ReadOnlySpan<double> points, int i)
    {
        double product = 1;
        for (int j = 0; j < points.Length; j++)
        {
            if (j != i) product /= 4 * (points[i] - points[j]) * (points[i] + points[j]);
        }

        return product;
    }

    /// <summary>The largest error of the polynomial, from a local search around every point.</summary>
    public double LargestError() => Next().Largest;

    private (double[] Points, double Largest) Next()
    {
        double[] next = [.. _points];
        double largest = Math.Abs(Level);
        for (int i = 1; i + 1 < _points.Length; i++)
        {
            double sign = Math.Sign(_weights[i]) * Math.Sign(Level);
            (next[i], double height) = Peak(_points[i - 1], _points[i + 1], sign);
            largest = Math.Max(largest, height);
        }

        return (next, largest);
    }

    /// <summary>Golden section: between two neighbours of a point the error has one peak of its sign.</summary>
    private (double Place, double Height) Peak(double low, double high, double sign)
    {
        const double Golden = 0.6180339887498949;
        double left = high - (Golden * (high - low));
        double right = low + (Golden * (high - low));
        double atLeft = sign * Error(left);
        double atRight = sign * Error(right);
        for (int step = 0; step < SearchSteps; step++)
        {
            if (atLeft > atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (Golden * (high - low));
                atLeft = sign * Error(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (Golden * (high - low));
                atRight = sign * Error(right);
            }
        }

        return atLeft > atRight ? (left, atLeft) : (right, atRight);
    }

    /// <summary>u − p(u²), p in barycentric form.</summary>
    private double Error(double u)
    {
        double above = 0;
        double below = 0;
        for (int i = 0; i < _points.Length; i++)
        {
            double distance = (u - _points[i]) * (u + _points[i]);
            if (distance == 0) return u - _values[i];
            double share = _weights[i] / distance;
            above += share * _values[i];
            below += share;
        }

        return u - (above / below);
    }
}
