using Espalier.Neurons.Sphere;
using Espalier.Numerics;

namespace Espalier.Neurons.Refits;

/// <summary>
/// Closes in on the coefficients with the smallest sup-norm error: best on finitely many directions, then more directions where they fail.
/// </summary>
internal sealed class MinimaxRefit
{
    private const int PivotsPerCoefficient = 40;

    /// <summary>Values of unit vectors that are nearer to each other differ too little to matter.</summary>
    private const double Apart = 1e-7;

    private readonly NeuronProblem _problem;
    private readonly int[] _kept;
    private readonly int[] _used;
    private readonly double[] _start;
    private readonly ChebyshevFit _fit;
    private readonly List<double[]> _directions = [];
    private readonly double _size;

    /// <summary>Begins at given coefficients.</summary>
    public MinimaxRefit(NeuronProblem problem, int[] kept, double[] start)
    {
        _problem = problem;
        _kept = kept;
        _start = start;
        _size = Directions.Norm(problem.Target);
        double[][] first = [.. DirectionSample.Spread(problem, 8 * (problem.Dimension + kept.Length)), .. Lines(problem, kept)];
        _used = Independent(problem, kept, first);
        _fit = new ChebyshevFit(_used.Length, Refit.LargestSum * _size);
        foreach (double[] x in first) Add(x);
    }

    /// <summary>One coefficient per kept neuron.</summary>
    public double[] Coefficients
    {
        get
        {
            double[] all = (double[])_start.Clone();
            for (int i = 0; i < _used.Length; i++) all[_used[i]] += _fit.Coefficients[i] / Directions.Norm(_problem.Weight(_kept[_used[i]]));
            return all;
        }
    }

    /// <summary>The largest difference that they leave at the directions so far.</summary>
    public double Level => _fit.Level;

    public void Solve() => _fit.Solve(PivotsPerCoefficient * (_used.Length + 10));

    /// <summary>Adds a unit vector, unless it is next to one that is there: two such make the exchange unstable.</summary>
    public bool Add(double[] x)
    {
        if (_directions.Exists(other => Distance(x, other) < Apart)) return false;
        double rest = Feature(_problem.Target, x);
        double[] features = new double[_used.Length];
        for (int i = 0; i < _kept.Length; i++) rest -= _start[i] * Feature(_problem.Weight(_kept[i]), x);
        for (int i = 0; i < _used.Length; i++) features[i] = Scaled(_problem.Weight(_kept[_used[i]]), x);
        _directions.Add(x);
        _fit.Add(features, rest);
        return true;
    }

    /// <summary>Adds the directions where the difference has a peak that is higher than the level, and returns the highest of them.</summary>
    public double AddPeaks(Pieces pieces)
    {
        var starts = new List<double[]>();
        double[] heightsSoFar = [.. _directions.Select(x => -Math.Abs(pieces.Value(x)))];
        double[][] byHeight = [.. _directions];
        Array.Sort(heightsSoFar, byHeight);
        foreach (double[] x in byHeight.Take(20 * (_used.Length + 2))) starts.Add([.. x]);
        for (int k = 0; k < pieces.Count; k++)
        {
            double[] v = pieces.Vector(k).ToArray();
            starts.Add(v);
            starts.Add(Array.ConvertAll(v, entry => -entry));
        }

        var ascent = new SphereAscent(pieces);
        double[] heights = [.. starts.Select(x => Math.ScaleB(ascent.Climb(x), pieces.Exponent))];
        double highest = heights.Max();
        double last = double.PositiveInfinity;
        double[][] peaks = [.. starts];
        Array.Sort(heights, peaks);
        for (int i = peaks.Length - 1; i >= 0 && heights[i] > Level + (0.1 * (highest - Level)); i--)
        {
            if (heights[i] < last * (1 - 1e-12)) Add(peaks[i]);
            last = heights[i];
        }

        return highest;
    }

    /// <summary>What no coefficients with Σ |c_j| ‖w_j‖ ≤ <see cref="Refit.LargestSum"/> · ‖w*‖ go below on the unit sphere.</summary>
    /// <remarks>
    /// For signed weights λ with ‖λ‖₁ = 1 on unit vectors, the largest difference is at least |⟨λ, f⟩| − Σ |c_j| |⟨λ, φ_j⟩|. The λ of
    /// the reference are orthogonal to all φ_j up to rounding, and more so after one correction; what is left is summed in
    /// double-double. The norms of λ and of its directions are known up to a few units of rounding.
    /// </remarks>
    public double Bound()
    {
        (int Point, double Weight)[] reference = [.. _fit.Weights];
        double[] excess = Array.ConvertAll(_used, place => OnNeuron(reference, place));
        (int Point, double Weight)[] weights = [.. _fit.Corrected(excess)];
        double size = weights.Sum(pair => Math.Abs(pair.Weight));
        if (!(size > 0)) return 0;
        double onTarget = Math.Abs(On(weights, _problem.Target)) * (1 - (1e-15 * (weights.Length + _problem.Dimension + 8)));
        double stray = 0;
        for (int i = 0; i < _kept.Length; i++) stray = Math.Max(stray, Math.Abs(OnNeuron(weights, i)));
        return Math.Max(0, (onTarget - (Refit.LargestSum * _size * stray * (1 + 1e-12))) / size);
    }

    /// <summary>⟨λ, φ⟩ of one neuron, its weight scaled to norm 1.</summary>
    private double OnNeuron((int Point, double Weight)[] weights, int place)
    {
        ReadOnlySpan<double> w = _problem.Weight(_kept[place]);
        double norm = Directions.Norm(w);
        return norm > 0 ? On(weights, w) / norm : 0;
    }

    private double On((int Point, double Weight)[] weights, ReadOnlySpan<double> w)
    {
        DoubleDouble sum = 0;
        foreach ((int point, double weight) in weights)
        {
            DoubleDouble dot = 0;
            for (int i = 0; i < w.Length; i++) dot += DoubleDouble.Product(w[i], _directions[point][i]);
            if (dot > 0) sum += dot * weight;
        }

        return sum.High;
    }

    private static double Distance(double[] x, double[] y)
    {
        double most = 0;
        for (int i = 0; i < x.Length; i++) most = Math.Max(most, Math.Abs(x[i] - y[i]));
        return most;
    }

    private static double Feature(ReadOnlySpan<double> w, ReadOnlySpan<double> x) => Math.Max(0, Directions.Dot(w, x));

    private static double Scaled(ReadOnlySpan<double> w, ReadOnlySpan<double> x)
    {
        double norm = Directions.Norm(w);
        return norm > 0 ? Feature(w, x) / norm : 0;
    }

    /// <summary>At d = 2 peaks may stand on the lines where pieces bend.</summary>
    private static IEnumerable<double[]> Lines(NeuronProblem problem, int[] kept)
    {
        if (problem.Dimension != 2) yield break;
        for (int i = -1; i < kept.Length; i++)
        {
            ReadOnlySpan<double> w = i < 0 ? problem.Target : problem.Weight(kept[i]);
            double[] x = [-w[1], w[0]];
            if (!Directions.Normalise(x)) continue;
            yield return x;
            yield return [-x[0], -x[1]];
        }
    }

    /// <summary>The places of neurons none of which the others before it make up at the directions (Gram and Schmidt, twice).</summary>
    private static int[] Independent(NeuronProblem problem, int[] kept, double[][] directions)
    {
        var basis = new List<double[]>();
        var independent = new List<int>();
        for (int i = 0; i < kept.Length; i++)
        {
            double[] rest = Array.ConvertAll(directions, x => Scaled(problem.Weight(kept[i]), x));
            double before = Directions.Norm(rest);
            for (int pass = 0; pass < 2; pass++)
            {
                foreach (double[] other in basis) Directions.Remove(other, rest);
            }

            if (!(Directions.Norm(rest) > 1e-12 * before)) continue;
            Directions.Normalise(rest);
            basis.Add(rest);
            independent.Add(i);
        }

        return [.. independent];
    }
}
