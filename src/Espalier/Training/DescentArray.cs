using System.Runtime.Intrinsics;
using Espalier.Numerics;

namespace Espalier.Training;

/// <summary>Numbers that descend a gradient with momentum and decay.</summary>
internal sealed unsafe class DescentArray : ICrewWork
{
    /// <summary>Elements per piece of work: enough to be worth another thread.</summary>
    private const int Piece = 1 << 15;

    private readonly AlignedSingles _values;
    private readonly AlignedSingles _gradient;
    private readonly int[] _largest;
    private StepSettings _settings;

    public DescentArray(AlignedSingles values, AlignedSingles gradient)
    {
        (_values, _gradient) = (values, gradient);
        Velocities = new AlignedSingles(values.Length);
        _largest = new int[(values.Length + Piece - 1) / Piece];
    }

    public AlignedSingles Velocities { get; }

    /// <summary>Whether every number is finite, as of the last step.</summary>
    public bool IsFinite => Array.TrueForAll(_largest, bits => bits < Magnitude.Infinite);

    public void Step(in StepSettings settings, Crew crew, int threads)
    {
        _settings = settings;
        crew.Run(this, _largest.Length, threads);
    }

    /// <summary>Every lane is an element by itself; products and sums are rounded one by one.</summary>
    public void Do(int piece, int worker)
    {
        int start = piece * Piece;
        int end = Math.Min(start + Piece, _values.Length);
        float* p = _values.Pointer, v = Velocities.Pointer, g = _gradient.Pointer;
        Vector512<float> rate = Vector512.Create(_settings.Rate), momentum = Vector512.Create(_settings.Momentum);
        Vector512<float> decay = Vector512.Create(_settings.Decay);
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
