using Espalier.Numerics.Random;

namespace Espalier.Neurons;

/// <summary>
/// Values of all neurons, with their coefficients, and of the target at a growing set of directions: row i of a neuron is
/// φ_j(x_i) = α_j σ(⟨w_j, x_i⟩). Each |Σ_S φ_j(x_i) − f(x_i)| is a lower bound on the error of S, up to rounding.
/// </summary>
internal sealed class DirectionSample
{
    private readonly NeuronProblem _problem;
    private readonly int[] _neurons;
    private readonly double[] _values;

    public DirectionSample(NeuronProblem problem, int[] neurons, int capacity)
    {
        _problem = problem;
        _neurons = neurons;

        // Whole vectors of eight; rows that are not in use are 0 throughout and say nothing.
        Stride = (capacity + 7) & ~7;
        _values = new double[checked(neurons.Length * Stride)];
        Target = new double[Stride];
        Mass = Directions.Norm(problem.Target);
        foreach (int j in neurons) Mass += Math.Abs(problem.Coefficients[j]) * Directions.Norm(problem.Weight(j));
    }

    /// <summary>How many directions there is room for, a multiple of 8.</summary>
    public int Stride { get; }

    public int Count { get; private set; }

    public bool IsFull => Count == Stride;

    /// <summary>Rows up to the last whole vector in use.</summary>
    public int Used => (Count + 7) & ~7;

    /// <summary>f at every direction.</summary>
    public double[] Target { get; }

    /// <summary>Σ ‖α_j w_j‖ + ‖w*‖.</summary>
    private double Mass { get; }

    /// <summary>More than rounding can change in any sum of a row.</summary>
    public double Slack => 1e-15 * (_neurons.Length + _problem.Dimension + 8) * Mass;

    public ReadOnlySpan<double> Row(int neuron) => _values.AsSpan(neuron * Stride, Stride);

    /// <summary>Adds a unit vector, if there is room.</summary>
    public void Add(ReadOnlySpan<double> x)
    {
        if (IsFull) return;
        Target[Count] = Math.Max(0, Directions.Dot(_problem.Target, x));
        for (int k = 0; k < _neurons.Length; k++)
            _values[(k * Stride) + Count] = _problem.Coefficients[_neurons[k]] * Math.Max(0, Directions.Dot(_problem.Weight(_neurons[k]), x));
        Count++;
    }

    /// <summary>Adds a spread of directions.</summary>
    public void AddSpread(int pairs)
    {
        foreach (double[] x in Spread(_problem, pairs)) Add(x);
    }

    /// <summary>Both directions of the target and of so many random vectors; even ones at d = 2, both rays at d = 1.</summary>
    public static IEnumerable<double[]> Spread(NeuronProblem problem, int pairs)
    {
        int dimension = problem.Dimension;
        var stream = new RandomStream(0, (uint)dimension, StreamPurpose.Sampling);
        for (int i = -1; i < (dimension == 1 ? 1 : pairs); i++)
        {
            double[] x = new double[dimension];
            if (i < 0) problem.Target.CopyTo(x);
            else if (dimension == 2) (x[1], x[0]) = Math.SinCos(Math.PI * i / pairs);
            else for (int c = 0; c < dimension; c++) x[c] = stream.Normal((ulong)((i * dimension) + c));
            if (!Directions.Normalise(x)) continue;
            yield return x;
            yield return Array.ConvertAll(x, entry => -entry);
        }
    }
}
