using Espalier.Numerics;

namespace Espalier.Neurons.Sphere;

/// <summary>Both sides of max |Σ β_k σ(⟨v_k, x⟩)| on the unit sphere of three or four dimensions, by dividing the sphere.</summary>
/// <remarks>
/// Few pieces bend within a small part of the sphere, the others are linear there or zero. On x = Σ a_i u_i between corners u_i, a_i ≥ 0,
/// a convex piece is at most Σ a_i σ(⟨v, u_i⟩), a concave one at most −λ⟨v, x⟩ for any λ in [0, 1]; so h(x) ≤ Σ a_i l_i for the sum l_i of
/// these at u_i, and ‖x‖ = 1 leaves Σ a_i ≤ 1/min ⟨u_i, c⟩ for any unit vector c. Where no convex piece bends, h(x) ≤ ⟨r, x⟩ ≤ ‖r‖ with
/// r = linear part − Σ λ_k v_k besides, which the best λ makes exact. −h is bounded on the same parts. The number of parts grows like the
/// number of cells of the arrangement, n^(d−1), however nearly the pieces cancel; a search over signs (<see cref="SphereSupNorm"/>) needs
/// far more then, and in more dimensions parts have too many corners.
/// </remarks>
internal sealed class SphereSimplices
{
    /// <summary>Up to here parts are better than signs.</summary>
    public const int MostDimensions = 4;

    /// <summary>A part costs that much less than a pattern of signs.</summary>
    private const int PartsPerPattern = 16;

    /// <summary>Beyond, corners differ in their last bits only.</summary>
    private const int MostDepth = 150;

    /// <summary>Of coordinate descent: as a rule it is done, or good enough, after a few.</summary>
    private const int MostSweeps = 200;

    private const double Rounding = 8.881784197001252e-16; // 2⁻⁵⁰

    private readonly Pieces _pieces;
    private readonly double _tolerance;
    private readonly double _slack;
    private readonly double[] _squares;
    private readonly double[] _dots;
    private readonly double[] _multipliers;
    private readonly double[] _rest;
    private readonly double[] _levels;
    private readonly int[] _bent;
    private readonly SphereAscent _ascent;
    private readonly PriorityQueue<SphereSimplex, double> _open = new();
    private double _settled;
    private long _parts;

    private SphereSimplices(Pieces pieces, double tolerance)
    {
        _pieces = pieces;
        _tolerance = tolerance;
        _ascent = new SphereAscent(pieces);
        _squares = new double[pieces.Count];
        _dots = new double[pieces.Count * pieces.Dimension];
        _multipliers = new double[pieces.Count];
        _bent = new int[pieces.Count];
        _rest = new double[pieces.Dimension];
        _levels = new double[pieces.Dimension];
        double mass = 0;
        for (int k = 0; k < _squares.Length; k++)
        {
            double norm = Directions.Norm(pieces.Vector(k));
            _squares[k] = norm * norm;
            mass += norm;
        }

        // Covers the rounding of the pieces, of their products with corners, of signs that these get wrong, and of all sums.
        _slack = Rounding * (pieces.Count + pieces.Dimension + 4) * mass;
    }

    private double Goal => _ascent.Best * (1 + _tolerance);

    public static SupNormBounds Evaluate(
        Pieces pieces, double tolerance, long limit, Action<double, double, long>? tell, CancellationToken cancel) =>
        new SphereSimplices(pieces, tolerance).Run(limit, tell, cancel);

    private SupNormBounds Run(long limit, Action<double, double, long>? tell, CancellationToken cancel)
    {
        _ascent.FromPieces();
        _ascent.Polish();
        foreach (SphereSimplex part in SphereSimplex.Whole(_pieces)) Take(part, part.Corners);
        SupNormStatus status = SupNormStatus.Closed;
        while (_open.TryPeek(out SphereSimplex? widest, out _) && widest.Bound > Goal)
        {
            if (_parts / PartsPerPattern >= limit) status = SupNormStatus.Limit;
            if (cancel.IsCancellationRequested) status = SupNormStatus.Cancelled;
            if (status != SupNormStatus.Closed) break;
            if ((_parts & 0xFFF) < 2) tell?.Invoke(_ascent.Best, Math.Max(_settled, widest.Bound), _parts / PartsPerPattern);
            _open.Dequeue();
            (int from, int to, double[] middle) = widest.LongestEdge();
            Take(widest, widest.CornersWith(from, middle));
            Take(widest, widest.CornersWith(to, middle));
        }

        _ascent.Polish();
        double lower = _pieces.LowerBoundAt(_ascent.Witness);
        double upper = Math.Max(_settled, _open.TryPeek(out SphereSimplex? left, out _) ? left.Bound : 0);
        if (status == SupNormStatus.Closed && upper > Math.Max(Goal, lower * (1 + (2 * _tolerance)))) status = SupNormStatus.Limit;
        return new SupNormBounds(lower, upper, [.. _ascent.Witness], status, _parts / PartsPerPattern);
    }

    /// <summary>Bounds |h| on a half of a part, which is divided later if that is too much.</summary>
    private void Take(SphereSimplex parent, double[] corners)
    {
        _parts++;
        double[] linear = (double[])parent.Linear.Clone();
        int bent = Sort(parent.Active, corners, linear);
        LookAt(corners, linear, bent);
        double spread = Spread(corners);
        int sides = 0;
        double bound = 0;
        for (int side = 1; side >= -1; side -= 2)
        {
            int bit = side > 0 ? 1 : 2;
            if ((parent.Sides & bit) == 0) continue;
            double most = Most(side, corners, linear, bent, spread);
            double sure = Math.Min(parent.Bound, Outward.AddUp(most, _slack));
            if (most <= Goal || parent.Depth == MostDepth) _settled = Math.Max(_settled, sure);
            else (sides, bound) = (sides | bit, Math.Max(bound, sure));
        }

        if (sides == 0) return;
        _open.Enqueue(new SphereSimplex(corners, linear, _bent[..bent], sides, parent.Depth + 1) { Bound = bound }, -bound);
    }

    /// <summary>Adds pieces that are positive at all corners to the linear part, and lists those that bend, with their products.</summary>
    private int Sort(int[] active, double[] corners, double[] linear)
    {
        int d = linear.Length;
        int bent = 0;
        foreach (int k in active)
        {
            ReadOnlySpan<double> v = _pieces.Vector(k);
            double least = double.PositiveInfinity;
            double most = double.NegativeInfinity;
            for (int i = 0; i < d; i++)
            {
                double dot = Directions.Dot(v, corners.AsSpan(i * d, d));
                _dots[(bent * d) + i] = dot;
                least = Math.Min(least, dot);
                most = Math.Max(most, dot);
            }

            if (most <= 0) continue;
            if (least < 0) _bent[bent++] = k;
            else for (int c = 0; c < d; c++) linear[c] += _pieces.Signs[k] * v[c];
        }

        return bent;
    }

    /// <summary>Whether |h| at a corner is larger than any seen.</summary>
    private void LookAt(double[] corners, double[] linear, int bent)
    {
        int d = linear.Length;
        for (int i = 0; i < d; i++)
        {
            double value = Directions.Dot(linear, corners.AsSpan(i * d, d));
            for (int b = 0; b < bent; b++) value += _pieces.Signs[_bent[b]] * Math.Max(0, _dots[(b * d) + i]);
            _levels[i] = value;
            if (Math.Abs(value) > _ascent.Best) _ascent.Offer(corners.AsSpan(i * d, d));
        }
    }

    /// <summary>An upper bound on Σ a_i where Σ a_i u_i has norm 1.</summary>
    private double Spread(double[] corners)
    {
        int d = _rest.Length;
        Array.Clear(_rest);
        for (int i = 0; i < corners.Length; i++) _rest[i % d] += corners[i];
        Directions.Normalise(_rest);
        double least = 1;
        for (int i = 0; i < d; i++) least = Math.Min(least, Directions.Dot(_rest, corners.AsSpan(i * d, d)));
        return 1 / least;
    }

    private double Most(int side, double[] corners, double[] linear, int bent, double spread)
    {
        int d = linear.Length;
        bool isConcave = true;
        double most = 0;
        for (int b = 0; b < bent; b++)
        {
            bool isConvex = side * _pieces.Signs[_bent[b]] > 0;
            isConcave &= !isConvex;
            double sum = 0;
            for (int i = 0; i < d; i++) sum += _dots[(b * d) + i];
            _multipliers[b] = !isConvex && sum > 0 ? 1 : 0;
        }

        for (int i = 0; i < d; i++)
        {
            // At a corner a concave piece counts with its multiplier in place of its own value.
            double level = side * _levels[i];
            for (int b = 0; b < bent; b++)
            {
                double dot = _dots[(b * d) + i];
                if (side * _pieces.Signs[_bent[b]] < 0) level += Math.Max(0, dot) - (_multipliers[b] * dot);
            }

            most = Math.Max(most, level);
        }

        most *= spread;
        return isConcave ? Math.Min(most, Least(side, linear, bent)) : most;
    }

    /// <summary>‖side · linear − Σ λ_k v_k‖ for good λ in [0, 1], by coordinate descent.</summary>
    private double Least(int side, double[] linear, int bent)
    {
        for (int c = 0; c < _rest.Length; c++) _rest[c] = side * linear[c];
        for (int b = 0; b < bent; b++) Shift(_bent[b], -_multipliers[b]);
        double least = Directions.Norm(_rest);
        for (int sweep = 0; sweep < MostSweeps && bent > 0 && least > Goal; sweep++)
        {
            bool isStill = true;
            for (int b = 0; b < bent; b++)
            {
                int k = _bent[b];
                if (!(_squares[k] > 1e-290)) continue;
                double wanted = Math.Clamp(_multipliers[b] + (Directions.Dot(_rest, _pieces.Vector(k)) / _squares[k]), 0, 1);
                if (Math.Abs(wanted - _multipliers[b]) < 1e-12) continue;
                Shift(k, _multipliers[b] - wanted);
                _multipliers[b] = wanted;
                isStill = false;
            }

            least = Math.Min(least, Directions.Norm(_rest));
            if (isStill) break;
        }

        // The concave function is largest in this direction: if it is in the part, |h| is as large there.
        if (least > Goal && Directions.Normalise(_rest) && Math.Abs(_pieces.Value(_rest)) > _ascent.Best) _ascent.Offer(_rest);
        return least;
    }

    private void Shift(int piece, double factor)
    {
        ReadOnlySpan<double> v = _pieces.Vector(piece);
        for (int c = 0; c < _rest.Length; c++) _rest[c] += factor * v[c];
    }
}
