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

    /// <summary>Through a node that both networks have alike.</summary>
    public void Pass(int index)
    {
        Node node = _target.Nodes[index];
        Shape[] shapes = _target.ShapesRead(index);
        _balls[index + 1] = BallRecursion.After(node.Operator, [.. node.Reads.Select(read => _balls[read])], shapes);
        _boxes[index + 1] = BoxRecursion.After(node.Operator, [.. node.Reads.Select(read => _boxes[read])], shapes);
    }

    /// <summary>Through a grid and its approximation.</summary>
    public void Pass(int index, GridAudit audit)
    {
        int read = _target.Nodes[index].Reads[0];
        if (_target.Nodes[index].Operator.Grid is { Window: null } && _target.ShapesRead(index)[0].Rank == 1)
        {
            DenseComparison matrices = audit.AsDense();
            _balls[index + 1] = _balls[read].Through(matrices, _threads);
            _boxes[index + 1] = _boxes[read].Through(matrices, _threads);
            if (index == _copied) (_balls[index + 1], _boxes[index + 1]) = (_balls[index + 1].Swapped(), _boxes[index + 1].Swapped());
            return;
        }

        MapComparison maps = audit.AsMaps(_target.ShapesRead(index)[0]);
        _balls[index + 1] = _balls[read].Through(maps, _threads);
        _boxes[index + 1] = _boxes[read].Through(maps, _threads);
    }
}
