using Espalier.Certificates.Chains;
using Espalier.Numerics;

namespace Espalier.Certificates.Witnesses;

/// <summary>Projected gradient ascent from many starts at once, every row of a batch with a linear function of its own.</summary>
internal sealed class AscentBatch
{
    private readonly ChainBatch[] _chains;
    private readonly SearchSpace _space;
    private readonly Functional[] _functionals;
    private readonly double[] _points;
    private readonly double[] _best;
    private readonly double[] _values;
    private readonly double[] _gradients;
    private readonly double[] _second;
    private readonly double[] _weights;
    private readonly double[] _difference;

    /// <summary>Creates a batch with a row for each of the functionals, which it changes.</summary>
    public AscentBatch(ReluChain a, ReluChain b, SearchSpace space, Functional[] functionals)
    {
        int rows = functionals.Length;
        _chains = [new ChainBatch(a, rows), new ChainBatch(b, rows)];
        _space = space;
        _functionals = functionals;
        _points = new double[rows * space.Dimension];
        _best = new double[rows * space.Dimension];
        _values = new double[rows];
        _gradients = new double[rows * space.Dimension];
        _second = new double[rows * space.Dimension];
        _weights = new double[rows * a.Outputs];
        _difference = new double[rows * a.Outputs];
    }

    /// <summary>The norm at the best point of each row.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The best point of a row; before <see cref="Run"/>, its start.</summary>
    public Span<double> Point(int row) => _best.AsSpan(row * _space.Dimension, _space.Dimension);

    /// <summary>Ascends from the starts that were written into <see cref="Point"/>.</summary>
    /// <param name="steps">The number of steps; they shrink from half of the domain's size to nothing.</param>
    /// <param name="choose">Whether each row first takes the functional that touches the norm at its start.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="cancel">Ends the ascent early.</param>
    public void Run(int steps, Predicate<int> choose, int threads, CancellationToken cancel)
    {
        _best.CopyTo(_points, 0);
        Array.Fill(_values, -1);
        for (int step = 0; step <= steps && !cancel.IsCancellationRequested; step++)
        {
            Evaluate(step == 0 ? choose : null, threads);
            if (step == steps) break;
            foreach (ChainBatch chain in _chains) chain.Backward(_weights, chain == _chains[0] ? _gradients : _second, threads);
            for (int i = 0; i < _gradients.Length; i++) _gradients[i] -= _second[i];
            double share = 0.5 * (steps - step) / steps;
            int n = _space.Dimension;
            for (int row = 0; row < _values.Length; row++) _space.Step(_gradients.AsSpan(row * n, n), share * share, _points.AsSpan(row * n, n));
        }
    }

    private void Evaluate(Predicate<int>? choose, int threads)
    {
        foreach (ChainBatch chain in _chains) chain.Forward(_points, threads);
        ReadOnlySpan<double> a = _chains[0].Outputs;
        ReadOnlySpan<double> b = _chains[1].Outputs;
        for (int i = 0; i < _difference.Length; i++) _difference[i] = a[i] - b[i];
        int outputs = _difference.Length / _values.Length;
        for (int row = 0; row < _values.Length; row++)
        {
            ReadOnlySpan<double> difference = _difference.AsSpan(row * outputs, outputs);
            Functional functional = _functionals[row];
            if (choose is not null && choose(row)) functional.Choose(difference);
            else functional.Refresh(difference);
            functional.Weights.CopyTo(_weights, row * outputs);
            double value = functional.Norm(difference);
            if (!(value > _values[row])) continue;
            _values[row] = value;
            _points.AsSpan(row * _space.Dimension, _space.Dimension).CopyTo(Point(row));
        }
    }
}
