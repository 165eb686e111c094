using System.Numerics;
using System.Runtime.InteropServices;

namespace Espalier.SubsetSums.Coded;

/// <summary>The mean of x·xᵀ over the inputs of a grid, factored for error feedback: M = U·D·Uᵀ with U unit upper triangular.</summary>
/// <remarks>
/// With E the errors of a row, E·M·Eᵀ = Σ_k D_k·(E_k + Σ_{j&lt;k} E_j·U_jk)²: if columns are coded in order and each aims at its weight plus
/// Σ_{j&lt;k} E_j·U_jk, only what the code then misses counts, D_k times its square. This is GPTQ (Frantar and others, ICLR 2023), in the form
/// of QuIP's LDLQ (Chee and others, NeurIPS 2023).
/// </remarks>
public sealed class SecondMoments
{
    /// <summary>What is added to the diagonal, as a share of its mean: inputs that were never seen may still be.</summary>
    public const double Damping = 0.01;

    private readonly double[] _upper;
    private readonly double[] _diagonal;

    /// <summary>Factors a symmetric matrix, row-major.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="moments">The matrix.</param>
    /// <param name="coupling">
    /// From 0 to 1, what is left of everything off the diagonal. With few bits errors are large, and aims that follow all of them leave the
    /// range that values cover; with 0 nothing is fed back.
    /// </param>
    /// <exception cref="ArgumentException">The matrix is not square, not finite, or not positive semidefinite.</exception>
    public SecondMoments(int inputs, ReadOnlySpan<double> moments, double coupling = 1)
    {
        Require(inputs, moments);
        Inputs = inputs;
        _upper = moments.ToArray();
        _diagonal = new double[inputs];
        Loosen(coupling);
        Damp();
        Factor();
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>What the square of a column's remaining error counts.</summary>
    internal ReadOnlySpan<double> Diagonal => _diagonal;

    /// <summary>How the error of one column moves the aim of a later one.</summary>
    internal double Feedback(int from, int to) => _upper[(from * Inputs) + to];

    /// <summary>What errors count where nothing is fed back.</summary>
    internal static double[] DiagonalOf(int inputs, ReadOnlySpan<double> moments)
    {
        Require(inputs, moments);
        var diagonal = new double[inputs];
        for (int i = 0; i < inputs; i++) diagonal[i] = moments[(i * inputs) + i];
        return diagonal;
    }

    /// <summary>Moments of the rotated inputs, before they are factored.</summary>
    internal static double[] Rotated(int inputs, ReadOnlySpan<double> moments, RandomRotation rotation)
    {
        Require(inputs, moments);
        var turned = new float[moments.Length];
        for (int i = 0; i < turned.Length; i++) turned[i] = (float)moments[i];
        for (int pass = 0; pass < 2; pass++)
        {
            for (int row = 0; row < inputs; row++) rotation.Apply(turned.AsSpan(row * inputs, inputs));
            Transpose(turned, inputs);
        }

        var result = new double[turned.Length];
        for (int i = 0; i < inputs; i++)
            for (int j = 0; j < inputs; j++) result[(i * inputs) + j] = 0.5 * ((double)turned[(i * inputs) + j] + turned[(j * inputs) + i]);
        return result;
    }

    private static void Require(int inputs, ReadOnlySpan<double> moments)
    {
        if (moments.Length != (long)inputs * inputs)
            throw new ArgumentException(Invariant($"{moments.Length} moments are no matrix of {inputs} inputs"), nameof(moments));
    }

    private static void Transpose(Span<float> matrix, int size)
    {
        for (int i = 0; i < size; i++)
            for (int j = 0; j < i; j++) (matrix[(i * size) + j], matrix[(j * size) + i]) = (matrix[(j * size) + i], matrix[(i * size) + j]);
    }

    private void Loosen(double coupling)
    {
        for (int i = 0; i < Inputs; i++)
            for (int j = 0; j < Inputs; j++)
                if (i != j) _upper[(i * Inputs) + j] *= coupling;
    }

    private void Damp()
    {
        double trace = 0;
        for (int i = 0; i < Inputs; i++) trace += _upper[(i * Inputs) + i];
        if (!double.IsFinite(trace) || trace < 0) throw new ArgumentException("the second moments have no finite, nonnegative trace");
        double damping = trace > 0 ? Damping * trace / Inputs : 1;
        for (int i = 0; i < Inputs; i++) _upper[(i * Inputs) + i] += damping;
    }

    /// <summary>From the last column to the first; what lies above the diagonal becomes U.</summary>
    private void Factor()
    {
        var column = new double[Inputs];
        for (int k = Inputs - 1; k >= 0; k--)
        {
            double pivot = _upper[(k * Inputs) + k];
            if (!(pivot > 0)) throw new ArgumentException("the second moments are not positive semidefinite");
            _diagonal[k] = pivot;
            for (int i = 0; i < k; i++) column[i] = _upper[(i * Inputs) + k];
            for (int j = 0; j < k; j++)
            {
                double share = column[j] / pivot;
                AddScaled(_upper.AsSpan((j * Inputs) + j, k - j), column.AsSpan(j, k - j), -share);
                _upper[(j * Inputs) + k] = share;
            }
        }
    }

    /// <summary>to += factor·from, each product rounded before it is added.</summary>
    internal static void AddScaled(Span<double> to, ReadOnlySpan<double> from, double factor)
    {
        Span<Vector<double>> wide = MemoryMarshal.Cast<double, Vector<double>>(to);
        ReadOnlySpan<Vector<double>> wideFrom = MemoryMarshal.Cast<double, Vector<double>>(from);
        for (int i = 0; i < wide.Length; i++) wide[i] += wideFrom[i] * factor;
        for (int i = wide.Length * Vector<double>.Count; i < to.Length; i++) to[i] += from[i] * factor;
    }
}
