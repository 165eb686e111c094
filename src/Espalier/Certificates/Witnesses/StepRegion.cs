using Espalier.Certificates.Steps;
using Espalier.Graphs.LinearMaps;

namespace Espalier.Certificates.Witnesses;

/// <summary>
/// A network as the affine map that it is while no ReLU changes: values and slopes under a pattern of active neurons. In
/// float64, with an order of arithmetic that does not depend on the machine.
/// </summary>
internal sealed class StepRegion
{
    private readonly StepGraph _graph;
    private readonly double[] _point;
    private readonly double[] _direction;
    private readonly double[][] _values;
    private readonly double[][] _slopes;
    private readonly double[][] _gradients;
    private readonly double[][] _normals;
    private readonly bool[][] _active;
    private readonly double[] _scratch;
    private readonly MapWorkspace _workspace;

    public StepRegion(StepGraph graph, MapWorkspace workspace)
    {
        _graph = graph;
        _point = new double[graph.Inputs];
        _direction = new double[graph.Inputs];
        _values = Rows();
        _slopes = Rows();
        _gradients = Rows();
        _normals = Rows();
        _active = [.. graph.Steps.Select(step => new bool[step.Outputs])];
        _scratch = new double[Enumerable.Range(0, graph.Steps.Length + 1).Max(graph.Length)];
        _workspace = workspace;
    }

    public int Depth => _graph.Steps.Length;

    public double[] Outputs => _values[^1];

    public double[] OutputSlopes => _slopes[^1];

    public bool Rectified(int step) => _graph.Steps[step].Rectified;

    /// <summary>What enters the ReLUs of a step.</summary>
    public double[] Values(int step) => _values[step];

    /// <summary>How fast <see cref="Values"/> change along the direction given last.</summary>
    public double[] Slopes(int step) => _slopes[step];

    /// <summary>How fast the functional of the last <see cref="Gradient"/> changes with what leaves the ReLUs of a step.</summary>
    public double[] Gradients(int step) => _gradients[step];

    public bool[] Active(int step) => _active[step];

    /// <summary>Goes to a point and takes the pattern that holds there.</summary>
    public void Settle(ReadOnlySpan<double> point) => Forward(point, settle: true);

    /// <summary>Goes to a point and keeps the pattern.</summary>
    public void Follow(ReadOnlySpan<double> point) => Forward(point, settle: false);

    /// <summary>Slopes along a direction.</summary>
    public void Steer(ReadOnlySpan<double> direction)
    {
        direction.CopyTo(_direction);
        SteerFrom(0);
    }

    /// <summary>Slopes along the same direction, where the pattern has changed in the step before.</summary>
    public void SteerFrom(int first)
    {
        for (int s = first; s < Depth; s++) Multiply(s, _direction, _slopes);
    }

    /// <summary>The gradient of a linear function of the outputs.</summary>
    public void Gradient(ReadOnlySpan<double> functional, Span<double> gradient)
    {
        foreach (double[] each in _gradients) each.AsSpan().Clear();
        gradient.Clear();
        functional.CopyTo(_gradients[^1]);
        Backward(Depth - 1, _gradients, gradient);
    }

    /// <summary>The gradient of what enters one ReLU.</summary>
    public double[] Normal(int step, int neuron)
    {
        for (int s = 0; s < step; s++) _normals[s].AsSpan().Clear();
        var gradient = new double[_graph.Inputs];
        foreach (Term term in _graph.Steps[step].Terms) term.Map.AddRow(neuron, 1, term.Read == 0 ? gradient : _normals[term.Read - 1]);
        Backward(step - 1, _normals, gradient);
        return gradient;
    }

    /// <summary>Moves all values along the direction.</summary>
    public void Advance(double step)
    {
        for (int s = 0; s < Depth; s++)
        {
            double[] values = _values[s];
            double[] slopes = _slopes[s];
            for (int i = 0; i < values.Length; i++) values[i] += step * slopes[i];
        }
    }

    public void CopyPatternTo(bool[][] pattern)
    {
        for (int s = 0; s < _active.Length; s++) _active[s].CopyTo(pattern[s], 0);
    }

    public void TakePattern(bool[][] pattern)
    {
        for (int s = 0; s < _active.Length; s++) pattern[s].CopyTo(_active[s], 0);
    }

    public bool[][] EmptyPattern() => [.. _active.Select(row => new bool[row.Length])];

    private void Forward(ReadOnlySpan<double> point, bool settle)
    {
        point.CopyTo(_point);
        for (int s = 0; s < Depth; s++)
        {
            AffineStep step = _graph.Steps[s];
            double[] values = _values[s];
            Multiply(s, _point, _values);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] += step.Bias[i];
                if (settle) _active[s][i] = !step.Rectified || values[i] > 0;
            }
        }
    }

    /// <summary>The linear part of a step, on what the pattern lets through.</summary>
    private void Multiply(int step, double[] inputs, double[][] vectors)
    {
        bool accumulate = false;
        foreach (Term term in _graph.Steps[step].Terms)
        {
            term.Map.Apply(term.Read == 0 ? inputs : Passed(term.Read - 1, vectors[term.Read - 1]), vectors[step], 1, accumulate, _workspace);
            accumulate = true;
        }
    }

    /// <summary>Adds to the gradient at the inputs what gradients of what leaves the steps make of them.</summary>
    private void Backward(int last, double[][] gradients, Span<double> gradient)
    {
        for (int s = last; s >= 0; s--)
        {
            ReadOnlySpan<double> passed = Passed(s, gradients[s]);
            foreach (Term term in _graph.Steps[s].Terms)
                term.Map.ApplyTransposed(passed, term.Read == 0 ? gradient : gradients[term.Read - 1], 1, accumulate: true, _workspace);
        }
    }

    /// <summary>What the pattern lets through of a step's vector.</summary>
    private ReadOnlySpan<double> Passed(int step, ReadOnlySpan<double> vector)
    {
        if (!_graph.Steps[step].Rectified) return vector;
        Span<double> passed = _scratch.AsSpan(0, vector.Length);
        for (int i = 0; i < passed.Length; i++) passed[i] = _active[step][i] ? vector[i] : 0;
        return passed;
    }

    private double[][] Rows() => [.. _graph.Steps.Select(step => new double[step.Outputs])];
}
