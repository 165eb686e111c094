namespace Espalier.Neurons.Sphere;

/// <summary>
/// What every dive of a <see cref="SphereSubsetSearch"/> looks at: the values of all neurons at sampled directions, and between which ends
/// the neurons from a depth on can still move a sum there. It grows between waves of dives only.
/// </summary>
internal sealed class SphereChoices
{
    private readonly double[][] _most;
    private readonly double[][] _least;
    private readonly double _silentBelow;

    /// <summary>Takes the neurons and a spread of directions.</summary>
    /// <param name="problem">The network and its target.</param>
    /// <param name="neurons">The neurons, in the order in which they are decided.</param>
    /// <param name="capacity">How many directions there is room for.</param>
    /// <param name="pairs">How many there are at first, in pairs.</param>
    /// <param name="silentBelow">
    /// With a ReLU behind the output: where the target is no larger than the error that counts, a sum may be as low as it likes. Else −∞.
    /// </param>
    public SphereChoices(NeuronProblem problem, int[] neurons, int capacity, int pairs, double silentBelow = double.NegativeInfinity)
    {
        _silentBelow = silentBelow;
        Count = neurons.Length;
        Sample = new DirectionSample(problem, neurons, capacity);
        Sample.AddSpread(pairs);
        _most = Rows(Count + 1, Sample.Stride);
        _least = Rows(Count + 1, Sample.Stride);
        for (int row = 0; row < Sample.Count; row++) SumFromTheEnd(row);
    }

    /// <summary>How many neurons are to be decided.</summary>
    public int Count { get; }

    public DirectionSample Sample { get; }

    /// <summary>
    /// The largest sum of decided neurons from which those from a depth on can still reach the target's value, for every direction.
    /// </summary>
    public double[] Most(int depth) => _most[depth];

    /// <summary>The smallest.</summary>
    public double[] Least(int depth) => _least[depth];

    /// <summary>Adds a direction, if there is room.</summary>
    public void Add(ReadOnlySpan<double> x)
    {
        if (Sample.IsFull) return;
        Sample.Add(x);
        SumFromTheEnd(Sample.Count - 1);
    }

    private static double[][] Rows(int count, int length)
    {
        double[][] rows = new double[count][];
        for (int i = 0; i < count; i++) rows[i] = new double[length];
        return rows;
    }

    private void SumFromTheEnd(int row)
    {
        double most = Sample.Target[row];
        double least = most <= _silentBelow ? double.NegativeInfinity : most;
        for (int depth = Count; ; depth--)
        {
            _most[depth][row] = most;
            _least[depth][row] = least;
            if (depth == 0) break;
            double value = Sample.Row(depth - 1)[row];
            most -= Math.Min(0, value);
            least -= Math.Max(0, value);
        }
    }
}
