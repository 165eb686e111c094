using System.Runtime.Intrinsics;
using Espalier.Numerics;
using Espalier.Numerics.Random;

namespace Espalier.Training;

/// <summary>A layer whose parameters are the entries of its matrix.</summary>
internal sealed unsafe class DenseLayer : TrainableLayer, ICrewWork
{
    /// <summary>Elements per piece of work: enough to be worth another thread.</summary>
    private const int Piece = 1 << 15;

    private readonly AlignedSingles _velocities;
    private readonly int[] _largest;
    private StepSettings _settings;

    /// <summary>Entries uniform between ±1/√inputs, from the stream of the layer.</summary>
    public DenseLayer(int inputs, int outputs, RandomStream stream)
        : base(inputs, outputs)
    {
        _velocities = new AlignedSingles(Effective.Length);
        _largest = new int[(Effective.Length + Piece - 1) / Piece];
        float[] entries = new float[checked(outputs * inputs)];
        float bound = (float)(1 / Math.Sqrt(inputs));
        stream.FillUniform(0, -bound, bound, entries);
        Lanes.Pad(entries, inputs, Effective.Span);
    }

    public override IEnumerable<AlignedSingles> State => [Effective, _velocities];

    public override bool IsFinite => Array.TrueForAll(_largest, bits => bits < Magnitude.Infinite);

    public override void Step(in StepSettings settings, Crew crew, int threads)
    {
        _settings = settings;
        crew.Run(this, _largest.Length, threads);
    }

    /// <summary>Every lane is an element by itself; products and sums are rounded one by one.</summary>
    public void Do(int piece, int worker)
    {
        int start = piece * Piece;
        int end = Math.Min(start + Piece, Effective.Length);
        float* p = Effective.Pointer, v = _velocities.Pointer, g = Gradient.Pointer;
        Vector512<float> rate = Vector512.Create(_settings.Rate), momentum = Vector512.Create(_settings.Momentum),
        decay = Vector512.Create(_settings.Decay);
        Vector512<int> largest = Vector512<int>.Zero;
        for (int i = start; i < end; i += Lanes.Count)
        {
            Vector512<float> value = Vector512.Load(p + i);
            Vector512<float> velocity = (momentum * Vector512.Load(v + i)) + (Vector512.Load(g + i) + (decay * value));
            value -= rate * velocity;
            velocity.Store(v + i);
            value.Store(p + i);
            largest = Vector512.Max(largest, Magnitude.Of(value));
        }

        _largest[piece] = Magnitude.Largest(largest);
    }
}
