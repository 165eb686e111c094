using Espalier.Certificates.Chains;
using Espalier.Numerics;

namespace Espalier.Certificates.Witnesses;

/// <summary>
/// A network as the affine map that it is while no ReLU changes: values and slopes under a pattern of active neurons. In
/// float64, with an order of arithmetic that does not depend on the machine.
/// </summary>
internal sealed class ChainRegion
{
    private readonly AffineStage[] _stages;
    private readonly double[][] _values;
    private readonly double[][] _slopes;
    private readonly double[][] _gradients;
    private readonly bool[][] _active;
    private readonly double[] _scratch;
    private readonly MatrixWorkspace _workspace;

    public ChainRegion(ReluChain chain, MatrixWorkspace workspace)
    {
        _stages = [.. chain.Stages];
        _values = Rows();
        _slopes = Rows();
        _gradients = Rows();
        _active = [.. _stages.Select(stage => new bool[stage.Outputs])];
        _scratch = new double[_stages.Max(stage => Math.Max(stage.Inputs, stage.Outputs))];
        _workspace = workspace;
    }

    public int Depth => _stages.Length;

    public double[] Outputs => _values[^1];

    public double[] OutputSlopes => _slopes[^1];

    public bool Rectified(int stage) => _stages[stage].Rectified;

    /// <summary>What enters the ReLUs of a stage.</summary>
    public double[] Values(int stage) => _values[stage];

    /// <summary>How fast <see cref="Values"/> change along the direction given last.</summary>
    public double[] Slopes(int stage) => _slopes[stage];

    /// <summary>How fast the functional of the last <see cref="Gradient"/> changes with what leaves the ReLUs of a stage.</summary>
    public double[] Gradients(int stage) => _gradients[stage];

    public bool[] Active(int stage) => _active[stage];

    /// <summary>Goes to a point and takes the pattern that holds there.</summary>
    public void Settle(ReadOnlySpan<double> point) => Forward(point, settle: true);

    /// <summary>Goes to a point and keeps the pattern.</summary>
    public void Follow(ReadOnlySpan<double> point) => Forward(point, settle: false);

    /// <summary>Slopes along a direction.</summary>
    public void Steer(ReadOnlySpan<double> direction)
    {
        Multiply(_stages[0], direction, _slopes[0]);
        SteerFrom(1);
    }

    /// <summary>Slopes along the same direction, where the pattern has changed in the stage before.</summary>
    public void SteerFrom(int first)
    {
        for (int s = first; s < _stages.Length; s++) Multiply(_stages[s], Passed(s - 1, _slopes[s - 1]), _slopes[s]);
    }

    /// <summary>The gradient of a linear function of the outputs.</summary>
    public void Gradient(ReadOnlySpan<double> functional, Span<double> gradient)
    {
        functional.CopyTo(_gradients[^1]);
        for (int s = _stages.Length - 1; s > 0; s--) MultiplyTransposed(_stages[s], Passed(s, _gradients[s]), _gradients[s - 1]);
        MultiplyTransposed(_stages[0], Passed(0, _gradients[0]), gradient);
    }

    /// <summary>The gradient of what enters one ReLU.</summary>
    public double[] Normal(int stage, int neuron)
    {
        AffineStage own = _stages[stage];
        double[] gradient = own.Weights.AsSpan(neuron * own.Inputs, own.Inputs).ToArray();
        for (int s = stage - 1; s >= 0; s--)
        {
            var next = new double[_stages[s].Inputs];
            MultiplyTransposed(_stages[s], Passed(s, gradient), next);
            gradient = next;
        }

        return gradient;
    }

    /// <summary>Moves all values along the direction.</summary>
    public void Advance(double step)
    {
        for (int s = 0; s < _stages.Length; s++)
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
        for (int s = 0; s < _stages.Length; s++)
        {
            double[] values = _values[s];
            Multiply(_stages[s], s == 0 ? point : Passed(s - 1, _values[s - 1]), values);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] += _stages[s].Bias[i];
                if (settle) _active[s][i] = !_stages[s].Rectified || values[i] > 0;
            }
        }
    }

    /// <summary>What the pattern lets through of a stage's vector.</summary>
    private ReadOnlySpan<double> Passed(int stage, ReadOnlySpan<double> vector)
    {
        if (!_stages[stage].Rectified) return vector;
        Span<double> passed = _scratch.AsSpan(0, vector.Length);
        for (int i = 0; i < passed.Length; i++) passed[i] = _active[stage][i] ? vector[i] : 0;
        return passed;
    }

    private void Multiply(AffineStage stage, ReadOnlySpan<double> vector, double[] result) =>
        MatrixProduct.Multiply(
            new MatrixView<double>(stage.Weights, stage.Outputs, stage.Inputs), new MatrixView<double>(vector, stage.Inputs, 1), result, workspace: _workspace);

    private void MultiplyTransposed(AffineStage stage, ReadOnlySpan<double> vector, Span<double> result) =>
        MatrixProduct.Multiply(
            new MatrixView<double>(vector, 1, stage.Outputs), new MatrixView<double>(stage.Weights, stage.Outputs, stage.Inputs), result, workspace: _workspace);

    private double[][] Rows() => [.. _stages.Select(stage => new double[stage.Outputs])];
}
