using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Numerics.Random;

namespace Espalier.Training;

/// <summary>A layer whose parameters are the entries of its matrix, and of its bias if it has one.</summary>
internal class WeightLayer : TrainableLayer
{
    private readonly DescentArray _weights;
    private readonly DescentArray? _bias;

    /// <summary>Entries uniform between ±1/√inputs, from the stream of the layer; a bias begins at 0.</summary>
    public WeightLayer(WeightGrid grid, RandomStream stream)
        : base(grid.Inputs * grid.Places, grid.Channels, grid.Bias is not null)
    {
        _weights = new DescentArray(Effective, Gradient);
        if (Bias is not null) _bias = new DescentArray(Bias, BiasGradient!);
        float[] entries = new float[checked(Outputs * Inputs)];
        float bound = (float)(1 / Math.Sqrt(Inputs));
        stream.FillUniform(0, -bound, bound, entries);
        Lanes.Pad(entries, Inputs, Effective.Span);
    }

    public override IEnumerable<AlignedSingles> State =>
        _bias is null ? [Effective, _weights.Velocities] : [Effective, _weights.Velocities, Bias!, _bias.Velocities];

    /// <summary>The velocities of the matrix.</summary>
    protected AlignedSingles Velocities => _weights.Velocities;

    public override bool IsFinite => _weights.IsFinite && _bias?.IsFinite != false;

    /// <summary>Takes all velocities away.</summary>
    protected void Stop()
    {
        _weights.Velocities.Span.Clear();
        _bias?.Velocities.Span.Clear();
    }

    public override void Step(in StepSettings settings, Crew crew, int threads)
    {
        _weights.Step(settings, crew, threads);
        _bias?.Step(settings, crew, threads);
    }
}
