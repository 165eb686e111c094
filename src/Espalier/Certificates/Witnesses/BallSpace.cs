namespace Espalier.Certificates.Witnesses;

/// <summary>The search in a Euclidean ball.</summary>
internal sealed class BallSpace(BallDomain ball) : SearchSpace(ball.Dimension)
{
    private readonly double[] _centre = [.. ball.Centre];

    public override void Start(int number, Span<double> point)
    {
        for (int i = 0; i < point.Length; i++) point[i] = number == 0 ? 0 : Spread(number, i) - 0.5;
        double length = Length(point);

        // Every other start lies on the sphere: differences are often largest there.
        double radius = number % 2 == 0 ? ball.Radius : ball.Radius * Math.Sqrt(Spread(number, -1));
        for (int i = 0; i < point.Length; i++) point[i] = _centre[i] + (length > 0 ? point[i] * (radius / length) : 0);
    }

    public override void Shake(int number, double share, Span<double> point)
    {
        var shift = new double[point.Length];
        for (int i = 0; i < shift.Length; i++) shift[i] = Shift(number, i);
        Step(shift, share * Spread(~number, -1), point);
    }

    public override void Step(ReadOnlySpan<double> gradient, double share, Span<double> point)
    {
        double length = Length(gradient);
        if (length == 0) return;
        double move = 2 * share * ball.Radius / length;
        for (int i = 0; i < point.Length; i++) point[i] += (move * gradient[i]) - _centre[i];
        double distance = Length(point);
        double scale = distance > ball.Radius ? ball.Radius / distance : 1;
        for (int i = 0; i < point.Length; i++) point[i] = _centre[i] + (point[i] * scale);
    }

    // Within the plane at right angles to the normals the ball is a smaller ball, whose farthest point is known.
    public override bool TryDirection(
        ReadOnlySpan<double> point, ReadOnlySpan<double> gradient, IReadOnlyList<double[]> normals, Span<double> direction)
    {
        var kernel = new Kernel(normals, held: null);
        if (!kernel.TryProject(gradient, direction)) return false;
        var offset = new double[point.Length];
        for (int i = 0; i < offset.Length; i++) offset[i] = point[i] - _centre[i];
        var free = new double[point.Length];
        if (!kernel.TryProject(offset, free)) Array.Clear(free);
        double squares = 0;
        for (int i = 0; i < offset.Length; i++) squares += (offset[i] - free[i]) * (offset[i] - free[i]);
        double scale = Math.Sqrt(Math.Max(0, (ball.Radius * ball.Radius) - squares)) / Length(direction);
        for (int i = 0; i < offset.Length; i++) direction[i] = (direction[i] * scale) - free[i];
        return Length(direction) > 1e-15 * ball.Radius;
    }

    // |offset + t·axis| = radius for an axis of length 1.
    public override bool TryLine(ReadOnlySpan<double> point, ReadOnlySpan<double> axis, Span<double> direction)
    {
        double along = 0;
        double squares = 0;
        for (int i = 0; i < point.Length; i++)
        {
            double offset = point[i] - _centre[i];
            along += offset * axis[i];
            squares += offset * offset;
        }

        double reach = Math.Sqrt(Math.Max(0, (along * along) + (ball.Radius * ball.Radius) - squares)) - along;
        for (int i = 0; i < point.Length; i++) direction[i] = reach * axis[i];
        return reach > 1e-15 * ball.Radius;
    }

    // On the sphere, the radius is one more normal.
    public override double[] Multipliers(ReadOnlySpan<double> point, ReadOnlySpan<double> gradient, IReadOnlyList<double[]> normals)
    {
        var radial = new double[point.Length];
        for (int i = 0; i < radial.Length; i++) radial[i] = point[i] - _centre[i];
        return new Kernel([.. normals, radial], held: null).Multipliers(gradient)[..^1];
    }

    public override double[] Inside(ReadOnlySpan<double> point)
    {
        var inside = new double[point.Length];
        double shrink = 1;
        for (double step = Rounding.Nearest; step < 1; shrink = 1 - step, step *= 2)
        {
            for (int i = 0; i < inside.Length; i++) inside[i] = _centre[i] + ((point[i] - _centre[i]) * shrink);
            if (ball.Contains(inside)) return inside;
        }

        return [.. _centre];
    }

    private static double Length(ReadOnlySpan<double> vector)
    {
        double largest = 0;
        foreach (double value in vector) largest = Math.Max(largest, Math.Abs(value));
        if (largest == 0 || !double.IsFinite(largest)) return largest;
        double squares = 0;
        foreach (double value in vector) squares += value / largest * (value / largest);
        return largest * Math.Sqrt(squares);
    }
}
