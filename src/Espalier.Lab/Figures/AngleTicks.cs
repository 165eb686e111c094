using System.Collections.Immutable;
using System.Globalization;

namespace Espalier.Lab.Figures;

/// <summary>Ticks at fractions or multiples of π.</summary>
internal static class AngleTicks
{
    private static readonly int[] Divisors = [12, 6, 4, 3, 2, 1];

    public static TickSet Of(double low, double high)
    {
        double turns = (high - low) / Math.PI;
        foreach (int divisor in Divisors)
        {
            if (turns * divisor <= 8 && Multiples(low, high, 1, divisor) is { Length: >= 3 } major) return new(major, [], "");
        }

        if (turns < 1) return LinearTicks.Of(low, high);
        (int digit, int power) = LinearTicks.Step(turns);
        return power > 6 ? LinearTicks.Of(low, high) : new(Multiples(low, high, (int)LinearTicks.Times(digit, power), 1), [], "");
    }

    private static ImmutableArray<Tick> Multiples(double low, double high, int multiple, int divisor)
    {
        double step = Math.PI * multiple / divisor;
        double slack = 1e-12 * (high - low);
        ImmutableArray<Tick>.Builder ticks = ImmutableArray.CreateBuilder<Tick>();
        for (long i = (long)Math.Ceiling((low - slack) / step); i * step <= high + slack; i++)
            ticks.Add(new(Math.Clamp(i * step, low, high), Label(i * multiple, divisor)));
        return ticks.ToImmutable();
    }

    private static string Label(long over, int under)
    {
        if (over == 0) return "0";
        long common = Common(Math.Abs(over), under);
        (over, long below) = (over / common, under / common);
        string sign = over < 0 ? "−" : "";
        string count = Math.Abs(over) == 1 ? "" : Math.Abs(over).ToString(CultureInfo.InvariantCulture);
        return below == 1 ? $"{sign}{count}π" : string.Create(CultureInfo.InvariantCulture, $"{sign}{count}π/{below}");
    }

    private static long Common(long a, long b) => b == 0 ? a : Common(b, a % b);
}
