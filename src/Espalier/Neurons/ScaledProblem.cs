using Espalier.Numerics;

namespace Espalier.Neurons;

/// <summary>
/// A problem as searches take it: every neuron's weights and the largest of target and neurons are near 1, so that no product or
/// power in a search leaves the range of float64. All factors are powers of two.
/// </summary>
internal sealed class ScaledProblem
{
    /// <summary>Exponents up to this need no scaling: eighth powers stay in range.</summary>
    private const int Ordinary = 100;

    /// <summary>For every neuron the exponent taken out of its weights; empty where none was.</summary>
    private readonly int[] _weightExponents = [];

    private ScaledProblem(NeuronProblem original)
    {
        Original = original;
        Problem = original;
    }

    private ScaledProblem(NeuronProblem original, int[] weightExponents, int exponent, ReadOnlySpan<int> withCoefficients)
        : this(original)
    {
        if (Math.Abs(exponent) <= Ordinary && Array.TrueForAll(weightExponents, own => Math.Abs(own) <= Ordinary)) return;
        _weightExponents = weightExponents;
        Exponent = exponent;
        double[] weights = original.Weights.ToArray();
        double[] coefficients = new double[original.Width];
        for (int j = 0; j < coefficients.Length; j++)
        {
            int own = weightExponents[j];
            foreach (ref double weight in weights.AsSpan(j * original.Dimension, original.Dimension)) weight = Math.ScaleB(weight, -own);
        }

        foreach (int j in withCoefficients) coefficients[j] = Math.ScaleB(original.Coefficients[j], weightExponents[j] - exponent);
        Problem = new NeuronProblem(
            weights, coefficients, Array.ConvertAll(original.Target.ToArray(), entry => Math.ScaleB(entry, -exponent)), original.Radius);
    }

    /// <summary>The problem as it was given. What is far below the largest may vanish in the scaled one, but not here.</summary>
    public NeuronProblem Original { get; }

    /// <summary>The scaled problem. It is the original where that is in range.</summary>
    public NeuronProblem Problem { get; }

    /// <summary>Errors of the original are 2^this times those of the scaled problem.</summary>
    public int Exponent { get; }

    /// <summary>For subsets of the neurons as they are.</summary>
    public static ScaledProblem Of(NeuronProblem problem) => Of(problem, NeuronSubset.Useful(problem));

    /// <summary>For subsets of some neurons as they are, none of them constant 0: the others have no say in the scale.</summary>
    public static ScaledProblem Of(NeuronProblem problem, ReadOnlySpan<int> neurons)
    {
        int[] exponents = new int[problem.Width];
        int? largest = ExponentOf(problem.Target);
        foreach (int j in neurons)
        {
            exponents[j] = ExponentOf(problem.Weight(j)) ?? 0;
            largest = Math.Max(largest ?? int.MinValue, exponents[j] + Math.ILogB(problem.Coefficients[j]));
        }

        return new ScaledProblem(problem, exponents, largest ?? 0, neurons);
    }

    /// <summary>For coefficients chosen anew: those of the problem do not count.</summary>
    public static ScaledProblem ForRefit(NeuronProblem problem) => new(problem, WeightExponents(problem), ExponentOf(problem.Target) ?? 0, []);

    /// <summary>Whether a neuron is not constant 0.</summary>
    public static bool IsUseful(NeuronProblem problem, int neuron) =>
        problem.Coefficients[neuron] != 0 && problem.Weight(neuron).ContainsAnyExcept(0);

    /// <summary>An error of the original as one of the scaled problem on the unit sphere, rounded to nearest.</summary>
    public double Level(double error) => Math.ScaleB(error / Original.Radius, -Exponent);

    /// <summary>The error of the original that belongs to a level, rounded down by a few units.</summary>
    public double Error(double level) => Outward.ScaleDown(level * Original.Radius * (1 - 1e-15), Exponent);

    /// <summary>The coefficient of the original that does what one does in the scaled problem; 0 where float64 does not hold it.</summary>
    public double Coefficient(int neuron, double scaled)
    {
        if (_weightExponents.Length == 0) return scaled;
        double coefficient = Math.ScaleB(scaled, Exponent - _weightExponents[neuron]);
        return double.IsFinite(coefficient) ? coefficient : 0;
    }

    private static int[] WeightExponents(NeuronProblem problem) =>
        [.. Enumerable.Range(0, problem.Width).Select(j => ExponentOf(problem.Weight(j)) ?? 0)];

    private static int? ExponentOf(ReadOnlySpan<double> vector)
    {
        double largest = Directions.Largest(vector);
        return largest == 0 ? null : Math.ILogB(largest);
    }
}
