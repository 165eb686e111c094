using Espalier.Numerics.Random;

namespace Espalier.Neurons;

/// <summary>
/// A random two-layer network g(x) = Σ α_j σ(⟨w_j, x⟩) and the neuron f(x) = σ(⟨w*, x⟩) to be imitated by some of its
/// neurons, untouched, on the ball ‖x‖ ≤ R. σ(t) = max(t, 0).
/// </summary>
public sealed class NeuronProblem
{
    /// <summary>No number may be larger, so that no product of three overflows.</summary>
    private const double Largest = 1e100;

    private readonly double[] _weights;
    private readonly double[] _coefficients;
    private readonly double[] _target;

    /// <summary>Creates a problem from its numbers.</summary>
    /// <param name="weights">The vectors w_j one after the other, each as long as the target.</param>
    /// <param name="coefficients">The numbers α_j.</param>
    /// <param name="target">The vector w*; it need not have norm 1.</param>
    /// <param name="radius">The radius R of the ball, above 0.</param>
    /// <param name="source">What to call the origin of these numbers in a message.</param>
    /// <exception cref="InvalidInputException">A number is not finite or above 1e100, R is not above 0, or the lengths do not fit.</exception>
    public NeuronProblem(
        ReadOnlySpan<double> weights, ReadOnlySpan<double> coefficients, ReadOnlySpan<double> target, double radius = 1, string source = "neurons")
    {
        if (target.IsEmpty) throw new InvalidInputException(source, "target", "the target has no entry", "give one number per input coordinate");
        if (weights.Length != (long)coefficients.Length * target.Length)
        {
            throw new InvalidInputException(
                source, "weights", $"{weights.Length} weights are not {coefficients.Length} coefficients × "
                    + $"{target.Length} coordinates", "give every neuron one weight per coordinate of the target");
        }

        if (!(radius > 0) || radius > Largest)
            throw new InvalidInputException(source, "radius", $"the radius {radius} is not between 0 and 1e100", "give a radius above 0, such as 1");
        Check(weights, source, "weights");
        Check(coefficients, source, "coefficients");
        Check(target, source, "target");
        _weights = weights.ToArray();
        _coefficients = coefficients.ToArray();
        _target = target.ToArray();
        Radius = radius;
    }

    /// <summary>The number d of input coordinates.</summary>
    public int Dimension => _target.Length;

    /// <summary>The number N of neurons.</summary>
    public int Width => _coefficients.Length;

    /// <summary>The radius R of the ball on which errors are measured.</summary>
    public double Radius { get; }

    /// <summary>The vector w*.</summary>
    public ReadOnlySpan<double> Target => _target;

    /// <summary>The numbers α_j.</summary>
    public ReadOnlySpan<double> Coefficients => _coefficients;

    /// <summary>The vectors w_j one after the other.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Draws w_j ~ N(0, I_d), α_j ~ N(0, 1) and a target that is uniform on the unit sphere.</summary>
    /// <param name="stream">The numbers 0 … d−1 make the target, the d + 1 numbers from d + j(d+1) on make neuron j.</param>
    /// <param name="dimension">The number d of input coordinates, at least 1.</param>
    /// <param name="width">The number N of neurons; a wider draw from one stream begins with the narrower.</param>
    /// <param name="radius">The radius R of the ball, above 0.</param>
    /// <param name="threads">How many cores to use, at least 1; never changes the result.</param>
    /// <param name="cancel">Stops early, by an exception.</param>
    public static NeuronProblem Draw(
        RandomStream stream, int dimension, int width, double radius = 1, int threads = 1, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        double[] weights = new double[checked(width * dimension)];
        double[] coefficients = new double[width];
        if (threads == 1)
        {
            for (int j = 0; j < width; j++) DrawNeuron(j);
        }
        else
        {
            Parallel.For(0, width, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, DrawNeuron);
        }

        void DrawNeuron(int j)
        {
            cancel.ThrowIfCancellationRequested();
            ulong first = (ulong)dimension + ((ulong)j * ((ulong)dimension + 1));
            for (int i = 0; i < dimension; i++) weights[(j * dimension) + i] = stream.Normal(first + (ulong)i);
            coefficients[j] = stream.Normal(first + (ulong)dimension);
        }

        return new NeuronProblem(weights, coefficients, DrawTarget(stream, dimension), radius);
    }

    /// <summary>The vector w_j.</summary>
    public ReadOnlySpan<double> Weight(int neuron) => _weights.AsSpan(neuron * Dimension, Dimension);

    /// <summary>A uniform unit vector: a normal one, divided by its norm.</summary>
    private static double[] DrawTarget(RandomStream stream, int dimension)
    {
        double[] target = new double[dimension];
        for (int i = 0; i < dimension; i++) target[i] = stream.Normal((ulong)i);
        double norm = Directions.Norm(target);
        for (int i = 0; i < dimension; i++) target[i] /= norm;
        return target;
    }

    private static void Check(ReadOnlySpan<double> numbers, string source, string what)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!(Math.Abs(numbers[i]) <= Largest))
                throw new InvalidInputException(source, $"{what}[{i}]", $"{numbers[i]} is not a finite number below 1e100", "give finite numbers");
        }
    }
}
