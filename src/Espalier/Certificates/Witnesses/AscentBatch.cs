using Espalier.Certificates.Steps;

namespace Espalier.Certificates.Witnesses;

/// <summary>Projected gradient ascent from many starts at once, every row of a batch with a linear function of its own.</summary>
internal sealed class AscentBatch
{
    /// <summary>The first step as a share of the domain's size: some rows look far, some near their start.</summary>
    private static readonly double[] FirstSteps = [0.25, 0.05, 0.01];

    private readonly StepBatch[] _networks;
    private readonly SoftBends? _soft;
    private readonly SearchSpace _space;
    private readonly int _variants;
    private readonly Functional[] _functionals;
    private readonly double[] _points;
    private readonly double[] _best;
    private readonly double[] _values;
    private readonly double[] _screened;
    private readonly double[] _gradients;
    private readonly double[] _second;
    private readonly double[] _weights;
    private readonly double[] _difference;

    /// <summary>
    /// Creates a batch with a row for each of the functionals, which it changes. Row r follows function r mod
    /// <paramref name="variants"/>; 0 stands for the norm itself.
    /// </summary>
    public AscentBatch(StepGraph a, StepGraph b, SearchSpace space, Functional[] functionals, int variants)
    {
        _variants = variants;
        int rows = functionals.Length;
        _networks = [new StepBatch(a, rows), new StepBatch(b, rows)];
        _soft = SoftBends.Of(a, b);
        _space = space;
        _functionals = functionals;
        _points = new double[rows * space.Dimension];
        _best = new double[rows * space.Dimension];
        _values = new double[rows];
        _screened = new double[rows];
        Array.Fill(_screened, double.NegativeInfinity);
        Array.Fill(_values, double.NegativeInfinity);
        _gradients = new double[rows * space.Dimension];
        _second = new double[rows * space.Dimension];
        _weights = new double[rows * a.Outputs];
        _difference = new double[rows * a.Outputs];
    }

    /// <summary>The number of rows.</summary>
    public int Rows => _values.Length;

    /// <summary>The largest measure of a sample or of a step of an ascent, as float64 has it; −∞ before the first.</summary>
    public double Highest() => Math.Max(_values.Max(), _screened.Max());

    /// <summary>The best point of a row.</summary>
    public Span<double> Point(int row) => _best.AsSpan(row * _space.Dimension, _space.Dimension);

    /// <summary>
    /// Evaluates samples, one per row, and hands each to every linear function, whose rows keep the best that they have met in
    /// falling order.
    /// </summary>
    public void Screen(ReadOnlySpan<double> samples, int threads)
    {
        Differences(samples, threads);
        int outputs = _difference.Length / Rows;
        for (int sample = 0; sample < Rows; sample++)
        {
            ReadOnlySpan<double> point = samples.Slice(sample * _space.Dimension, _space.Dimension);
            ReadOnlySpan<double> difference = _difference.AsSpan(sample * outputs, outputs);
            for (int variant = 0; variant < _variants; variant++)
            {
                Functional functional = _functionals[variant];
                double value = functional.IsFree ? functional.Norm(difference) : functional.Of(difference);
                Insert(point, value, variant);
            }
        }
    }

    /// <summary>Ascends from the best samples.</summary>
    /// <param name="steps">The number of steps; they shrink to nothing.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="softness">The width of ReLUs for gradients at the first step; 0 for ReLUs as they are.</param>
    /// <param name="cancel">Ends the ascent early.</param>
    public void Run(int steps, int threads, double softness, CancellationToken cancel)
    {
        _best.CopyTo(_points, 0);
        Array.Fill(_values, double.NegativeInfinity);
        SoftBends? soft = softness > 0 ? _soft : null;
        if (soft is not null)
        {
            soft.Share = 0;
            _networks[0].Forward(_points, threads, soft);
        }

        for (int step = 0; step <= steps && !cancel.IsCancellationRequested; step++)
        {
            Evaluate(choose: step == 0, threads);
            if (step == steps) break;
            if (soft is not null)
            {
                soft.Share = softness * (1.0 - ((double)step / steps));
                foreach (StepBatch network in _networks) network.Forward(_points, threads, soft);
            }

            foreach (StepBatch network in _networks) network.Backward(_weights, network == _networks[0] ? _gradients : _second, threads, soft);
            for (int i = 0; i < _gradients.Length; i++) _gradients[i] -= _second[i];
            double left = 1.0 - ((double)step / steps);
            int n = _space.Dimension;
            for (int row = 0; row < Rows; row++)
            {
                double share = FirstSteps[row / _variants % FirstSteps.Length] * left * left;
                _space.Step(_gradients.AsSpan(row * n, n), share, _points.AsSpan(row * n, n));
            }
        }
    }

    /// <summary>The rows with the highest norms, without equal ones, and at most half of them from one linear function.</summary>
    public IEnumerable<int> Highest(int count)
    {
        int[] order = [.. Enumerable.Range(0, Rows).OrderByDescending(row => _values[row]).ThenBy(row => row)];
        var taken = new int[_variants];
        double last = double.NaN;
        foreach (int row in order)
        {
            if (count == 0) yield break;
            if (_values[row] == last || (_variants > 1 && taken[row % _variants] > count)) continue;
            last = _values[row];
            taken[row % _variants]++;
            count--;
            yield return row;
        }
    }

    /// <summary>Puts a sample among the rows of one function, which are kept in falling order; the last one falls out.</summary>
    private void Insert(ReadOnlySpan<double> point, double value, int variant)
    {
        int n = _space.Dimension;
        int row = Rows - _variants + variant;
        if (!(value > _screened[row])) return;
        for (; row >= _variants && value > _screened[row - _variants]; row -= _variants)
        {
            _screened[row] = _screened[row - _variants];
            _best.AsSpan((row - _variants) * n, n).CopyTo(_best.AsSpan(row * n, n));
        }

        _screened[row] = value;
        point.CopyTo(_best.AsSpan(row * n, n));
    }

    private void Differences(ReadOnlySpan<double> points, int threads)
    {
        foreach (StepBatch network in _networks) network.Forward(points, threads);
        ReadOnlySpan<double> a = _networks[0].Outputs;
        ReadOnlySpan<double> b = _networks[1].Outputs;
        for (int i = 0; i < _difference.Length; i++) _difference[i] = a[i] - b[i];
    }

    private void Evaluate(bool choose, int threads)
    {
        Differences(_points, threads);
        int outputs = _difference.Length / _values.Length;
        for (int row = 0; row < _values.Length; row++)
        {
            ReadOnlySpan<double> difference = _difference.AsSpan(row * outputs, outputs);
            Functional functional = _functionals[row];
            if (choose && functional.IsFree) functional.Choose(difference);
            else functional.Refresh(difference);
            functional.Weights.CopyTo(_weights, row * outputs);
            double value = functional.Norm(difference);
            if (!(value > _values[row])) continue;
            _values[row] = value;
            _points.AsSpan(row * _space.Dimension, _space.Dimension).CopyTo(Point(row));
        }
    }
}
