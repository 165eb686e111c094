using System.Collections.Immutable;
using System.Globalization;

namespace Espalier.Lab.Figures;

/// <summary>A marked place on an axis.</summary>
internal readonly record struct Tick(double Value, string Label);

/// <summary>The marks of an axis: 3 to 9 with labels, finer ones without, and a power of ten that all labels leave out.</summary>
internal sealed record TickSet(ImmutableArray<Tick> Major, ImmutableArray<double> Minor, string Factor)
{
    /// <summary>The marks for a range with low &lt; high, both positive on a logarithmic axis.</summary>
    public static TickSet For(AxisScale scale, double low, double high, bool isWhole = false) => scale switch
    {
        AxisScale.Log10 => LogTicks.Decimal(low, high),
        AxisScale.Log2 => LogTicks.Binary(low, high),
        AxisScale.Angle => AngleTicks.Of(low, high),
        _ => LinearTicks.Of(low, high, isWhole),
    };
}

/// <summary>Ticks at multiples of 1, 2 or 5 times a power of ten.</summary>
/// <remarks>The smallest such step with span/step ≤ 8 has span/step &gt; 8/2.5, so that 3 to 9 multiples fall into the range.</remarks>
internal static class LinearTicks
{
    private const double MaxSteps = 8;

    public static TickSet Of(double low, double high, bool isWhole = false)
    {
        (int digit, int power) = Step(high - low);
        if (isWhole && power < 0) (digit, power) = (1, 0);
        double largest = Math.Max(Math.Abs(low), Math.Abs(high));
        int factor = largest is >= 99999.5 or < 0.001 ? Exponent(largest) : 0;
        int decimals = Math.Max(0, factor - power);
        ImmutableArray<Tick>.Builder major = ImmutableArray.CreateBuilder<Tick>();
        ImmutableArray<double>.Builder minor = ImmutableArray.CreateBuilder<double>();
        int parts = digit == 2 ? 4 : 5;
        double step = Times(digit, power);
        double first = Math.Floor(low / step);
        for (double i = first; i <= Math.Ceiling(high / step); i++)
        {
            double value = Times(i * digit, power);
            if (value >= low && value <= high) major.Add(new(value, Label(i * digit, power - factor, decimals)));
            for (int part = 1; part < parts && !(isWhole && step % parts != 0); part++)
            {
                double between = (i + ((double)part / parts)) * step;
                if (between > low && between < high) minor.Add(between);
            }
        }

        return new(major.ToImmutable(), minor.ToImmutable(), factor == 0 ? "" : $"10^{{{Minus(factor)}}}");
    }

    /// <summary>digit·10^power, rounded once.</summary>
    public static double Times(double multiple, int power) =>
        double.Parse(string.Create(CultureInfo.InvariantCulture, $"{multiple:R}E{power}"), CultureInfo.InvariantCulture);

    public static (int Digit, int Power) Step(double span)
    {
        int power = Exponent(span / MaxSteps);
        foreach (int digit in (int[])[1, 2, 5])
        {
            if (span / Times(digit, power) <= MaxSteps) return (digit, power);
        }

        return (1, power + 1);
    }

    public static string Minus(int value) =>
        value < 0 ? "−" + (-value).ToString(CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture);

    private static string Label(double multiple, int power, int decimals)
    {
        string text = Times(Math.Abs(multiple), power).ToString(Invariant($"F{Math.Min(decimals, 15)}"), CultureInfo.InvariantCulture);
        return multiple < 0 ? "−" + text : text;
    }

    private static int Exponent(double value)
    {
        int power = (int)Math.Floor(Math.Log10(value));
        if (Times(1, power) > value) return power - 1;
        return Times(1, power + 1) <= value ? power + 1 : power;
    }
}
