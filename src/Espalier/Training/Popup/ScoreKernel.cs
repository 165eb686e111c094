using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.Training.Popup;

/// <summary>
/// The passes over the scores of a matrix, chunk by chunk. Every lane is an element by itself; products and sums are rounded one by one.
/// </summary>
internal static unsafe class ScoreKernel
{
    private static Vector512<int> LaneNumbers => Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

    /// <summary>
    /// One step of descent for the scores of a chunk, where element (i, j) of plane k stands for an entry of the layer's matrix with the
    /// derivative <paramref name="gradient"/>(i, j)·<paramref name="gains"/>(k, j).
    /// The straight-through derivative by a score is that by the masked weight, times the weight, times the sign of the score.
    /// </summary>
    /// <param name="m">The scores.</param>
    /// <param name="chunk">Which chunk.</param>
    /// <param name="gradient">A row per row of the matrix, <see cref="ScoreMatrix.Stride"/> apart.</param>
    /// <param name="gains">A row per plane.</param>
    /// <param name="sums">Receives for each plane the sum over the chunk's rows of gradient(i, j) · masked weight.</param>
    /// <param name="settings">The numbers of the step.</param>
    public static void StepPaired(ScoreMatrix m, int chunk, float* gradient, float* gains, float* sums, StepSettings settings)
    {
        new Span<float>(sums, m.RowLength).Clear();
        Step<Paired>(m, chunk, gradient, gains, sums, settings);
    }

    /// <summary>As the other step, with all gains 1 and without sums.</summary>
    public static void StepAlone(ScoreMatrix m, int chunk, float* gradient, StepSettings settings) =>
        Step<Alone>(m, chunk, gradient, null, null, settings);

    private static void Step<TKind>(ScoreMatrix m, int chunk, float* gradient, float* gains, float* sums, StepSettings settings)
        where TKind : struct, IKind
    {
        fixed (int* candidates = &m.Candidates[m.FirstOf(chunk)])
        {
            var counter = new BracketCounter(m.Expected, candidates);
            (int first, int end) = m.RowsOf(chunk);
            for (int row = first; row < end; row++)
            {
                float* g = gradient + ((nint)row * m.Stride);
                for (int plane = 0; plane < m.Planes; plane++)
                {
                    nint aside = (nint)plane * m.Stride, start = ((nint)row * m.RowLength) + aside;
                    BracketCounter.Tally tally = Step<TKind>(m, row, plane, g, gains + aside, sums + aside, settings, counter.Begin());
                    counter.End(tally, m.Scores.Pointer + start, m.Columns);
                }
            }

            m.Counts[chunk] = counter.Count(candidates);
        }
    }

    /// <summary>One plane of one row: a loop without branches and calls, a method by itself so that its vectors stay in registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BracketCounter.Tally Step<TKind>(
        ScoreMatrix m, int row, int plane, float* g, float* gain, float* sum, StepSettings settings, in BracketCounter.Tally tally)
        where TKind : struct, IKind
    {
        nint start = ((nint)row * m.RowLength) + ((nint)plane * m.Stride), stride = m.Stride;
        float* s = m.Scores.Pointer + start, v = m.Velocities.Pointer + start, w = m.Weights.Pointer + start;
        Vector512<float> rate = Vector512.Create(settings.Rate), momentum = Vector512.Create(settings.Momentum);
        Vector512<float> decay = Vector512.Create(settings.Decay), signBit = Vector512.Create(-0f);
        Vector512<int> above = Vector512.Create(unchecked(m.Kept.Magnitude + 1));
        int ties = m.Kept.Ties(row, plane * m.Columns, m.Columns);
        (Vector512<int> low, Vector512<int> high, Vector512<int> counted, Vector512<int> largest, Vector512<int> inside) = tally;
        for (nint j = 0; j < stride; j += Lanes.Count)
        {
            Vector512<float> score = Vector512.Load(s + j), weight = Vector512.Load(w + j), derivative = Vector512.Load(g + j);
            if (TKind.HasGains)
            {
                Vector512<float> masked = Masked(weight, score, above, ties - (int)j);
                (Vector512.Load(sum + j) + (derivative * masked)).Store(sum + j);
                derivative *= Vector512.Load(gain + j);
            }

            Vector512<float> signed = (derivative * weight) ^ (score & signBit);
            signed = Vector512.AndNot(signed, Vector512.Equals(score, Vector512<float>.Zero));
            Vector512<float> velocity = (momentum * Vector512.Load(v + j)) + (signed + (decay * score));
            score -= rate * velocity;
            velocity.Store(v + j);
            score.Store(s + j);
            BracketCounter.Tally.Take(Magnitude.Of(score), low, high, ref counted, ref largest, ref inside);
        }

        return new(low, high, counted, largest, inside);
    }

    /// <summary>Counts the scores of a chunk as they are.</summary>
    public static void Count(ScoreMatrix m, int chunk)
    {
        fixed (int* candidates = &m.Candidates[m.FirstOf(chunk)])
        {
            var counter = new BracketCounter(m.Expected, candidates);
            (int first, int end) = m.RowsOf(chunk);
            for (nint start = (nint)first * m.RowLength; start < (nint)end * m.RowLength; start += m.Stride)
            {
                float* s = m.Scores.Pointer + start;
                (Vector512<int> low, Vector512<int> high, Vector512<int> counted, Vector512<int> largest, Vector512<int> inside) = counter.Begin();
                for (nint j = 0; j < m.Stride; j += Lanes.Count)
                    BracketCounter.Tally.Take(Magnitude.Of(Vector512.Load(s + j)), low, high, ref counted, ref largest, ref inside);
                counter.End(new(low, high, counted, largest, inside), s, m.Columns);
            }

            m.Counts[chunk] = counter.Count(candidates);
        }
    }

    /// <summary>effective(i, j) ← Σ over the planes k, ascending, of masked weight · gains(k, j), for the rows of a chunk.</summary>
    public static void Fold(ScoreMatrix m, int chunk, float* gains, float* effective)
    {
        (int first, int end) = m.RowsOf(chunk);
        for (int row = first; row < end; row++)
        {
            float* e = effective + ((nint)row * m.Stride);
            for (int plane = 0; plane < m.Planes; plane++) FoldPlane(m, row, plane, gains + ((nint)plane * m.Stride), e);
        }
    }

    private static void FoldPlane(ScoreMatrix m, int row, int plane, float* gain, float* effective)
    {
        nint start = ((nint)row * m.RowLength) + ((nint)plane * m.Stride);
        float* s = m.Scores.Pointer + start, w = m.Weights.Pointer + start;
        Vector512<int> above = Vector512.Create(unchecked(m.Kept.Magnitude + 1));
        int ties = m.Kept.Ties(row, plane * m.Columns, m.Columns);
        for (nint j = 0; j < m.Stride; j += Lanes.Count)
        {
            Vector512<float> product = Masked(Vector512.Load(w + j), Vector512.Load(s + j), above, ties - (int)j) * Vector512.Load(gain + j);
            (plane == 0 ? product : Vector512.Load(effective + j) + product).Store(effective + j);
        }
    }

    /// <summary>masked(i, j) ← the weight where it is kept, else 0, for the rows of a chunk.</summary>
    public static void Mask(ScoreMatrix m, int chunk, float* masked)
    {
        Vector512<int> above = Vector512.Create(unchecked(m.Kept.Magnitude + 1));
        (int first, int end) = m.RowsOf(chunk);
        for (int row = first; row < end; row++)
        {
            nint start = (nint)row * m.RowLength;
            int ties = m.Kept.Ties(row, 0, m.Columns);
            for (nint j = 0; j < m.Stride; j += Lanes.Count)
                Masked(
                    Vector512.Load(m.Weights.Pointer + start + j),
                    Vector512.Load(m.Scores.Pointer + start + j),
                    above,
                    ties - (int)j).Store(masked + start + j);
        }
    }

    /// <summary>
    /// The weights of kept lanes; a magnitude one below <paramref name="above"/> is kept in the first <paramref name="ties"/> lanes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Masked(Vector512<float> weights, Vector512<float> scores, Vector512<int> above, int ties)
    {
        // A true lane is −1.
        Vector512<int> smallest = above + Vector512.LessThan(LaneNumbers, Vector512.Create(ties));
        return weights & Vector512.GreaterThanOrEqual(Magnitude.Of(scores), smallest).AsSingle();
    }

    private interface IKind
    {
        static abstract bool HasGains { get; }
    }

    private readonly struct Paired : IKind
    {
        public static bool HasGains => true;
    }

    private readonly struct Alone : IKind
    {
        public static bool HasGains => false;
    }
}
