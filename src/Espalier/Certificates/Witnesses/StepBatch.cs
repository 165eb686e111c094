using Espalier.Certificates.Steps;
using Espalier.Graphs.LinearMaps;
using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Certificates.Witnesses;

/// <summary>A network's outputs for many inputs at once, and gradients of linear functions of them.</summary>
internal sealed class StepBatch
{
    private readonly StepGraph _graph;
    private readonly int _rows;

    /// <summary>The values, and how fast the functions change with them; the inputs, which are value 0, are the caller's.</summary>
    private readonly double[][] _values;
    private readonly double[][] _gradients;
    private readonly MapWorkspace _workspace = new();

    public StepBatch(StepGraph graph, int rows)
    {
        _graph = graph;
        _rows = rows;
        _values = [[], .. graph.Steps.Select(step => new double[rows * step.Outputs])];
        _gradients = [[], .. graph.Steps.Select(step => new double[rows * step.Outputs])];
    }

    /// <summary>The outputs, row after row.</summary>
    public ReadOnlySpan<double> Outputs => _values[^1];

    /// <summary>Evaluates all rows, with ReLUs as they are or soft ones.</summary>
    public void Forward(ReadOnlySpan<double> inputs, int threads, SoftBends? soft = null)
    {
        _workspace.Threads = threads;
        for (int s = 0; s < _graph.Steps.Length; s++)
        {
            AffineStep step = _graph.Steps[s];
            double[] values = _values[s + 1];
            bool accumulate = false;
            foreach (Term term in step.Terms)
            {
                term.Map.Apply(term.Read == 0 ? inputs : _values[term.Read], values, _rows, accumulate, _workspace);
                accumulate = true;
            }

            for (int row = 0; row < _rows; row++) Elementwise.Add(values.AsSpan(row * step.Outputs, step.Outputs), step.Bias);
            if (step.Rectified && soft is not null) soft.Rectify(s, values);
            else if (step.Rectified) Elementwise.Relu<double>(values, values);
            else if (step.Curve is { } curve) Bend(curve, values);
        }
    }

    /// <summary>Gradients at the inputs of the last <see cref="Forward"/>, for one linear function per row.</summary>
    public void Backward(ReadOnlySpan<double> functionals, Span<double> gradients, int threads, SoftBends? soft = null)
    {
        _workspace.Threads = threads;
        foreach (double[] each in _gradients) each.AsSpan().Clear();
        gradients.Clear();
        functionals.CopyTo(_gradients[^1]);
        for (int s = _graph.Steps.Length - 1; s >= 0; s--)
        {
            AffineStep step = _graph.Steps[s];
            if (step.Rectified && soft is not null) soft.Slow(s, _gradients[s + 1], _values[s + 1]);
            else if (step.Rectified) Block(_gradients[s + 1], _values[s + 1]);
            else if (step.Curve is { } curve) Slow(new SShape(curve), _gradients[s + 1], _values[s + 1]);
            foreach (Term term in step.Terms)
                term.Map.ApplyTransposed(_gradients[s + 1], term.Read == 0 ? gradients : _gradients[term.Read], _rows, accumulate: true, _workspace);
        }
    }

    private static void Bend(Activation curve, double[] values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = curve.Of(values[i]);
    }

    private static void Slow(SShape shape, double[] gradients, double[] values)
    {
        for (int i = 0; i < gradients.Length; i++) gradients[i] *= shape.SlopeAtValue(values[i]);
    }

    private static void Block(double[] gradients, double[] values)
    {
        for (int i = 0; i < gradients.Length; i++)
            if (!(values[i] > 0)) gradients[i] = 0;
    }
}
