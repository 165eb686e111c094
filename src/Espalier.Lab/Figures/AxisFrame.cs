using System.Collections.Immutable;

namespace Espalier.Lab.Figures;

/// <summary>An axis with its range found and its marks chosen.</summary>
internal sealed record AxisFrame(Axis Axis, double Low, double High, TickSet Ticks)
{
    /// <summary>Beyond this, differences overflow; such numbers count as not finite.</summary>
    public const double Largest = 1e300;

    /// <summary>A range narrower than this share of its largest number has no ticks that differ.</summary>
    public const double Resolution = 1e-12;

    /// <summary>A line to a point so many plots away cannot be told from one to a point further out, and stays exact.</summary>
    private const double FarAway = 1e6;

    private const double Padding = 0.04;

    /// <summary>The name with the power of ten that the labels leave out.</summary>
    public string Label => Ticks.Factor.Length == 0 ? Axis.Label : $"{Axis.Label} (×{Ticks.Factor})".TrimStart();

    /// <summary>How far along the axis a value stands: 0 … 1 inside the range.</summary>
    public double Share(double value)
    {
        if (double.IsPositiveInfinity(value)) return 1;
        double low = Forward(Low);
        if (double.IsNegativeInfinity(value) || (Axis.IsLogarithmic && value <= 0)) return 0;
        return Math.Clamp((Forward(value) - low) / (Forward(High) - low), -FarAway, FarAway);
    }

    /// <summary>Whether the axis can show a value: finite, and positive where it is logarithmic.</summary>
    public static Admission Admit(Axis axis, double value)
    {
        if (!(Math.Abs(value) <= Largest)) return Admission.NotFinite;
        if (axis.IsLogarithmic && value < 1 / Largest) return Admission.NotPositive;
        bool inside = !(value < axis.Low)
            && !(value > axis.High)
            && (axis.Scale != AxisScale.Categories || (value >= 0 && value < axis.Categories.Length));
        return inside ? Admission.Drawn : Admission.Outside;
    }

    /// <summary>The range of the values with a little room, or what the axis itself says.</summary>
    public static AxisFrame Of(Axis axis, IEnumerable<double> values, bool fromZero)
    {
        if (axis.Scale == AxisScale.Categories) return Named(axis);
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values)
        {
            if (Admit(axis with { Low = null, High = null }, value) != Admission.Drawn) continue;
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        if (fromZero && !axis.IsLogarithmic) (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        (low, high) = axis.IsLogarithmic ? Logarithmic(axis, low, high) : Even(axis, low, high, fromZero);
        return new(axis, low, high, TickSet.For(axis.Scale, low, high, axis.IsWhole));
    }

    private static (double Low, double High) Even(Axis axis, double low, double high, bool fromZero)
    {
        if (low > high) (low, high) = (axis.Low ?? (axis.High - 1) ?? 0, axis.High ?? (axis.Low + 1) ?? 1);
        (low, high) = (axis.Low ?? low, axis.High ?? high);
        double largest = Math.Max(Math.Abs(low), Math.Abs(high));
        if (!(high - low > Math.Max(Resolution * largest, 1 / Largest)))
        {
            double half = largest <= 1 / Largest ? 1 : 0.5 * largest;
            (low, high) = (axis.Low ?? (Math.Min(low, high) - half), axis.High ?? (Math.Max(low, high) + half));
        }

        double room = Padding * (high - low);
        bool lowest = axis.Low is not null || (fromZero && low == 0);
        bool highest = axis.High is not null || (fromZero && high == 0);
        return (lowest ? low : low - room, highest ? high : high + room);
    }

    private static (double Low, double High) Logarithmic(Axis axis, double low, double high)
    {
        if (low > high) (low, high) = (axis.Low ?? (axis.High / 10) ?? 1, axis.High ?? (axis.Low * 10) ?? 10);
        (low, high) = (axis.Low ?? low, axis.High ?? high);
        if (!(high > low * (1 + 1e-9))) (low, high) = (axis.Low ?? (Math.Min(low, high) / 3), axis.High ?? (Math.Max(low, high) * 3));
        double room = Math.Exp(Padding * Math.Log(high / low));
        return (axis.Low ?? Math.Max(low / room, double.Epsilon), axis.High ?? Math.Min(high * room, double.MaxValue));
    }

    private static AxisFrame Named(Axis axis)
    {
        ImmutableArray<Tick> ticks = [.. axis.Categories.Select((name, i) => new Tick(i, name))];
        return new(axis, -0.5, Math.Max(1, axis.Categories.Length) - 0.5, new(ticks, [], ""));
    }

    private double Forward(double value) => Axis.IsLogarithmic ? Math.Log(value) : value;
}

/// <summary>Whether a row is drawn, and why not.</summary>
internal enum Admission
{
    Drawn,
    NotFinite,
    NotPositive,
    Outside,
}
