using System.Runtime.CompilerServices;

namespace Espalier.Neurons;

/// <summary>
/// All choices among the neurons whose lines lie in one stretch of the half-circle that can keep |h| within a level there,
/// whatever the other neurons do. Grows line by line at either end.
/// </summary>
/// <remarks>
/// Within the stretch h is known up to its gradient g at one place, for x and for −x alike: both gradients must lie in one
/// polygon, cut by |⟨g + changes, p⟩| ≤ level at every direction p. A choice whose polygon is empty is dropped, with all that
/// could have been made of it. Symmetric kinks (every neuron bends at p and at −p by the same amount) are what makes one
/// polygon serve both sides.
/// </remarks>
internal sealed class ArcSegment
{
    private readonly HalfCircle _circle;
    private readonly int _reference;
    private readonly double _level;
    private State[] _states = new State[16];
    private State[] _next = new State[16];

    public ArcSegment(HalfCircle circle, int reference, double level)
    {
        _circle = circle;
        _reference = reference;
        _level = level;
        Left = reference;
        Right = reference;
        var state = new State { Gradients = Polygon.Square(2 * circle.Mass) };
        Narrow(ref state, circle.At(reference), 0, 0);
        Narrow(ref state, circle.At(reference - 1), 0, 0);
        _states[0] = state;
        Count = state.Gradients.IsEmpty ? 0 : 1;
    }

    private ArcSegment(ArcSegment other, int start)
    {
        _circle = other._circle;
        _reference = other._reference;
        _level = other._level;
        Left = other.Left;
        Right = other.Right;
        _states = other._states.AsSpan(start, other.Count - start).ToArray();
        Count = _states.Length;
    }

    /// <summary>The first line decided.</summary>
    public int Left { get; private set; }

    /// <summary>One past the last line decided.</summary>
    public int Right { get; private set; }

    public int Count { get; private set; }

    public Span<State> States => _states.AsSpan(0, Count);

    /// <summary>Decides the line beyond one end, the one nearer to the place where the gradient is taken.</summary>
    /// <param name="mayGoLeft">Whether the line before the stretch is free.</param>
    /// <param name="mayGoRight">Whether the line behind it is.</param>
    public void Grow(bool mayGoLeft, bool mayGoRight)
    {
        bool left = mayGoLeft && (!mayGoRight || _reference - Left < Right - _reference);
        int index = left ? Left - 1 : Right;
        HalfCircle.Line line = _circle.At(index);
        HalfCircle.Line beyond = _circle.At(left ? index - 1 : index + 1);
        bool mayKeep = line.Neuron != HalfCircle.NoLine;
        bool mayRemove = line.Neuron != HalfCircle.TargetLine;
        int most = Count * (mayKeep && mayRemove ? 2 : 1);
        if (_next.Length < most) _next = new State[Math.Max(most, 2 * _next.Length)];
        int count = 0;
        for (int i = 0; i < Count; i++)
        {
            if (mayRemove) Append(ref _states[i], beyond, left, ref count);
            if (!mayKeep) continue;
            State kept = _states[i];
            Keep(ref kept, line, left, index);
            Append(ref kept, beyond, left, ref count);
        }

        (_states, _next) = (_next, _states);
        Count = count;
        if (left) Left--;
        else Right++;
    }

    /// <summary>Keeps an even sample of at most so many states.</summary>
    /// <param name="most">How many.</param>
    /// <param name="phase">From 0 to 1: which of the even samples.</param>
    public void Thin(int most, double phase)
    {
        if (Count <= most) return;
        double step = (double)Count / most;
        for (int i = 0; i < most; i++) _states[i] = _states[Math.Min((int)((i + phase) * step), Count - 1)];
        Count = most;
    }

    /// <summary>A copy of the states from an index on.</summary>
    public ArcSegment From(int start) => new(this, start);

    /// <summary>Forgets the states from an index on.</summary>
    public void Truncate(int count) => Count = count;

    private static void Keep(ref State state, HalfCircle.Line line, bool left, int index)
    {
        if (left)
        {
            state.LeftX += line.ChangeX;
            state.LeftY += line.ChangeY;
        }
        else
        {
            state.RightX += line.ChangeX;
            state.RightY += line.ChangeY;
        }

        // Sums at the start of the half-circle are counted there, where lines before it appear once more at its end.
        bool wrapped = index < 0;
        double sign = wrapped ? -1 : 1;
        if (line.ActiveBefore != wrapped)
        {
            state.ActiveX += sign * line.ChangeX;
            state.ActiveY += sign * line.ChangeY;
        }
        else
        {
            state.SilentX += sign * line.ChangeX;
            state.SilentY += sign * line.ChangeY;
        }

        if (line.Neuron >= 0) state.Mask |= UInt128.One << line.Bit;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(ref State state, HalfCircle.Line beyond, bool left, ref int count)
    {
        ref State added = ref _next[count];
        added = state;
        if (left) Narrow(ref added, beyond, -state.LeftX, -state.LeftY);
        else Narrow(ref added, beyond, state.RightX, state.RightY);
        if (!added.Gradients.IsEmpty) count++;
    }

    private void Narrow(ref State state, HalfCircle.Line line, double shiftX, double shiftY)
    {
        double shift = (shiftX * line.X) + (shiftY * line.Y);
        state.Gradients.CutStrip(line.X, line.Y, -_level - shift, _level - shift);
    }

    /// <summary>A choice.</summary>
    internal struct State
    {
        /// <summary>The neurons kept.</summary>
        public UInt128 Mask;

        /// <summary>The gradients at the reference that this choice allows.</summary>
        public Polygon Gradients;

        /// <summary>Σ of the changes of kept lines left of the reference.</summary>
        public double LeftX;

        /// <inheritdoc cref="LeftX"/>
        public double LeftY;

        /// <summary>Σ of the changes of kept lines right of the reference.</summary>
        public double RightX;

        /// <inheritdoc cref="RightX"/>
        public double RightY;

        /// <summary>Σ of the changes of kept pieces active at the start of the half-circle: minus their gradient there.</summary>
        public double ActiveX;

        /// <inheritdoc cref="ActiveX"/>
        public double ActiveY;

        /// <summary>Σ of the changes of kept pieces silent at the start of the half-circle: minus their gradient at its opposite.</summary>
        public double SilentX;

        /// <inheritdoc cref="SilentX"/>
        public double SilentY;
    }
}
