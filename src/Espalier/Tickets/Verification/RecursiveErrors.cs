using Espalier.Certificates;
using Espalier.Graphs;

namespace Espalier.Tickets.Verification;

/// <summary>The closed-form bounds of a ticket's error, carried node by node through its target's graph.</summary>
internal sealed class RecursiveErrors
{
    private readonly Network _target;
    private readonly double _radius;
    private readonly int _threads;
    private readonly BallRecursion[] _balls;
    private readonly BoxRecursion[] _boxes;
    private readonly int _copied;

    /// <summary>Begins at the input.</summary>
    /// <param name="target">The target.</param>
    /// <param name="radius">The radius of the ball.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="copied">The node whose neurons the next layer reads in copies; −1 for none.</param>
    public RecursiveErrors(Network target, double radius, int threads, int copied)
    {
        _copied = copied;
        _target = target;
        _radius = radius;
        _threads = threads;
        _balls = new BallRecursion[target.Nodes.Length + 1];
        _boxes = new BoxRecursion[target.Nodes.Length + 1];
        _balls[0] = BallRecursion.Start(radius);
        var ones = new double[target.InputShape.Length];
        Array.Fill(ones, 1);
        _boxes[0] = BoxRecursion.Start(new double[ones.Length], ones);
    }

    /// <summary>The bounds at the output.</summary>
    public CertifiedErrors Certified => new(_radius, _balls[^1].Error, _boxes[^1].Error);

    /// <summary>Through a node: of a grid and its approximation, or one that both networks have alike.</summary>
    public void Pass(int index, GridAudit? audit)
    {
        Ball(index, audit, atLeast: false);
        Box(index, audit);
        if (index == _copied) (_balls[index + 1], _boxes[index + 1]) = (_balls[index + 1].Swapped(), _boxes[index + 1].Swapped());
    }

    /// <summary>What the bound over the ball comes to, for all nodes and the audits of grids.</summary>
    /// <param name="audits">Of each node, or null.</param>
    /// <param name="enough">Where the bound is above this for sure, it is not found: then anything above it is returned.</param>
    public double Ball(IReadOnlyList<GridAudit?> audits, double enough)
    {
        for (int i = 0; i < audits.Count; i++) Ball(i, audits[i], atLeast: true);
        if (_balls[^1].Error > enough) return double.PositiveInfinity;
        for (int i = 0; i < audits.Count; i++) Ball(i, audits[i], atLeast: false);
        return _balls[^1].Error;
    }

    /// <summary>What the bound over the box comes to.</summary>
    public double Box(IReadOnlyList<GridAudit?> audits)
    {
        for (int i = 0; i < audits.Count; i++) Box(i, audits[i]);
        return _boxes[^1].Error;
    }

    private void Ball(int index, GridAudit? audit, bool atLeast)
    {
        Node node = _target.Nodes[index];
        Shape[] shapes = _target.ShapesRead(index);
        BallRecursion read = _balls[node.Reads[0]];
        _balls[index + 1] = audit is null ? BallRecursion.After(node.Operator, [.. node.Reads.Select(value => _balls[value])], shapes)
            : !IsMatrix(index) ? read.Through(audit.AsMaps(shapes[0]), _threads)
            : atLeast ? read.ThroughAtLeast(audit.Dense) : read.Through(audit.Dense, _threads);
    }

    private void Box(int index, GridAudit? audit)
    {
        Node node = _target.Nodes[index];
        Shape[] shapes = _target.ShapesRead(index);
        BoxRecursion read = _boxes[node.Reads[0]];
        _boxes[index + 1] = audit is null ? BoxRecursion.After(node.Operator, [.. node.Reads.Select(value => _boxes[value])], shapes)
            : IsMatrix(index) ? read.Through(audit.Dense, _threads) : read.Through(audit.AsMaps(shapes[0]), _threads);
    }

    private bool IsMatrix(int index) => _target.Nodes[index].Operator.Grid is { Window: null } && _target.ShapesRead(index)[0].Rank == 1;
}
