using Espalier.Certificates.Steps;
using Espalier.Graphs.LinearMaps;

namespace Espalier.Certificates.Witnesses;

/// <summary>
/// Climbs ‖A − B‖ from one linear region to the next. Inside a region the difference is affine, so the best point of the domain
/// for it is known; the way there is walked to its end over all bends, and the highest point on it is the next one.
/// Where the way leads down at once, the climb goes on along the bend, at right angles to its normal.
/// </summary>
internal sealed class RegionClimb
{
    private const int MostBends = 1000;
    private const int MostSteps = 400;

    /// <summary>A direction along so many bends takes as long as many evaluations: more are not followed at once.</summary>
    private const int MostAlong = 64;

    /// <summary>Up to this many inputs, the climb also looks along every axis before it ends.</summary>
    private const int MostAxes = 16;

    /// <summary>A climb ends after a stretch of so many steps that gained less than a worthwhile share.</summary>
    private const int Stretch = 16;

    private const double Worthwhile = 1e-6;

    private const double Tie = 1e-13;

    private readonly SearchSpace _space;
    private readonly StepRegion[] _regions;
    private readonly bool[][][] _bestPattern;
    private readonly List<Bend> _bends = [];
    private readonly List<Bend> _first = [];
    private readonly List<Bend> _next = [];
    private readonly Functional _functional;
    private readonly double[] _point;
    private readonly double[] _before;
    private readonly double[] _gradient;
    private readonly double[] _secondGradient;
    private readonly double[] _direction;

    public RegionClimb(StepGraph a, StepGraph b, SearchSpace space, Functional functional)
    {
        var workspace = new MapWorkspace();
        _space = space;
        _regions = [new StepRegion(a, workspace), new StepRegion(b, workspace)];
        _bestPattern = [_regions[0].EmptyPattern(), _regions[1].EmptyPattern()];
        _functional = functional;
        _point = new double[space.Dimension];
        _before = new double[space.Dimension];
        _gradient = new double[space.Dimension];
        _secondGradient = new double[space.Dimension];
        _direction = new double[space.Dimension];
    }

    /// <summary>A neuron of one of the networks, where its ReLU bends.</summary>
    private readonly record struct Bend(int Network, int Step, int Neuron);

    /// <summary>Climbs from a point, which becomes the highest point found. Returns its value as float64 has it.</summary>
    public double Run(Span<double> point, CancellationToken cancel)
    {
        point.CopyTo(_point);
        foreach (StepRegion region in _regions) region.Settle(_point);
        _bends.Clear();
        _functional.Choose(Difference());
        double value = _functional.Of(Difference());
        double milestone = value;
        for (int step = 1; step <= MostSteps && !cancel.IsCancellationRequested; step++)
        {
            if (!TryImprove() && !TryAxes()) break;
            if (step % Stretch != 0) continue;
            double now = _functional.Of(Difference());
            if (now <= milestone * (1 + Worthwhile)) break;
            milestone = now;
        }

        double reached = _functional.Norm(Difference());
        if (reached >= value) _point.CopyTo(point);
        return Math.Max(value, reached);
    }

    private double[] Difference()
    {
        double[] a = _regions[0].Outputs;
        double[] b = _regions[1].Outputs;
        var difference = new double[a.Length];
        for (int i = 0; i < difference.Length; i++) difference[i] = a[i] - b[i];
        return difference;
    }

    /// <summary>One step up, or one bend more or less to go along. False at a local maximum.</summary>
    private bool TryImprove()
    {
        _functional.Refresh(Difference());
        FindGradient();
        double[][] normals = [.. _bends.Select(bend => _regions[bend.Network].Normal(bend.Step, bend.Neuron))];
        if (!_space.TryDirection(_point, _gradient, normals, _direction)) return TryLeave(normals);
        if (TryWalk()) return true;
        if (_first.Count == 0) return TryLeave(normals);
        int before = _bends.Count;
        foreach (Bend bend in _first)
            if (_bends.Count < Math.Min(_space.Dimension, MostAlong) && !_bends.Contains(bend)) _bends.Add(bend);
        return _bends.Count > before || TryLeave(normals);
    }

    private void FindGradient()
    {
        _regions[0].Gradient(_functional.Weights, _gradient);
        _regions[1].Gradient(_functional.Weights, _secondGradient);
        for (int i = 0; i < _gradient.Length; i++) _gradient[i] -= _secondGradient[i];
    }

    /// <summary>
    /// Where the climb rests along some bends: the one that it gains most by leaving, to the side on which it does. At a bend the
    /// gradient is λ·normal, and λ grows by the neuron's own weight from the inactive to the active side.
    /// </summary>
    private bool TryLeave(double[][] normals)
    {
        if (_bends.Count == 0) return false;
        double[] multipliers = _space.Multipliers(_point, _gradient, normals);
        int best = -1;
        double gain = 1e-9;
        bool side = false;
        for (int i = 0; i < multipliers.Length; i++)
        {
            Bend bend = _bends[i];
            StepRegion region = _regions[bend.Network];
            double weight = region.Gradients(bend.Step)[bend.Neuron] * (bend.Network == 0 ? 1 : -1);
            double active = region.Active(bend.Step)[bend.Neuron] ? multipliers[i] : multipliers[i] + weight;
            double scale = Math.Abs(active) + Math.Abs(weight);
            if (active > gain * scale) (best, gain, side) = (i, active / scale, true);
            if (weight - active > gain * scale) (best, gain, side) = (i, (weight - active) / scale, false);
        }

        if (best < 0)
        {
            _bends.Clear();
            return false;
        }

        _regions[_bends[best].Network].Active(_bends[best].Step)[_bends[best].Neuron] = side;
        _bends.RemoveAt(best);
        return true;
    }

    private bool TryAxes()
    {
        if (_space.Dimension > MostAxes) return false;
        _bends.Clear();
        for (int i = 0; i < 2 * _space.Dimension; i++)
        {
            var axis = new double[_space.Dimension];
            axis[i / 2] = i % 2 == 0 ? 1 : -1;
            if (_space.TryLine(_point, axis, _direction) && TryWalk()) return true;
        }

        return false;
    }

    /// <summary>Walks along the direction to its end, and goes to the highest point on the way. False if that is where it began.</summary>
    private bool TryWalk()
    {
        foreach (StepRegion region in _regions) region.Steer(_direction);
        double start = _functional.Of(Difference());
        double value = start;
        double best = start + (Tie * Math.Abs(start));
        double bestAt = 0;
        double at = 0;
        _first.Clear();
        for (int bends = 0; bends < MostBends; bends++)
        {
            double slope = Slope();
            double step = NextBends(1 - at);
            value += slope * step;
            at += step;
            if (value > best && at > 0)
            {
                (best, bestAt) = (value, at);
                for (int n = 0; n < 2; n++) _regions[n].CopyPatternTo(_bestPattern[n]);
            }

            if (_next.Count == 0) break;
            if (_first.Count == 0) _first.AddRange(_next);
            foreach (StepRegion region in _regions) region.Advance(step);
            Cross();
        }

        return Arrive(bestAt, start);
    }

    private double Slope()
    {
        double slope = 0;
        for (int k = 0; k < _functional.Weights.Length; k++)
            slope += _functional.Weights[k] * (_regions[0].OutputSlopes[k] - _regions[1].OutputSlopes[k]);
        return slope;
    }

    /// <summary>Collects the neurons that change next, and returns the way to them; none if the end comes before.</summary>
    private double NextBends(double rest)
    {
        double nearest = rest;
        _next.Clear();
        for (int n = 0; n < 2; n++)
        {
            for (int s = 0; s < _regions[n].Depth; s++)
            {
                if (!_regions[n].Rectified(s)) continue;
                double[] values = _regions[n].Values(s);
                double[] slopes = _regions[n].Slopes(s);
                bool[] active = _regions[n].Active(s);
                for (int i = 0; i < values.Length; i++)
                {
                    if (active[i] ? !(slopes[i] < 0) : !(slopes[i] > 0)) continue;
                    double way = Math.Max(0, -values[i] / slopes[i]);
                    if (way >= rest || way > nearest + Tie || _bends.Contains(new Bend(n, s, i))) continue;
                    if (way < nearest - Tie)
                    {
                        nearest = way;
                        _next.Clear();
                    }

                    _next.Add(new Bend(n, s, i));
                }
            }
        }

        return nearest;
    }

    private void Cross()
    {
        Span<int> first = [int.MaxValue, int.MaxValue];
        foreach (Bend bend in _next)
        {
            bool[] active = _regions[bend.Network].Active(bend.Step);
            active[bend.Neuron] = !active[bend.Neuron];
            _regions[bend.Network].Values(bend.Step)[bend.Neuron] = 0;
            first[bend.Network] = Math.Min(first[bend.Network], bend.Step);
        }

        for (int n = 0; n < 2; n++)
            if (first[n] < int.MaxValue) _regions[n].SteerFrom(first[n] + 1);
    }

    private bool Arrive(double share, double start)
    {
        if (share > 0)
        {
            _point.CopyTo(_before, 0);
            for (int i = 0; i < _point.Length; i++) _point[i] += share * _direction[i];
            _space.Inside(_point).CopyTo(_point, 0);
            for (int n = 0; n < 2; n++)
            {
                _regions[n].TakePattern(_bestPattern[n]);
                _regions[n].Follow(_point);
            }

            if (_functional.Of(Difference()) > start) return true;
            _before.CopyTo(_point, 0);
        }

        foreach (StepRegion region in _regions) region.Settle(_point);
        return false;
    }
}
