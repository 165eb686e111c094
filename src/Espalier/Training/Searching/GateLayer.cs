using Espalier.Numerics;
using Espalier.Numerics.Random;

namespace Espalier.Training.Searching;

/// <summary>
/// Frozen weights behind gates, whose scores are trained through the straight-through gradient: ∂L/∂score = ∂L/∂(gated weight) · weight.
/// </summary>
internal sealed class GateLayer : TrainableLayer
{
    private readonly AlignedSingles _weights;
    private readonly AlignedSingles _scores;
    private readonly DescentArray _descent;
    private readonly bool[] _open;
    private readonly bool[] _locked;
    private readonly float[] _noise;
    private readonly RandomStream _stream;
    private readonly float _reach;

    /// <summary>Takes a layer of a source.</summary>
    public GateLayer(FrozenSource source, int layer, ulong seed)
        : base(source.Inputs(layer), source.Grid(layer).Channels)
    {
        _weights = new AlignedSingles(Effective.Length);
        _scores = new AlignedSingles(Effective.Length);
        Lanes.Pad(source.Weights(layer), Inputs, _weights.Span);
        Lanes.Pad(source.FirstScores(layer, seed), Inputs, _scores.Span);
        _descent = new DescentArray(_scores, Gradient);
        (_open, _locked) = (source.Open(layer), source.Locked(layer));
        _noise = new float[_open.Length];
        _stream = new RandomStream(seed, (uint)layer, StreamPurpose.Sampling);
        _reach = (float)(1 / Math.Sqrt(Inputs));
    }

    /// <summary>The number of weights.</summary>
    public int Length => _open.Length;

    public override IEnumerable<AlignedSingles> State => [_scores, _descent.Velocities];

    public override bool IsFinite => _descent.IsFinite;

    public override void Step(in StepSettings settings, Crew crew, int threads)
    {
        Span<float> gradient = Gradient.Span;
        ReadOnlySpan<float> weights = _weights.Span;
        for (int i = 0; i < gradient.Length; i++) gradient[i] *= weights[i];
        _descent.Step(settings, crew, threads);
    }

    /// <summary>Fills the keys by which gates are ranked: the upper 31 bits of score + noise in an order that integers have.</summary>
    /// <param name="keys">One for each weight; the largest for what is locked, 0 for what is not in the source.</param>
    /// <param name="step">The step, of which the noise is a function.</param>
    /// <param name="noise">How strong it is, from 0 to 1 times ±1/√inputs.</param>
    public void Rank(Span<int> keys, long step, double noise)
    {
        if (noise > 0) _stream.FillUniform((ulong)step * (ulong)_noise.Length, _noise);
        float strength = (float)(noise * _reach);
        for (int row = 0, i = 0; row < Outputs; row++)
        {
            ReadOnlySpan<float> scores = _scores.Span.Slice(row * Stride, Inputs);
            foreach (float score in scores)
            {
                int bits = BitConverter.SingleToInt32Bits(noise > 0 ? score + (strength * _noise[i]) : score);
                keys[i] = _locked[i] ? int.MaxValue : _open[i] ? (int)(((uint)(bits ^ (bits >> 31 & int.MaxValue)) ^ 0x8000_0000) >> 1) : 0;
                i++;
            }
        }
    }

    /// <summary>Opens the gates whose keys are above a value, and the first of those that are equal to it.</summary>
    public int Open(ReadOnlySpan<int> keys, int threshold, int ties)
    {
        for (int row = 0, i = 0; row < Outputs; row++)
        {
            Span<float> effective = Effective.Span.Slice(row * Stride, Inputs);
            ReadOnlySpan<float> weights = _weights.Span.Slice(row * Stride, Inputs);
            for (int j = 0; j < effective.Length; j++, i++)
            {
                bool isOpen = keys[i] > threshold || (keys[i] == threshold && ties-- > 0);
                effective[j] = isOpen ? weights[j] : 0;
            }
        }

        return Math.Max(ties, 0);
    }
}
