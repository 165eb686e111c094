using Espalier.Numerics;

namespace Espalier.Neurons.Circle;

/// <summary>The lines ⟨w_k, x⟩ = 0 in the plane by their angle in [0, π), ordered by exact signs of cross products.</summary>
internal sealed class CircleOrder
{
    /// <summary>A cross product of two float64 vectors is certain of its sign beyond this share of its terms.</summary>
    private const double CertainShare = 4.440892098500626e-16;

    private readonly double[] _lines;

    public CircleOrder(double[] lines, int count)
    {
        _lines = Scaled(lines, count);
        Turn = new double[count];
        UnitX = new double[count];
        UnitY = new double[count];
        Sorted = new int[count];
        double[] angles = new double[count];
        for (int k = 0; k < count; k++)
        {
            double wx = _lines[2 * k];
            double wy = _lines[(2 * k) + 1];
            // p = (−w_y, w_x) or its opposite, whichever has its angle in [0, π); behind the former ⟨w, x⟩ falls.
            Turn[k] = wx > 0 || (wx == 0 && wy < 0) ? -1 : 1;
            (double px, double py) = Direction(k);
            double norm = Math.Sqrt((px * px) + (py * py));
            UnitX[k] = px / norm;
            UnitY[k] = py / norm;
            angles[k] = Math.Atan2(py, px);
            Sorted[k] = k;
        }

        Array.Sort(angles, Sorted);
        Repair();
    }

    /// <summary>The lines by angle.</summary>
    public int[] Sorted { get; }

    /// <summary>+1 if ⟨w, x⟩ becomes positive behind the line, −1 if it becomes negative.</summary>
    public double[] Turn { get; }

    /// <summary>The direction of the line, rounded to a unit vector.</summary>
    public double[] UnitX { get; }

    /// <inheritdoc cref="UnitX"/>
    public double[] UnitY { get; }

    /// <summary>The exact direction of a line, of any length.</summary>
    public (double X, double Y) Direction(int k) => Turn[k] < 0 ? (-_lines[(2 * k) + 1], _lines[2 * k]) : (_lines[(2 * k) + 1], -_lines[2 * k]);

    /// <summary>Every vector times a power of two that brings its larger entry near 1, so that no product underflows.</summary>
    private static double[] Scaled(double[] lines, int count)
    {
        double[] scaled = new double[2 * count];
        for (int k = 0; k < count; k++)
        {
            int exponent = -Math.ILogB(Math.Max(Math.Abs(lines[2 * k]), Math.Abs(lines[(2 * k) + 1])));
            scaled[2 * k] = Math.ScaleB(lines[2 * k], exponent);
            scaled[(2 * k) + 1] = Math.ScaleB(lines[(2 * k) + 1], exponent);
        }

        return scaled;
    }

    /// <summary>Rounded angles are out of order only among neighbours; equal lines stay by number.</summary>
    private void Repair()
    {
        for (int i = 1; i < Sorted.Length; i++)
        {
            int k = Sorted[i];
            int at = i;
            while (at > 0 && Before(k, Sorted[at - 1]))
            {
                Sorted[at] = Sorted[at - 1];
                at--;
            }

            Sorted[at] = k;
        }
    }

    private bool Before(int a, int b)
    {
        (double ax, double ay) = Direction(a);
        (double bx, double by) = Direction(b);
        double left = ax * by;
        double right = ay * bx;
        double cross = left - right;
        if (Math.Abs(cross) > CertainShare * (Math.Abs(left) + Math.Abs(right))) return cross > 0;
        DoubleDouble exact = DoubleDouble.Product(ax, by) - DoubleDouble.Product(ay, bx);
        return exact > 0 || (exact == (DoubleDouble)0 && a < b);
    }
}
