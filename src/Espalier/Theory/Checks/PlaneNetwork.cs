namespace Espalier.Theory.Checks;

/// <summary>Sup-norms in the plane, exactly up to rounding: on each arc between breakpoints the network is one cosine.</summary>
internal static class PlaneNetwork
{
    /// <summary>The network whose error is exactly ½·tan(ρ/2): lines at ±ρ and one at a right angle to the target, the target first.</summary>
    public static List<(double Angle, double Coefficient)> Tight(double rho)
    {
        double side = 0.5 * (Math.Tan(0.5 * rho) - Math.Tan(rho));
        double lead = 0.5 / Math.Cos(rho);
        return [(0, -1), (rho, lead), (-rho, lead), (0.5 * Math.PI, side), (-0.5 * Math.PI, side)];
    }

    /// <summary>sup over unit x of |Σ β_j σ(⟨v_j, x⟩)|, v_j given by its angle; the target is a neuron of coefficient −1.</summary>
    public static double Supremum(IReadOnlyList<(double Angle, double Coefficient)> neurons)
    {
        double largest = 0;
        foreach ((double low, double high) in Arcs(neurons.Select(neuron => neuron.Angle)))
        {
            (double x, double y) = Sum(neurons, 0.5 * (low + high));
            double peak = Math.Atan2(y, x);
            foreach (double place in Inside(low, high, peak, peak + Math.PI)) largest = Math.Max(largest, Math.Abs(Value(neurons, place)));
        }

        return largest;
    }

    /// <summary>sup over unit x of |σ(g(x)) − σ(⟨w*, x⟩)|, w* at angle 0.</summary>
    public static double SupremumBehindRelu(IReadOnlyList<(double Angle, double Coefficient)> kept)
    {
        double largest = 0;
        foreach ((double low, double high) in Arcs(kept.Select(neuron => neuron.Angle).Append(0)))
        {
            (double x, double y) = Sum(kept, 0.5 * (low + high));
            double zero = Math.Atan2(y, x) + (0.5 * Math.PI);
            double peak = Math.Atan2(y, x - 1);
            foreach (double place in Inside(low, high, zero, zero + Math.PI, peak, peak + Math.PI, 0, Math.PI, Math.Atan2(y, x)))
                largest = Math.Max(largest, Math.Abs(Math.Max(0, Value(kept, place)) - Math.Max(0, Math.Cos(place))));
        }

        return largest;
    }

    private static List<(double Low, double High)> Arcs(IEnumerable<double> angles)
    {
        double[] ends = [.. angles.SelectMany(angle => new[] { Turned(angle + (0.5 * Math.PI)), Turned(angle - (0.5 * Math.PI)) }).Order()];
        return [.. ends.Select((end, i) => (end, i + 1 < ends.Length ? ends[i + 1] : ends[0] + (2 * Math.PI)))];
    }

    /// <summary>The same direction as an angle in [0, 2π).</summary>
    private static double Turned(double angle) => angle - (2 * Math.PI * Math.Floor(angle / (2 * Math.PI)));

    private static IEnumerable<double> Inside(double low, double high, params double[] places) =>
        places.Select(place => low + Turned(place - low)).Where(place => place < high).Append(low).Append(high);

    private static (double X, double Y) Sum(IReadOnlyList<(double Angle, double Coefficient)> neurons, double place)
    {
        double x = 0;
        double y = 0;
        foreach ((double angle, double coefficient) in neurons)
        {
            if (Math.Cos(place - angle) <= 0) continue;
            x += coefficient * Math.Cos(angle);
            y += coefficient * Math.Sin(angle);
        }

        return (x, y);
    }

    private static double Value(IReadOnlyList<(double Angle, double Coefficient)> neurons, double place)
    {
        double sum = 0;
        foreach ((double angle, double coefficient) in neurons) sum += coefficient * Math.Max(0, Math.Cos(place - angle));
        return sum;
    }
}
