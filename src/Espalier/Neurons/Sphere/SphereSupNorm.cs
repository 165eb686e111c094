using Espalier.Numerics;

namespace Espalier.Neurons.Sphere;

/// <summary>Both sides of max |Σ β_k σ(⟨v_k, x⟩)| on the unit sphere of three or more dimensions.</summary>
/// <remarks>
/// To bound h from above only the signs of the convex pieces (β = +1) have to be known: with those decided, h is concave on a
/// cone and its maximum on the ball is a small least-squares problem (<see cref="SphereNode"/>). −h is bounded in the same
/// queue. So the depth is half the number of pieces, and n planes cut the sphere into at most 2 Σ_{i&lt;d} C(n−1, i) cells.
/// </remarks>
internal sealed class SphereSupNorm : ICrewWork
{
    /// <summary>Nodes that are divided at the same time, however many threads there are: so the result does not depend on them.</summary>
    private const int NodesPerWave = 8;

    /// <summary>A wave of a smaller problem is over before another thread has heard of it.</summary>
    private const int FewestPiecesToShare = 12;

    /// <summary>Sweeps for a node that still can be divided.</summary>
    private const int InnerSweeps = 16;

    /// <summary>Sweeps for a node whose bound only coordinate descent can lower.</summary>
    private const int LeafSweeps = 4000;

    private readonly Pieces _pieces;
    private readonly double[] _norms;
    private readonly SphereNode[] _wave = new SphereNode[2 * NodesPerWave];
    private readonly double[][] _reached;
    private readonly Crew _crew = new();
    private readonly SphereAscent _ascent;
    private readonly PriorityQueue<SphereNode, double> _open = new();
    private readonly double _tolerance;
    private double _settled;
    private long _nodes;

    private SphereSupNorm(Pieces pieces, double tolerance)
    {
        _pieces = pieces;
        _tolerance = tolerance;
        _ascent = new SphereAscent(pieces);
        _reached = [.. _wave.Select(_ => new double[pieces.Dimension])];
        _norms = new double[pieces.Count];
        for (int k = 0; k < _norms.Length; k++) _norms[k] = Directions.Norm(pieces.Vector(k));
    }

    /// <summary>Bounds above this are worth lowering.</summary>
    private double Goal => _ascent.Best * (1 + _tolerance);

    public static SupNormBounds Evaluate(
        Pieces pieces, double tolerance, long limit, int threads, Action<double, double, long>? tell, CancellationToken cancel)
    {
        var search = new SphereSupNorm(pieces, tolerance);
        return search.Run(limit, pieces.Count < FewestPiecesToShare ? 1 : threads, tell, cancel);
    }

    private SupNormBounds Run(long limit, int threads, Action<double, double, long>? tell, CancellationToken cancel)
    {
        _ascent.FromPieces();
        _wave[0] = new SphereNode(_pieces, 1);
        _wave[1] = new SphereNode(_pieces, -1);
        Tighten(2, threads);
        SupNormStatus status = SupNormStatus.Closed;
        while (_open.TryPeek(out SphereNode? node, out _) && node.Bound > Goal)
        {
            if (_nodes >= limit) status = SupNormStatus.Limit;
            if (cancel.IsCancellationRequested) status = SupNormStatus.Cancelled;
            if (status != SupNormStatus.Closed) break;
            tell?.Invoke(_ascent.Best, Math.Max(_settled, node.Bound), _nodes);
            int count = 0;
            while (count < _wave.Length && _open.TryPeek(out node, out _) && node.Bound > Goal)
            {
                _open.Dequeue();
                _wave[count++] = node.Child(1);
                _wave[count++] = node.Child(-1);
            }

            Tighten(count, threads);
        }

        _ascent.Polish();
        double lower = _pieces.LowerBoundAt(_ascent.Witness);
        double upper = Math.Max(_settled, _open.TryPeek(out SphereNode? widest, out _) ? widest.Bound : 0);
        if (status == SupNormStatus.Closed && upper > Math.Max(Goal, lower * (1 + (2 * _tolerance)))) status = SupNormStatus.Limit;
        return new SupNormBounds(lower, upper, [.. _ascent.Witness], status, _nodes);
    }

    public void Do(int piece, int worker)
    {
        SphereNode node = _wave[piece];
        node.Tighten(_pieces, _norms, Goal, InnerSweeps, _reached[piece]);
        if (node.Branch < 0 && node.Bound > Goal) node.Tighten(_pieces, _norms, Goal, LeafSweeps, _reached[piece]);
    }

    /// <summary>Bounds the nodes of a wave, and takes up what they found one after the other.</summary>
    private void Tighten(int count, int threads)
    {
        _nodes += count;
        if (threads > 1) _crew.Run(this, count, threads);
        else for (int i = 0; i < count; i++) Do(i, 0);
        for (int i = 0; i < count; i++)
        {
            SphereNode node = _wave[i];
            _ascent.Offer(_reached[i]);
            if (node.Branch < 0 || node.Bound <= Goal) _settled = Math.Max(_settled, node.Bound);
            else _open.Enqueue(node, -node.Bound);
        }
    }
}
