using Espalier.Numerics;
using Espalier.Theory.Proven;

namespace Espalier.Theory.Checks;

/// <summary>
/// Neurons averaged over the rotations that fix w*: at x with ⟨w*, x⟩ = sin φ, |⟨v, x⟩| averages to cos φ·cos θ·E|s + rU|, s = tan φ, r = tan θ, where U
/// is a coordinate of a random unit vector of R^{d−1}. For even d and |s| ≤ r that is a polynomial of degree d − 2 in s.
/// </summary>
internal sealed class RotationAverage(int dimension, double[] angles)
{
    private const int Places = 400;

    private readonly double _density = Math.Exp(-(HalfIntegerGamma.Log(1) + HalfIntegerGamma.Log(dimension - 2) - HalfIntegerGamma.Log(dimension - 1)).Middle);
    private readonly double _mean = Math.Exp((HalfIntegerGamma.Log(dimension - 1) - HalfIntegerGamma.Log(1) - HalfIntegerGamma.Log(dimension)).Middle);

    /// <summary>The largest ½|Σ c_i·average_i − |sin φ|| for |φ| ≤ ρ, on a grid.</summary>
    public double LargestError(double[] coefficients, double rho)
    {
        double largest = 0;
        for (int i = 0; i <= Places; i++)
        {
            double s = Math.Tan(rho) * Math.Sin(0.5 * Math.PI * i / Places);
            double sum = -s;
            for (int j = 0; j < angles.Length; j++) sum += coefficients[j] * Average(j, s);
            largest = Math.Max(largest, 0.5 * Math.Abs(sum) / Math.Sqrt(1 + (s * s)));
        }

        return largest;
    }

    /// <summary>Coefficients with which the average divided by cos φ is the best polynomial approximation of |s| on |s| ≤ reach.</summary>
    public double[] BestCoefficients(double reach)
    {
        int n = angles.Length;
        double[] points = RemezExchange.Points(n - 1);
        double error = AbsoluteValueApproximation.LowerBound(2 * (n - 1));
        double[,] system = new double[n, n + 1];
        for (int row = 0; row < n; row++)
        {
            double s = reach * points[row];
            for (int j = 0; j < n; j++) system[row, j] = Average(j, s);
            // At 0 the best polynomial is above |s|, and then its error alternates.
            system[row, n] = s + (reach * error * (row % 2 == 0 ? 1 : -1));
        }

        return Solve(system, n);
    }

    /// <summary>cos θ·E|s + rU| = cos θ·r·(E|U| + 2∫_0^{s/r} (s/r − y) f(y) dy).</summary>
    private double Average(int j, double s)
    {
        double place = Math.Min(1, s / Math.Tan(angles[j]));
        double power = 0.5 * (dimension - 4);
        double rest = AdaptiveIntegral.Of(y => (place - y) * Math.Pow(Math.Max(0, 1 - (y * y)), power), 0, place, 1e-15).Value;
        return Math.Sin(angles[j]) * (_mean + (2 * _density * rest));
    }

    private static double[] Solve(double[,] system, int n)
    {
        for (int column = 0; column < n; column++)
        {
            int pivot = Enumerable.Range(column, n - column).MaxBy(row => Math.Abs(system[row, column]));
            for (int c = 0; c <= n; c++) (system[column, c], system[pivot, c]) = (system[pivot, c], system[column, c]);
            for (int row = 0; row < n; row++)
            {
                if (row == column) continue;
                double factor = system[row, column] / system[column, column];
                for (int c = column; c <= n; c++) system[row, c] -= factor * system[column, c];
            }
        }

        return [.. Enumerable.Range(0, n).Select(row => system[row, n] / system[row, row])];
    }
}
