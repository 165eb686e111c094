using Espalier.Neurons.Sphere;

namespace Espalier.Neurons.Behind;

/// <summary>Both sides of max |σ(g) − f| on the unit sphere of three or more dimensions.</summary>
/// <remarks>
/// Two families of nodes in one queue: those that bound g − f from above, and those that bound f − λg for several λ at once, each by
/// <see cref="SphereNode"/> over the same decided signs. A node's bound is its best; a child begins with the best λ of its parent.
/// </remarks>
internal sealed class RectifiedSupNorm
{
    /// <summary>λ: the smallest stands for 0, at which no sign of g would be left to decide.</summary>
    private static readonly double[] Shares = [1e-6, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1];

    private const double ShareStep = 0.0625;

    private const int InnerSweeps = 16;

    private const int LeafSweeps = 1000;

    private const int Refinements = 8;

    private readonly RectifiedDifference _difference;
    private readonly Pieces[] _pieces;
    private readonly double[][] _norms;
    private readonly RectifiedAscent _ascent;
    private readonly PriorityQueue<Node, double> _open = new();
    private readonly double[] _reached;
    private readonly double _tolerance;
    private double _settled;
    private long _nodes;

    public RectifiedSupNorm(RectifiedDifference difference, double tolerance)
    {
        _difference = difference;
        _tolerance = tolerance;
        _ascent = new RectifiedAscent(difference);
        _reached = new double[difference.Dimension];
        _pieces = [.. Shares.Select(Scaled)];
        _norms = Array.ConvertAll(_pieces, Norms);
    }

    private double Goal => _ascent.Best * (1 + _tolerance);

    public SupNormBounds Run(long limit, CancellationToken cancel)
    {
        _ascent.FromPieces();
        Bound(new Node(1, [], Shares.Length - 1));

        // f − σ(g) is above 0 only where the target, the last piece, is.
        if (Directions.Largest(_difference.Target) > 0) Bound(new Node(-1, [(_pieces[0].Count - 1, 1)], Shares.Length / 2));
        SupNormStatus status = SupNormStatus.Closed;
        while (_open.TryPeek(out Node? node, out _) && node.Bound > Goal)
        {
            if (_nodes >= limit) status = SupNormStatus.Limit;
            if (cancel.IsCancellationRequested) status = SupNormStatus.Cancelled;
            if (status != SupNormStatus.Closed) break;
            _open.Dequeue();
            Bound(node.Child(1));
            Bound(node.Child(-1));
        }

        double lower = _difference.LowerBoundAt(_ascent.Witness);
        double upper = Math.Max(Math.Max(_settled, _open.TryPeek(out Node? widest, out _) ? widest.Bound : 0), _ascent.Best + _difference.Slack);
        if (status == SupNormStatus.Closed && upper > (lower * (1 + (2 * _tolerance))) + (2 * _difference.Slack)) status = SupNormStatus.Limit;
        return new SupNormBounds(lower, upper, [.. _ascent.Witness], status, _nodes);
    }

    private Pieces Scaled(double share)
    {
        double[] coefficients = [.. _difference.Kept.Select(j => share * _difference.Problem.Coefficients[j])];
        return Pieces.Of(_difference.Problem, _difference.Kept, coefficients);
    }

    private static double[] Norms(Pieces pieces) => [.. Enumerable.Range(0, pieces.Count).Select(k => Directions.Norm(pieces.Vector(k)))];

    private void Bound(Node node)
    {
        _nodes++;
        Try(node, node.Mixture);
        if (node.Side < 0) Descend(node);
        if (node.Branch < 0 && node.Side < 0 && node.Bound > Goal) Refine(node);
        if (node.Branch < 0 || node.Bound <= Goal) _settled = Math.Max(_settled, node.Bound);
        else _open.Enqueue(node, -node.Bound);
    }

    /// <summary>The best bound is convex in λ: goes on from the parent's share as long as it falls.</summary>
    private void Descend(Node node)
    {
        int first = node.Mixture;
        foreach (int step in (ReadOnlySpan<int>)[-1, 1])
        {
            for (int m = first + step; m >= 0 && m < Shares.Length && node.Bound > Goal; m += step)
            {
                Try(node, m);
                if (node.Mixture != m) break;
            }
        }
    }

    private void Try(Node node, int m)
    {
        SphereNode at = node.Begin(_pieces[m]);
        at.Tighten(_pieces[m], _norms[m], Goal, InnerSweeps, _reached);
        _ascent.Offer(_reached);
        if (at.Branch < 0 && at.Bound > Goal) at.Tighten(_pieces[m], _norms[m], Goal, LeafSweeps, _reached);
        node.Take(at, m);
    }

    /// <summary>The bound is convex in λ: halve the steps around the best one.</summary>
    private void Refine(Node node)
    {
        double best = Shares[node.Mixture];
        double step = ShareStep;
        for (int i = 0; i < Refinements && node.Bound > Goal; i++, step *= 0.5)
        {
            double centre = best;
            foreach (double share in (ReadOnlySpan<double>)[centre - step, centre + step])
            {
                if (!(share > 0 && share <= 1)) continue;
                Pieces pieces = Scaled(share);
                SphereNode at = node.Begin(pieces);
                at.Tighten(pieces, Norms(pieces), Goal, LeafSweeps, _reached);
                _ascent.Offer(_reached);
                if (at.Bound >= node.Bound) continue;
                node.Take(at, node.Mixture);
                best = share;
            }
        }
    }

    /// <summary>Decided signs, and the best bound known below them.</summary>
    private sealed class Node(int side, (int Piece, sbyte Sign)[] decided, int mixture, double inherited = double.PositiveInfinity)
    {
        private double _own = double.PositiveInfinity;

        public int Side { get; } = side;

        public double Bound => Math.Min(_own, inherited);

        public int Branch { get; private set; } = -1;

        public int Mixture { get; private set; } = mixture;

        public SphereNode Begin(Pieces pieces) => new(pieces, Side, decided);

        /// <summary>Takes a bound on what is below the decided signs, and where to divide next, if it is the best yet.</summary>
        public void Take(SphereNode node, int at)
        {
            if (node.Bound >= _own) return;
            (_own, Branch, Mixture) = (node.Bound, node.Branch, at);
        }

        public Node Child(int sign) => new(Side, [.. decided, (Branch, (sbyte)sign)], Mixture, Bound);
    }
}
