namespace Espalier.Web.Jobs;

/// <summary>What was known at a time.</summary>
/// <param name="Seconds">Since the work began.</param>
/// <param name="Lower">At least.</param>
/// <param name="Upper">At most.</param>
internal readonly record struct BoundPoint(double Seconds, double Lower, double Upper);

/// <summary>Bounds as they close, thinned so that any time of work takes little room: the newest always stands at the end.</summary>
internal sealed class BoundHistory
{
    private const int Most = 400;

    private readonly List<BoundPoint> _points = [];
    private double _pause;

    /// <summary>The points, oldest first.</summary>
    public IReadOnlyList<BoundPoint> Points => _points;

    /// <summary>Adds what is known now; what came too soon before it is replaced.</summary>
    public void Add(BoundPoint point)
    {
        bool isSoon = _points.Count > 1 && point.Seconds - _points[^2].Seconds < _pause;
        if (isSoon) _points[^1] = point;
        else _points.Add(point);
        if (_points.Count <= Most) return;
        _pause = point.Seconds / Most * 2;
        List<BoundPoint> kept = [.. _points.Where((_, i) => i % 2 == 0 || i == _points.Count - 1)];
        _points.Clear();
        _points.AddRange(kept);
    }
}
