using Espalier.Numerics;

namespace Espalier.Neurons;

/// <summary>The difference g_S − f as a sum of pieces β_k σ(⟨v_k, x⟩) with β_k = ±1 and v = |α|·w exactly, in two float64 per entry.</summary>
/// <remarks>Pieces that vanish are left out, and so are a neuron and the target that are the same.</remarks>
internal sealed class Pieces
{
    /// <summary>A unit of double-double rounding with room for the few operations of one term.</summary>
    private const double TermError = 3.94430452610506e-31; // 2⁻¹⁰¹

    private Pieces(int dimension, int capacity)
    {
        Dimension = dimension;
        Signs = new double[capacity];
        High = new double[capacity * dimension];
        Low = new double[capacity * dimension];
        Lines = new double[capacity * dimension];
    }

    public int Dimension { get; }

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
        var pieces = new Pieces(problem.Dimension, kept.Length + 1);
        bool cancelled = false;
        foreach (int j in kept)
        {
            if (!cancelled && IsTarget(problem, j)) cancelled = true;
            else pieces.Add(problem.Coefficients[j], problem.Weight(j));
        }

        if (!cancelled) pieces.Add(-1, problem.Target);
        return pieces;
    }

    /// <summary>The same sum with coefficients of the caller's.</summary>
    public static Pieces Of(NeuronProblem problem, ReadOnlySpan<int> kept, ReadOnlySpan<double> coefficients)
    {
        var pieces = new Pieces(problem.Dimension, kept.Length + 1);
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

    private static bool IsTarget(NeuronProblem problem, int neuron)
    {
        double coefficient = problem.Coefficients[neuron];
        if (!(coefficient > 0)) return false;
        ReadOnlySpan<double> weight = problem.Weight(neuron);
        for (int i = 0; i < weight.Length; i++)
        {
            if (DoubleDouble.Product(coefficient, weight[i]) != (DoubleDouble)problem.Target[i]) return false;
        }

        return true;
    }

    private void Add(double coefficient, ReadOnlySpan<double> weight)
    {
        double size = 0;
        for (int i = 0; i < weight.Length; i++)
        {
            DoubleDouble product = DoubleDouble.Product(Math.Abs(coefficient), weight[i]);
            int at = (Count * Dimension) + i;
            High[at] = product.High;
            Low[at] = product.Low;
            Lines[at] = weight[i];
            size = Outward.AddUp(size, Outward.AddUp(Math.Abs(product.High), Math.Abs(product.Low)));
        }

        // A product may underflow to 0 in every entry; it then changes nothing that a float64 can hold.
        if (size == 0) return;
        Mass = Outward.AddUp(Mass, size);
        Signs[Count++] = Math.Sign(coefficient);
    }
}
