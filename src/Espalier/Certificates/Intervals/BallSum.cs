using Espalier.Graphs.LinearMaps;
using Espalier.Numerics;

namespace Espalier.Certificates.Intervals;

/// <summary>Adds up linear maps of vectors that lie in balls; the middle of the sum is computed, and what its rounding misses is counted.</summary>
internal sealed class BallSum
{
    private readonly double[] _centre;
    private readonly double[] _reaches;
    private readonly double _gamma;
    private readonly MapWorkspace _workspace;
    private double _radius;

    /// <summary>What the rounding of the middle misses, as far as is known.</summary>
    public double Missed { get; private set; }

    /// <summary>Begins with a bias.</summary>
    /// <param name="bias">The bias.</param>
    /// <param name="centre">Receives the middle, filled up to a multiple of 8 numbers.</param>
    /// <param name="gamma">How much of the magnitudes that are added a sum may miss.</param>
    /// <param name="workspace">Buffers.</param>
    public BallSum(double[] bias, double[] centre, double gamma, MapWorkspace workspace)
    {
        (_centre, _gamma, _workspace) = (centre, gamma, workspace);
        _reaches = new double[bias.Length];
        bias.CopyTo(centre, 0);
        Missed = Outward.MultiplyUp(gamma, UpperNorms.Euclidean(bias));
    }

    /// <summary>Adds what a map makes of a ball.</summary>
    public void Add(LinearMap map, MapNorms norms, double[] centre, double radius)
    {
        map.Apply(centre.AsSpan(0, map.Inputs), _centre.AsSpan(0, map.Outputs), 1, accumulate: true, _workspace);
        Missed = Outward.AddUp(Missed, Outward.MultiplyUp(_gamma, Outward.MultiplyUp(norms.OfMagnitudes, UpperNorms.Euclidean(centre))));
        _radius = Outward.AddUp(_radius, Outward.MultiplyUp(norms.OfMap, radius));
        for (int i = 0; i < _reaches.Length; i++) _reaches[i] = Outward.AddUp(_reaches[i], Outward.MultiplyUp(norms.OfRows[i], radius));
    }

    /// <summary>Narrows intervals of the elements to what the ball allows; returns its radius.</summary>
    public double Finish(Interval[] intervals)
    {
        double missed = Missed = Outward.AddUp(Outward.MultiplyUp(Missed, 1 + (4 * _gamma)), Rounding.UnderflowUnderRoot);
        if (!double.IsFinite(missed) || !double.IsFinite(_radius) || !Array.TrueForAll(_centre, double.IsFinite)) return Unknown();
        for (int i = 0; i < _reaches.Length; i++)
        {
            double reach = Outward.AddUp(_reaches[i], missed);
            double lower = Math.Max(intervals[i].Lower, Outward.SubtractDown(_centre[i], reach));
            double upper = Math.Min(intervals[i].Upper, Outward.AddUp(_centre[i], reach));
            if (lower <= upper) intervals[i] = new Interval(lower, upper);
        }

        return Outward.AddUp(_radius, missed);
    }

    /// <summary>Where the arithmetic failed, the intervals alone count, around 0: that may be anywhere beside the true middle.</summary>
    private double Unknown()
    {
        Array.Clear(_centre);
        return Missed = double.PositiveInfinity;
    }
}
