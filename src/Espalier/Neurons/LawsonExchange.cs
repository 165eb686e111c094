namespace Espalier.Neurons;

/// <summary>Weighted least squares on directions whose weights follow the differences (C. L. Lawson, 1961).</summary>
internal sealed class LawsonExchange
{
    /// <summary>Keeps dependent neurons apart; it costs the bound next to nothing.</summary>
    private const double Ridge = 1e-13;

    private readonly NeuronProblem _problem;
    private readonly int[] _neurons;
    private readonly List<double[]> _features = [];
    private readonly List<double> _targets = [];
    private readonly List<double> _weights = [];
    private readonly double _longest;

    public LawsonExchange(NeuronProblem problem, int[] neurons)
    {
        _problem = problem;
        _neurons = neurons;
        _longest = neurons.Max(j => Directions.Norm(problem.Weight(j)));
        foreach (double[] x in DirectionSample.Spread(problem, 8 * (problem.Dimension + neurons.Length))) Add(x);
    }

    /// <summary>Adds a direction; its weight is the mean one.</summary>
    public void Add(double[] x)
    {
        _features.Add(Array.ConvertAll(_neurons, j => Math.Max(0, Directions.Dot(_problem.Weight(j), x))));
        _targets.Add(Math.Max(0, Directions.Dot(_problem.Target, x)));
        _weights.Add(_weights.Count == 0 ? 1 : _weights.Average());
    }

    /// <summary>One weighted least-squares problem, and new weights.</summary>
    /// <param name="below">What no coefficients with Σ |c| ≤ <see cref="Refit.LargestSum"/> go below at these directions.</param>
    public double[] Step(out double below)
    {
        int count = _neurons.Length;
        double total = _weights.Sum();
        double[] gram = new double[count * count];
        double[] coefficients = new double[count];
        for (int row = 0; row < _weights.Count; row++)
        {
            _weights[row] /= total;
            double[] features = _features[row];
            for (int i = 0; i < count; i++)
            {
                double weighted = _weights[row] * features[i];
                if (weighted == 0) continue;
                coefficients[i] += weighted * _targets[row];
                for (int j = 0; j <= i; j++) gram[(i * count) + j] += weighted * features[j];
            }
        }

        NormalEquations.Solve(gram, coefficients, count, Ridge);
        double[] residuals = [.. _features.Select((features, row) => _targets[row] - Directions.Dot(features, coefficients))];
        below = Bound(residuals);
        Reweigh(residuals);
        return coefficients;
    }

    /// <summary>
    /// For signed weights λ with ‖λ‖₁ = 1 and any coefficients, the largest difference is at least |⟨λ, f⟩| − Σ |c_j| |⟨λ, φ_j⟩|. Weighted
    /// residuals of least squares are such a λ, nearly orthogonal to all φ_j.
    /// </summary>
    private double Bound(double[] residuals)
    {
        double size = 0;
        double onTarget = 0;
        double[] onFeatures = new double[_neurons.Length];
        double largest = 0;
        for (int row = 0; row < residuals.Length; row++)
        {
            double weighted = _weights[row] * residuals[row];
            size += Math.Abs(weighted);
            onTarget += weighted * _targets[row];
            largest = Math.Max(largest, _targets[row]);
            for (int j = 0; j < onFeatures.Length; j++) onFeatures[j] += weighted * _features[row][j];
        }

        if (!(size > 0)) return 0;
        double stray = onFeatures.Max(Math.Abs) / size;
        double rounding = 1e-15 * residuals.Length * (largest + (Refit.LargestSum * _longest));
        return Math.Max(0, (Math.Abs(onTarget) / size) - (Refit.LargestSum * stray) - rounding);
    }

    private void Reweigh(double[] residuals)
    {
        double largest = residuals.Max(Math.Abs);
        if (!(largest > 0)) return;

        // A weight never vanishes: a direction that is good now may matter later.
        for (int row = 0; row < residuals.Length; row++) _weights[row] = Math.Max(_weights[row] * Math.Abs(residuals[row]) / largest, 1e-9 / residuals.Length);
    }
}
