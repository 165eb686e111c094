using Espalier.Numerics;

namespace Espalier.Neurons.Sphere;

/// <summary>
/// One node of the branch and bound of <see cref="SphereSupNorm"/>: an upper bound on side · h over the part of the unit ball
/// where some of the convex pieces have a given sign.
/// </summary>
/// <remarks>
/// On the ball, and where the decided signs hold, side · h(x) ≤ ⟨r, x⟩ + ½ Σ ‖v_k‖ with r = Σ a_k v_k, the constant over the
/// undecided pieces, for any a_k ≥ 1 (convex piece, ⟨v_k, x⟩ ≥ 0), a_k ≤ 0 (convex piece, ⟨v_k, x⟩ ≤ 0), a_k = ½ (undecided: there
/// σ(z) ≤ z/2 + ‖v_k‖/2), a_k in [−1, 0] (concave piece). So ‖r‖ plus the constant is a bound; the best one is a least-squares
/// problem with bounds, and every iterate of coordinate descent is sound.
/// </remarks>
internal sealed class SphereNode
{
    private const double Rounding = 8.881784197001252e-16; // 2⁻⁵⁰

    private const double LeastSquare = 1e-290;

    private readonly double[] _multipliers;
    private readonly sbyte[] _signs;

    public SphereNode(Pieces pieces, int side)
    {
        Side = side;
        _multipliers = new double[pieces.Count];
        _signs = new sbyte[pieces.Count];
        for (int k = 0; k < pieces.Count; k++) _multipliers[k] = IsConvex(pieces, k) ? 0.5 : -0.5;
        Bound = double.PositiveInfinity;
    }

    /// <summary>Begins below signs that are decided already.</summary>
    public SphereNode(Pieces pieces, int side, ReadOnlySpan<(int Piece, sbyte Sign)> decided)
        : this(pieces, side)
    {
        foreach ((int piece, sbyte sign) in decided)
        {
            _signs[piece] = sign;
            _multipliers[piece] = sign > 0 ? 1 : 0;
        }
    }

    private SphereNode(SphereNode parent, int branch, sbyte sign)
    {
        Side = parent.Side;
        _multipliers = (double[])parent._multipliers.Clone();
        _signs = (sbyte[])parent._signs.Clone();
        _signs[branch] = sign;
        _multipliers[branch] = sign > 0 ? 1 : 0;
        Bound = parent.Bound;
    }

    /// <summary>+1 where h is bounded, −1 where −h is.</summary>
    public int Side { get; }

    /// <summary>The best bound so far, rounded up.</summary>
    public double Bound { get; private set; }

    /// <summary>The undecided piece to decide next, or −1 if there is none.</summary>
    public int Branch { get; private set; } = -1;

    public SphereNode Child(int sign) => new(this, Branch, (sbyte)sign);

    /// <summary>Lowers the bound until it is at most the goal, or no longer falls, or the sweeps are used up.</summary>
    /// <param name="pieces">The pieces of h.</param>
    /// <param name="norms">‖v_k‖, rounded.</param>
    /// <param name="goal">Bounds below this are as good as any.</param>
    /// <param name="sweeps">The most sweeps of coordinate descent.</param>
    /// <param name="x">The direction r/‖r‖ of the last iterate: where h may be large.</param>
    public void Tighten(Pieces pieces, double[] norms, double goal, int sweeps, Span<double> x)
    {
        double previous = double.PositiveInfinity;
        for (int sweep = 0; sweep < sweeps; sweep += 8)
        {
            Sum(pieces, x);
            for (int i = 0; i < 8; i++) Descend(pieces, norms, x);
            double bound = Measure(pieces, norms, x);
            Bound = Math.Min(Bound, bound);
            if (bound <= goal || bound > previous * (1 - 1e-13)) break;
            previous = bound;
        }

        Directions.Normalise(x);
        ChooseBranch(pieces, norms, x);
    }

    private bool IsConvex(Pieces pieces, int k) => pieces.Signs[k] * Side > 0;

    private void Sum(Pieces pieces, Span<double> r)
    {
        r.Clear();
        for (int k = 0; k < pieces.Count; k++) Accumulate(pieces.Vector(k), _multipliers[k], r);
    }

    private static void Accumulate(ReadOnlySpan<double> v, double factor, Span<double> r)
    {
        for (int i = 0; i < r.Length; i++) r[i] += factor * v[i];
    }

    private void Descend(Pieces pieces, double[] norms, Span<double> r)
    {
        for (int k = 0; k < pieces.Count; k++)
        {
            double low = -1;
            double high = 0;
            if (IsConvex(pieces, k))
            {
                if (_signs[k] == 0) continue;
                (low, high) = _signs[k] > 0 ? (1.0, double.MaxValue) : (double.MinValue, 0.0);
            }

            // A piece whose square vanishes may have any multiplier.
            double square = norms[k] * norms[k];
            if (square < LeastSquare) continue;
            ReadOnlySpan<double> v = pieces.Vector(k);
            double wanted = Math.Clamp(_multipliers[k] - (Directions.Dot(r, v) / square), low, high);
            if (wanted == _multipliers[k]) continue;
            Accumulate(v, wanted - _multipliers[k], r);
            _multipliers[k] = wanted;
        }
    }

    private double Measure(Pieces pieces, double[] norms, Span<double> r)
    {
        Sum(pieces, r);
        double constant = 0;
        double terms = 0;
        for (int k = 0; k < pieces.Count; k++)
        {
            terms += (Math.Abs(_multipliers[k]) + 1) * norms[k];
            if (_signs[k] == 0 && IsConvex(pieces, k)) constant += 0.5 * norms[k];
        }

        // The bound covers the rounding of v, of r, of the norms and of the sums here.
        double slack = Rounding * (pieces.Count + pieces.Dimension + 4) * terms;
        return Outward.AddUp(Directions.Norm(r) + constant, slack);
    }

    private void ChooseBranch(Pieces pieces, double[] norms, ReadOnlySpan<double> x)
    {
        Branch = -1;
        double widest = -1;
        for (int k = 0; k < pieces.Count; k++)
        {
            if (_signs[k] != 0 || !IsConvex(pieces, k)) continue;
            double gap = norms[k] - Math.Abs(Directions.Dot(pieces.Vector(k), x));
            if (gap <= widest) continue;
            widest = gap;
            Branch = k;
        }
    }
}
