using Espalier.Numerics;

namespace Espalier.Neurons.Behind;

/// <summary>σ(g_S) − f for neurons near size 1, with what its rounding may be.</summary>
internal sealed class RectifiedDifference
{
    private const double Rounding = 2.220446049250313e-16; // 2⁻⁵²

    private readonly double[] _target;

    public RectifiedDifference(NeuronProblem problem, int[] kept)
    {
        Problem = problem;
        Kept = kept;
        _target = problem.Target.ToArray();
        double mass = Directions.Norm(_target);
        foreach (int j in kept) mass += Math.Abs(problem.Coefficients[j]) * Directions.Norm(problem.Weight(j));
        Slack = 8 * (kept.Length + problem.Dimension + 8) * Rounding * mass;
    }

    public NeuronProblem Problem { get; }

    public int[] Kept { get; }

    public int Dimension => _target.Length;

    public ReadOnlySpan<double> Target => _target;

    /// <summary>More than rounding, of a value or of the place of a peak, can change at a vector of norm about 1.</summary>
    public double Slack { get; }

    /// <summary>g and its gradient.</summary>
    public double Network(ReadOnlySpan<double> x, Span<double> gradient)
    {
        gradient.Clear();
        double sum = 0;
        foreach (int j in Kept)
        {
            ReadOnlySpan<double> w = Problem.Weight(j);
            double dot = Directions.Dot(w, x);
            if (!(dot > 0)) continue;
            double coefficient = Problem.Coefficients[j];
            sum += coefficient * dot;
            for (int i = 0; i < gradient.Length; i++) gradient[i] += coefficient * w[i];
        }

        return sum;
    }

    /// <summary>|σ(g) − f|.</summary>
    public double Value(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (int j in Kept)
        {
            double dot = Directions.Dot(Problem.Weight(j), x);
            if (dot > 0) sum += Problem.Coefficients[j] * dot;
        }

        return Math.Abs(Math.Max(0, sum) - Math.Max(0, Directions.Dot(_target, x)));
    }

    /// <summary>The supremum, if it is taken next to one of some vectors.</summary>
    public SupNormBounds Among(IEnumerable<double[]> candidates)
    {
        double best = -1;
        double[] witness = Directions.Axis(Dimension);
        foreach (double[] x in candidates)
        {
            if (!Directions.Normalise(x)) continue;
            double value = Value(x);
            if (value <= best) continue;
            best = value;
            witness = x;
        }

        return new SupNormBounds(Math.Max(0, best - Slack), Math.Max(0, best) + Slack, witness, SupNormStatus.Closed, 0);
    }

    /// <summary>A lower bound at a unit vector.</summary>
    public double LowerBoundAt(ReadOnlySpan<double> x) => Math.Max(0, Outward.SubtractDown(Value(x), Slack));
}
