using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>The largest norm on an ellipsoid: an upper bound on ‖c + G·ξ‖₂ for all ‖ξ‖₂ ≤ 1 that is exact up to rounding.</summary>
/// <remarks>
/// In coordinates t = Vᵀy with V nearly the eigenvectors of GGᵀ, the matrix VᵀGGᵀV is nearly diagonal and below M = diag(m), m its row sums
/// of magnitudes (Gershgorin). On (t − τ)ᵀM⁻¹(t − τ) ≤ 1 the largest ‖t‖² is at most μ + Σ τ_i²·μ/(μ − m_i) for all μ above all m_i.
/// With ‖VᵀV − I‖ ≤ δ, ‖y‖² ≤ ‖t‖²/(1 − δ). Every product of length n misses by at most γ times the norms of its factors.
/// </remarks>
internal static class EllipsoidReach
{
    public const int MostOutputs = 64;

    private const double Unit = Rounding.Unit;
    private const int Sweeps = 12;
    private const int Steps = 60;

    /// <summary>The bound, rounded upward; +∞ where the arithmetic gives none.</summary>
    /// <param name="centre">c.</param>
    /// <param name="matrix">G, row-major; it is not changed.</param>
    /// <param name="columns">The length of ξ.</param>
    public static double Of(double[] centre, double[] matrix, int columns)
    {
        int size = centre.Length;
        double[] gram = Gram(matrix, size, columns, out double trace);
        double centreNorm = UpperNorms.Euclidean(centre);
        if (!(trace > 0) || !double.IsFinite(trace) || !double.IsFinite(centreNorm)) return trace == 0 ? centreNorm : double.PositiveInfinity;
        double[] vectors = Eigenvectors((double[])gram.Clone(), size);
        double defect = Defect(vectors, size);
        if (!(defect < 0.5)) return double.PositiveInfinity;
        double missed = (2 * (columns + (4 * size) + 16) * Unit * trace) + Rounding.Underflow;
        double[] ends = Ends(gram, vectors, size, missed);
        var middle = new double[size];
        for (int i = 0; i < size; i++)
        {
            double sum = 0;
            for (int k = 0; k < size; k++) sum += vectors[(k * size) + i] * centre[k];
            middle[i] = centreNorm == 0 ? 0 : Outward.AddUp(Math.Abs(sum), 2 * (size + 8) * Unit * centreNorm);
        }

        return Outward.SqrtUp(Outward.DivideUp(Largest(ends, middle), Outward.SubtractDown(1, defect)));
    }

    /// <summary>GGᵀ, and an upper bound on its trace.</summary>
    private static double[] Gram(double[] matrix, int size, int columns, out double trace)
    {
        var gram = new double[size * size];
        var view = new MatrixView<double>(matrix, size, columns);
        MatrixProduct.Multiply(view, view.Transposed, gram);
        trace = 0;
        for (int i = 0; i < size; i++)
        {
            double norm = UpperNorms.Euclidean(matrix.AsSpan(i * columns, columns));
            trace = Outward.AddUp(trace, Outward.MultiplyUp(norm, norm));
        }

        return gram;
    }

    /// <summary>Jacobi's rotations. How good they are shows afterwards.</summary>
    private static double[] Eigenvectors(double[] a, int size)
    {
        var v = new double[size * size];
        for (int i = 0; i < size; i++) v[(i * size) + i] = 1;
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            for (int p = 0; p < size; p++)
            {
                for (int q = p + 1; q < size; q++)
                {
                    double off = a[(p * size) + q];
                    if (off == 0) continue;
                    double theta = (a[(q * size) + q] - a[(p * size) + p]) / (2 * off);
                    double t = Math.CopySign(1, theta) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
                    double c = 1 / Math.Sqrt((t * t) + 1);
                    Rotate(a, size, p, q, c, t * c, rows: true);
                    Rotate(a, size, p, q, c, t * c, rows: false);
                    Rotate(v, size, p, q, c, t * c, rows: false);
                }
            }
        }

        return v;
    }

    private static void Rotate(double[] a, int size, int p, int q, double c, double s, bool rows)
    {
        for (int k = 0; k < size; k++)
        {
            ref double x = ref rows ? ref a[(p * size) + k] : ref a[(k * size) + p];
            ref double y = ref rows ? ref a[(q * size) + k] : ref a[(k * size) + q];
            (x, y) = ((c * x) - (s * y), (s * x) + (c * y));
        }
    }

    /// <summary>An upper bound on ‖VᵀV − I‖.</summary>
    private static double Defect(double[] v, int size)
    {
        double squares = 0;
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                double sum = 0;
                for (int k = 0; k < size; k++) sum += v[(k * size) + i] * v[(k * size) + j];
                double entry = Math.Abs(sum - (i == j ? 1 : 0)) + (4 * (size + 8) * Unit);
                squares += entry * entry;
            }
        }

        return PairForms.Upward(Math.Sqrt(squares), size * size);
    }

    /// <summary>m: the row sums of magnitudes of VᵀGGᵀV, each entry of which is off by at most <paramref name="missed"/>.</summary>
    private static double[] Ends(double[] gram, double[] v, int size, double missed)
    {
        var half = new double[size * size];
        var turned = new double[size * size];
        var basis = new MatrixView<double>(v, size, size);
        MatrixProduct.Multiply(new MatrixView<double>(gram, size, size), basis, half);
        MatrixProduct.Multiply(basis.Transposed, new MatrixView<double>(half, size, size), turned);
        var ends = new double[size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++) ends[i] = Outward.AddUp(ends[i], Outward.AddUp(Math.Abs(turned[(i * size) + j]), missed));
        }

        return ends;
    }

    /// <summary>The smallest value of μ + Σ τ²μ/(μ − m) that a search along μ finds.</summary>
    private static double Largest(double[] ends, double[] middle)
    {
        double most = ends.Max();
        if (Array.TrueForAll(middle, value => value == 0)) return most;
        double norm = Math.Sqrt(middle.Sum(value => value * value));
        double low = Math.Log(1e-14), high = Math.Log(1 + (10 * norm / Math.Sqrt(most)));
        double best = double.PositiveInfinity;
        const double Golden = 0.6180339887498949;
        double left = high - (Golden * (high - low)), right = low + (Golden * (high - low));
        double atLeft = Value(left), atRight = Value(right);
        for (int i = 0; i < Steps; i++)
        {
            if (atLeft < atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (Golden * (high - low));
                atLeft = Value(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (Golden * (high - low));
                atRight = Value(right);
            }
        }

        return best;

        double Value(double logarithm)
        {
            double value = Dual(most * (1 + Math.Exp(logarithm)), ends, middle);
            best = Math.Min(best, value);
            return value;
        }
    }

    private static double Dual(double multiplier, double[] ends, double[] middle)
    {
        double value = multiplier;
        for (int i = 0; i < ends.Length; i++)
        {
            if (middle[i] == 0) continue;
            double rest = Outward.SubtractDown(multiplier, ends[i]);
            if (!(rest > 0)) return double.PositiveInfinity;
            value = Outward.AddUp(value, Outward.MultiplyUp(Outward.MultiplyUp(middle[i], middle[i]), Outward.DivideUp(multiplier, rest)));
        }

        return value;
    }
}
