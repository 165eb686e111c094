using System.Numerics;
using System.Runtime.InteropServices;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Numerics.Random;

namespace Espalier.Training.Searching;

/// <summary>Weights that are trained where a mask keeps them, and are 0 elsewhere.</summary>
internal sealed class MaskedLayer : WeightLayer
{
    private readonly AlignedSingles _mask;
    private readonly AlignedSingles _rewind;

    public MaskedLayer(WeightGrid grid, RandomStream stream)
        : base(grid, stream)
    {
        _mask = new AlignedSingles(Effective.Length);
        _mask.Span.Fill(1);
        _rewind = new AlignedSingles(Effective.Length);
        Remember();
    }

    public override IEnumerable<AlignedSingles> State => [.. base.State, _mask, _rewind];

    /// <summary>The weights that are kept.</summary>
    public bool[] Kept => Array.ConvertAll(Lanes.Unpadded(_mask.Span, Outputs, Inputs), kept => kept != 0);

    /// <summary>The weights to which <see cref="Rewind"/> returns.</summary>
    public void Remember() => Effective.Span.CopyTo(_rewind.Span);

    /// <summary>Takes the weights back to where they were remembered, and stops them.</summary>
    public void Rewind()
    {
        _rewind.Span.CopyTo(Effective.Span);
        Stop();
        Cut();
    }

    /// <summary>Keeps what a mask keeps.</summary>
    public void Keep(bool[] kept)
    {
        Lanes.Pad(Array.ConvertAll(kept, keep => keep ? 1f : 0f), Inputs, _mask.Span);
        Multiply(Velocities.Span);
        Cut();
    }

    /// <summary>Puts other weights in the place of all; what is removed stays 0.</summary>
    public void Put(float[] weights)
    {
        Lanes.Pad(weights, Inputs, Effective.Span);
        Cut();
    }

    public override void Step(in StepSettings settings, Crew crew, int threads)
    {
        Multiply(Gradient.Span);
        base.Step(settings, crew, threads);
    }

    private void Cut() => Multiply(Effective.Span);

    private void Multiply(Span<float> values)
    {
        Span<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(values);
        ReadOnlySpan<Vector<float>> mask = MemoryMarshal.Cast<float, Vector<float>>(_mask.Span);
        for (int i = 0; i < wide.Length; i++) wide[i] *= mask[i];
    }
}
