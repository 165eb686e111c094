using Espalier.Numerics;

namespace Espalier.Neurons;

/// <summary>
/// The difference g_S − f, times a power of two, as a sum of pieces β_k σ(⟨v_k, x⟩) with β_k = ±1 and v = |α|·w exactly, in two
/// float64 per entry.
/// </summary>
/// <remarks>
/// Pieces that vanish are left out, and so are a neuron and the target that are the same. Where the largest piece is not near 1,
/// it is brought there: what then is no longer exact is far below the last bit that counts.
/// </remarks>
internal sealed class Pieces
{
    /// <summary>A unit of double-double rounding with room for the few operations of one term.</summary>
    private const double TermError = 3.94430452610506e-31; // 2⁻¹⁰¹

    /// <summary>Above this a product is exact in two float64.</summary>
    private const double LeastExact = 1e-290;

    /// <summary>Below the exponent of any product of two float64.</summary>
    private const int LeastExponent = -4000;

    /// <summary>Between 2^−200 and 2^200 the largest piece is near enough to 1.</summary>
    private const int Ordinary = 200;

    private readonly bool _isScaled;

    private Pieces(int dimension, int capacity, int largest)
    {
        _isScaled = Math.Abs(largest) > Ordinary;
        Exponent = _isScaled ? largest : 0;
        Dimension = dimension;
        Signs = new double[capacity];
        High = new double[capacity * dimension];
        Low = new double[capacity * dimension];
        Lines = new double[capacity * dimension];
    }

    public int Dimension { get; }

    /// <summary>The difference is 2^this times the sum of the pieces.</summary>
    public int Exponent { get; }

    public int Count { get; private set; }

    /// <summary>β_k.</summary>
    public double[] Signs { get; }

    /// <summary>v_k, rounded.</summary>
    public double[] High { get; }

    /// <summary>What the rounding of v_k left.</summary>
    public double[] Low { get; }

    /// <summary>w_k, which gives the exact direction of the line where the piece bends.</summary>
    public double[] Lines { get; }

    /// <summary>An upper bound on Σ ‖v_k‖₁.</summary>
    public double Mass { get; private set; }

    /// <summary>A bound on the rounding of one double-double sum over all pieces at a vector of norm about 1.</summary>
    public double SumError => Outward.MultiplyUp(TermError * (Count + Dimension + 4), Mass);

    public static Pieces Of(NeuronProblem problem, ReadOnlySpan<int> kept)
    {
        int twin = 0;
        while (twin < kept.Length && !IsTarget(problem, kept[twin])) twin++;
        bool cancelled = twin < kept.Length;
        int largest = cancelled ? LeastExponent : Scale(1, problem.Target);
        for (int i = 0; i < kept.Length; i++)
        {
            if (i != twin) largest = Math.Max(largest, Scale(problem.Coefficients[kept[i]], problem.Weight(kept[i])));
        }

        var pieces = new Pieces(problem.Dimension, kept.Length + 1, largest);
        for (int i = 0; i < kept.Length; i++)
        {
            if (i != twin) pieces.Add(problem.Coefficients[kept[i]], problem.Weight(kept[i]));
        }

        if (!cancelled) pieces.Add(-1, problem.Target);
        return pieces;
    }

    /// <summary>The same sum with coefficients of the caller's, which must be finite.</summary>
    public static Pieces Of(NeuronProblem problem, ReadOnlySpan<int> kept, ReadOnlySpan<double> coefficients)
    {
        int largest = Scale(1, problem.Target);
        for (int i = 0; i < kept.Length; i++) largest = Math.Max(largest, Scale(coefficients[i], problem.Weight(kept[i])));
        var pieces = new Pieces(problem.Dimension, kept.Length + 1, largest);
        for (int i = 0; i < kept.Length; i++) pieces.Add(coefficients[i], problem.Weight(kept[i]));
        pieces.Add(-1, problem.Target);
        return pieces;
    }

    public DoubleDouble Entry(int piece, int i) => DoubleDouble.Sum(High[(piece * Dimension) + i], Low[(piece * Dimension) + i]);

    public ReadOnlySpan<double> Vector(int piece) => High.AsSpan(piece * Dimension, Dimension);

    /// <summary>Σ β_k σ(⟨v_k, x⟩) in plain float64.</summary>
    public double Value(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int k = 0; k < Count; k++)
        {
            double dot = Directions.Dot(Vector(k), x);
            if (dot > 0) sum += Signs[k] * dot;
        }

        return sum;
    }

    /// <summary>A lower bound on |Σ β_k σ(⟨v_k, x⟩)| / ‖x‖, for x of norm about 1.</summary>
    public double LowerBoundAt(ReadOnlySpan<double> x)
    {
        DoubleDouble sum = 0;
        for (int k = 0; k < Count; k++)
        {
            DoubleDouble dot = 0;
            for (int i = 0; i < Dimension; i++) dot += Entry(k, i) * x[i];
            if (dot > 0) sum += Signs[k] > 0 ? dot : -dot;
        }

        double square = 0;
        foreach (double entry in x) square = Outward.AddUp(square, Outward.MultiplyUp(entry, entry));
        DoubleDouble size = DoubleDouble.Abs(sum) - SumError;
        double rounded = size.Low < 0 ? double.BitDecrement(size.High) : size.High;
        return rounded > 0 ? Outward.DivideDown(rounded, Outward.SqrtUp(square)) : 0;
    }

    /// <summary>The binary exponent of a piece, or one below it; below all others where the piece vanishes.</summary>
    private static int Scale(double coefficient, ReadOnlySpan<double> weight)
    {
        double largest = Directions.Largest(weight);
        return coefficient == 0 || largest == 0 ? LeastExponent : Math.ILogB(coefficient) + Math.ILogB(largest);
    }

    private static bool IsTarget(NeuronProblem problem, int neuron)
    {
        double coefficient = problem.Coefficients[neuron];
        if (!(coefficient > 0)) return false;
        ReadOnlySpan<double> weight = problem.Weight(neuron);
        for (int i = 0; i < weight.Length; i++)
        {
            if (weight[i] == 0 && problem.Target[i] == 0) continue;
            if (!(Math.Abs(problem.Target[i]) > LeastExact) || DoubleDouble.Product(coefficient, weight[i]) != (DoubleDouble)problem.Target[i])
                return false;
        }

        return true;
    }

    private void Add(double coefficient, ReadOnlySpan<double> weight)
    {
        double size = 0;
        for (int i = 0; i < weight.Length; i++)
        {
            (double high, double low) = Product(Math.Abs(coefficient), weight[i]);
            int at = (Count * Dimension) + i;
            High[at] = high;
            Low[at] = low;
            Lines[at] = weight[i];
            size = Outward.AddUp(size, Outward.AddUp(Math.Abs(high), Math.Abs(low)));
        }

        // A product that underflows to 0 in every entry is far below what counts beside the largest piece.
        if (size == 0) return;
        Mass = Outward.AddUp(Mass, size);
        Signs[Count++] = Math.Sign(coefficient);
    }

    private (double High, double Low) Product(double coefficient, double weight)
    {
        if (!_isScaled || coefficient == 0 || weight == 0)
        {
            var plain = DoubleDouble.Product(coefficient, weight);
            return (plain.High, plain.Low);
        }

        (int a, int b) = (Math.ILogB(coefficient), Math.ILogB(weight));
        var product = DoubleDouble.Product(Math.ScaleB(coefficient, -a), Math.ScaleB(weight, -b));
        return (Math.ScaleB(product.High, a + b - Exponent), Math.ScaleB(product.Low, a + b - Exponent));
    }
}
