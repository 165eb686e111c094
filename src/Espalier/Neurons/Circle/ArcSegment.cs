using System.Buffers;

namespace Espalier.Neurons.Circle;

/// <summary>
/// All choices among the neurons whose lines lie in one stretch of the half-circle that can keep |h| within a level there,
/// whatever the other neurons do. Grows line by line at either end.
/// </summary>
/// <remarks>
/// Within the stretch h is known up to its gradient g at one place, for x and for −x alike: both gradients must lie in one
/// polygon, cut by |⟨g + changes, p⟩| ≤ level at every direction p. A choice whose polygon is empty is dropped, with all that
/// could have been made of it. Symmetric kinks (every neuron bends at p and at −p by the same amount) are what makes one
/// polygon serve both sides. The lists are borrowed: a search makes many, and fresh memory costs more than filling them.
/// </remarks>
internal sealed class ArcSegment : IDisposable
{
    private readonly HalfCircle _circle;
    private readonly int _reference;
    private readonly double _level;
    private ArcState[] _states = ArrayPool<ArcState>.Shared.Rent(16);
    private ArcState[] _next = ArrayPool<ArcState>.Shared.Rent(16);

    public ArcSegment(HalfCircle circle, int reference, double level)
    {
        _circle = circle;
        _reference = reference;
        _level = level;
        Left = reference;
        Right = reference;
        var state = new ArcState { Gradients = Polygon.Square(2 * circle.Mass) };
        for (int i = 0; i < 2; i++)
        {
            HalfCircle.Line line = circle.At(reference - i);
            state.Gradients.CutStrip(line.X, line.Y, -level, level);
        }

        _states[0] = state;
        Count = state.Gradients.IsEmpty ? 0 : 1;
    }

    /// <summary>The first line decided.</summary>
    public int Left { get; private set; }

    /// <summary>One past the last line decided.</summary>
    public int Right { get; private set; }

    public int Count { get; private set; }

    public Span<ArcState> States => _states.AsSpan(0, Count);

    /// <summary>How many lines this stretch and another one leave undecided.</summary>
    public int Between(ArcSegment other) => _circle.Count - (Right - Left) - (other.Right - other.Left);

    /// <summary>Decides one more line, where the other stretch is not yet.</summary>
    public void Grow(ArcSegment other)
    {
        ArcStep step = Next(other);
        int most = Count * (step.MayKeep && step.MayRemove ? 2 : 1);
        if (_next.Length < most)
        {
            ArrayPool<ArcState>.Shared.Return(_next);
            _next = ArrayPool<ArcState>.Shared.Rent(most);
        }

        int count = 0;
        for (int i = 0; i < Count; i++)
        {
            if (step.MayRemove && step.Remove(ref _states[i], ref _next[count], _level)) count++;
            if (step.MayKeep && step.Keep(ref _states[i], ref _next[count], _level)) count++;
        }

        (_states, _next) = (_next, _states);
        Count = count;
    }

    /// <summary>Claims all lines that another stretch leaves undecided, and returns the decisions about them.</summary>
    public ArcStep[] Close(ArcSegment other)
    {
        ArcStep[] steps = new ArcStep[Between(other)];
        for (int i = 0; i < steps.Length; i++) steps[i] = Next(other);
        return steps;
    }

    /// <summary>Keeps an even sample of at most so many states.</summary>
    public void Thin(int most)
    {
        if (Count <= most) return;
        double step = (double)Count / most;
        for (int i = 0; i < most; i++) _states[i] = _states[Math.Min((int)((i + 0.5) * step), Count - 1)];
        Count = most;
    }

    public void Dispose()
    {
        ArrayPool<ArcState>.Shared.Return(_states);
        ArrayPool<ArcState>.Shared.Return(_next);
        (_states, _next, Count) = ([], [], 0);
    }

    /// <summary>Takes the line beyond one end into the stretch: the free one that is nearer to the reference.</summary>
    private ArcStep Next(ArcSegment other)
    {
        // Stretches are compared by their indices modulo the half-circle.
        bool mayGoRight = (other.Left - Right) % _circle.Count != 0;
        bool mayGoLeft = (Left - other.Right) % _circle.Count != 0;
        bool left = mayGoLeft && (!mayGoRight || _reference - Left < Right - _reference);
        return new ArcStep(_circle, left ? --Left : Right++, left);
    }
}
