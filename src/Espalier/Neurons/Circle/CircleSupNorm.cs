using Espalier.Numerics;

namespace Espalier.Neurons.Circle;

/// <summary>The largest |Σ β_k σ(⟨v_k, x⟩)| on the unit circle, by the arcs between the lines ⟨w_k, x⟩ = 0. No grid.</summary>
/// <remarks>
/// <para>
/// Every line is crossed at a direction p and at −p, and at both the gradient changes by the same vector up to sign. So one sweep
/// over half a circle follows two gradients: of the values at x and of the values at −x. On an arc with gradient g the largest
/// |⟨g, x⟩| is |g| if ±g points into the arc, and else at an end.
/// </para>
/// <para>
/// Lines are ordered by exact signs, gradients are kept in double-double. A float64 filter finds the arcs that may hold the
/// maximum; those alone are evaluated with directed rounding.
/// </para>
/// </remarks>
internal sealed class CircleSupNorm
{
    /// <summary>Sixteen units of float64 rounding: more than the filter loses per unit of mass.</summary>
    private const double FilterError = 3.552713678800501e-15; // 2⁻⁴⁸

    private readonly Pieces _pieces;
    private readonly CircleOrder _order;
    private readonly double _slack;
    private double _best = -1;
    private double _upper;
    private (double X, double Y) _witness = (1, 0);

    private CircleSupNorm(Pieces pieces)
    {
        _pieces = pieces;
        _order = new CircleOrder(pieces.Lines, pieces.Count);
        _slack = FilterError * pieces.Mass;
    }

    public static SupNormBounds Evaluate(Pieces pieces)
    {
        var sweep = new CircleSupNorm(pieces);
        sweep.Sweep();
        double[] witness = [sweep._witness.X, sweep._witness.Y];
        return new SupNormBounds(pieces.LowerBoundAt(witness), sweep._upper, witness, SupNormStatus.Closed, 0);
    }

    private void Sweep()
    {
        (Gradient front, Gradient back) = Start();
        int count = _pieces.Count;
        for (int i = 0; i < count; i++)
        {
            int k = _order.Sorted[i];
            Cross(ref front, k);
            Cross(ref back, k);
            int next = _order.Sorted[i + 1 == count ? 0 : i + 1];
            double turn = i + 1 == count ? -1 : 1;
            Arc(front, k, next, turn, 1);
            Arc(back, k, next, turn, -1);
        }
    }

    /// <summary>The gradients of x → h(x) and x → h(−x) before the first line.</summary>
    private (Gradient Front, Gradient Back) Start()
    {
        Gradient front = default;
        Gradient back = default;
        for (int k = 0; k < _pieces.Count; k++)
        {
            if (_order.Turn[k] < 0) front.Add(_pieces, k, _pieces.Signs[k]);
            else back.Add(_pieces, k, -_pieces.Signs[k]);
        }

        return (front, back);
    }

    private void Cross(ref Gradient gradient, int k) => gradient.Add(_pieces, k, _pieces.Signs[k] * _order.Turn[k]);

    /// <summary>The arc from line k to the next; the value at line k is that of its left end, so ends are looked at once.</summary>
    private void Arc(Gradient gradient, int k, int next, double turn, double side)
    {
        double gx = gradient.X.High;
        double gy = gradient.Y.High;
        double px = _order.UnitX[k];
        double py = _order.UnitY[k];
        if (Math.Abs((gx * px) + (gy * py)) + _slack >= _best) AtLine(gradient, k, side);

        double fromLeft = (px * gy) - (py * gx);
        double toRight = turn * ((gx * _order.UnitY[next]) - (gy * _order.UnitX[next]));
        bool ahead = fromLeft >= -_slack && toRight >= -_slack;
        if (!ahead && !(fromLeft <= _slack && toRight <= _slack)) return;
        double size = Math.Sqrt((gx * gx) + (gy * gy));
        if (size + _slack >= _best) Inside(gradient, size, ahead ? side : -side);
    }

    private void AtLine(Gradient gradient, int k, double side)
    {
        (double px, double py) = _order.Direction(k);
        DoubleDouble dot = DoubleDouble.Abs((gradient.X * px) + (gradient.Y * py));
        double square = Outward.AddDown(Outward.MultiplyDown(px, px), Outward.MultiplyDown(py, py));
        double norm = Outward.SqrtDown(square);
        double above = Outward.AddUp(Outward.AddUp(dot.High, dot.Low), Outward.MultiplyUp(_pieces.SumError, Outward.MultiplyUp(norm, 2)));
        Take(Outward.DivideUp(above, norm), _order.UnitX[k] * side, _order.UnitY[k] * side);
    }

    private void Inside(Gradient gradient, double size, double side)
    {
        double x = Outward.AddUp(Math.Abs(gradient.X.High), Math.Abs(gradient.X.Low));
        double y = Outward.AddUp(Math.Abs(gradient.Y.High), Math.Abs(gradient.Y.Low));
        double square = Outward.AddUp(Outward.MultiplyUp(x, x), Outward.MultiplyUp(y, y));
        double above = Outward.AddUp(Outward.SqrtUp(square), _pieces.SumError);
        if (size > 0) Take(above, side * gradient.X.High / size, side * gradient.Y.High / size);
        else _upper = Math.Max(_upper, above);
    }

    private void Take(double above, double x, double y)
    {
        if (above > _upper) _witness = (x, y);
        _upper = Math.Max(_upper, above);
        _best = Math.Max(_best, above);
    }

    private struct Gradient
    {
        public DoubleDouble X;
        public DoubleDouble Y;

        public void Add(Pieces pieces, int k, double sign)
        {
            X += sign > 0 ? pieces.Entry(k, 0) : -pieces.Entry(k, 0);
            Y += sign > 0 ? pieces.Entry(k, 1) : -pieces.Entry(k, 1);
        }
    }
}
