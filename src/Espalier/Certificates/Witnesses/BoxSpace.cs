namespace Espalier.Certificates.Witnesses;

/// <summary>The search in a box: steps are measured by its sides, coordinate by coordinate.</summary>
internal sealed class BoxSpace(BoxDomain box) : SearchSpace(box.Dimension)
{
    private readonly double[] _lower = [.. box.Lower];
    private readonly double[] _upper = [.. box.Upper];

    public override void Start(int number, Span<double> point)
    {
        for (int i = 0; i < point.Length; i++)
        {
            double share = number == 0 ? 0.5 : Spread(number, i);

            // Every other start is a corner: differences are often largest there.
            if (number > 0 && number % 2 == 0) share = Math.Round(share);
            point[i] = Math.Clamp(((1 - share) * _lower[i]) + (share * _upper[i]), _lower[i], _upper[i]);
        }
    }

    public override void Shake(int number, double share, Span<double> point)
    {
        for (int i = 0; i < point.Length; i++)
            point[i] = Math.Clamp(point[i] + (share * (_upper[i] - _lower[i]) * Shift(number, i)), _lower[i], _upper[i]);
    }

    public override void Step(ReadOnlySpan<double> gradient, double share, Span<double> point)
    {
        for (int i = 0; i < point.Length; i++)
        {
            double move = share * (_upper[i] - _lower[i]);
            point[i] = Math.Clamp(point[i] + (gradient[i] > 0 ? move : gradient[i] < 0 ? -move : 0), _lower[i], _upper[i]);
        }
    }

    public override bool TryDirection(
        ReadOnlySpan<double> point, ReadOnlySpan<double> gradient, IReadOnlyList<double[]> normals, Span<double> direction) =>
        normals.Count == 0 ? TryCorner(point, gradient, direction) : TrySlide(point, gradient, normals, direction);

    public override bool TryLine(ReadOnlySpan<double> point, ReadOnlySpan<double> axis, Span<double> direction)
    {
        axis.CopyTo(direction);
        return TryReach(point, direction);
    }

    public override double[] Multipliers(ReadOnlySpan<double> point, ReadOnlySpan<double> gradient, IReadOnlyList<double[]> normals) =>
        new Kernel(normals, Held(point, gradient)).Multipliers(gradient);

    public override double[] Inside(ReadOnlySpan<double> point)
    {
        var inside = new double[point.Length];
        for (int i = 0; i < inside.Length; i++) inside[i] = double.IsNaN(point[i]) ? _lower[i] : Math.Clamp(point[i], _lower[i], _upper[i]);
        return inside;
    }

    private bool TryCorner(ReadOnlySpan<double> point, ReadOnlySpan<double> gradient, Span<double> direction)
    {
        bool any = false;
        for (int i = 0; i < point.Length; i++)
        {
            direction[i] = gradient[i] > 0 ? _upper[i] - point[i] : gradient[i] < 0 ? _lower[i] - point[i] : 0;
            any |= direction[i] != 0;
        }

        return any;
    }

    /// <summary>The projected gradient: coordinates that would leave the box are held, one group after the other.</summary>
    private bool TrySlide(ReadOnlySpan<double> point, ReadOnlySpan<double> gradient, IReadOnlyList<double[]> normals, Span<double> direction)
    {
        bool[] held = Held(point, gradient);
        while (true)
        {
            if (!new Kernel(normals, held).TryProject(gradient, direction)) return false;
            bool released = false;
            for (int i = 0; i < held.Length; i++)
            {
                if (held[i] || !Leaves(i, point[i], direction[i])) continue;
                held[i] = released = true;
            }

            if (!released) break;
        }

        return TryReach(point, direction);
    }

    /// <summary>Stretches a direction until it ends at the first side of the box.</summary>
    private bool TryReach(ReadOnlySpan<double> point, Span<double> direction)
    {
        double reach = double.PositiveInfinity;
        for (int i = 0; i < direction.Length; i++)
        {
            if (direction[i] > 0) reach = Math.Min(reach, (_upper[i] - point[i]) / direction[i]);
            else if (direction[i] < 0) reach = Math.Min(reach, (_lower[i] - point[i]) / direction[i]);
        }

        if (!(reach > 0) || !double.IsFinite(reach)) return false;
        foreach (ref double step in direction) step *= reach;
        return true;
    }

    private bool[] Held(ReadOnlySpan<double> point, ReadOnlySpan<double> move)
    {
        var held = new bool[point.Length];
        for (int i = 0; i < held.Length; i++) held[i] = Leaves(i, point[i], move[i]);
        return held;
    }

    private bool Leaves(int i, double at, double move) => (move > 0 && at >= _upper[i]) || (move < 0 && at <= _lower[i]) || _lower[i] == _upper[i];
}
