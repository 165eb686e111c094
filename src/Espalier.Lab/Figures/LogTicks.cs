using System.Collections.Immutable;
using System.Globalization;

namespace Espalier.Lab.Figures;

/// <summary>
/// Ticks for logarithmic axes: powers of the base, or every second, third, … of them; where fewer than three fall into the range,
/// 1, 2 and 5 times the powers of ten, and where those are too few as well, the ticks of a linear axis.
/// </summary>
internal static class LogTicks
{
    private const int Fewest = 3;
    private const int Most = 9;

    public static TickSet Decimal(double low, double high)
    {
        (int first, int last) = ((int)Math.Floor(Math.Log10(low)) - 1, (int)Math.Ceiling(Math.Log10(high)) + 1);
        (int[] powers, int stride) = Powers(first, last, p => LinearTicks.Times(1, p), low, high);
        if (powers.Length >= Fewest)
        {
            bool plain = powers[0] >= -3 && powers[^1] <= 4;
            ImmutableArray<Tick> major = [.. powers.Select(p => new Tick(LinearTicks.Times(1, p), DecimalLabel(1, p, plain)))];
            return new(
                major, stride == 1 ? Between(first, last, low, high, [2, 3, 4, 5, 6, 7, 8, 9]) : EachPower(first, last, low, high, stride), "");
        }

        (int Digit, int Power)[] steps =
            [.. from p in Enumerable.Range(first, last - first + 1) from d in (int[])[1, 2, 5] let v = LinearTicks.Times(d, p)
                where v >= low && v <= high select (d, p)];
        if (steps.Length is < Fewest or > Most) return LinearTicks.Of(low, high);
        bool allPlain = steps[0].Power >= -4 && steps[^1].Power <= 4;
        return new(
            [.. steps.Select(s => new Tick(LinearTicks.Times(s.Digit, s.Power), DecimalLabel(s.Digit, s.Power, allPlain)))],
            Between(first, last, low, high, [3, 4, 6, 7, 8, 9]),
            "");
    }

    public static TickSet Binary(double low, double high)
    {
        (int first, int last) = ((int)Math.Floor(Math.Log2(low)) - 1, (int)Math.Ceiling(Math.Log2(high)) + 1);
        (int[] powers, int stride) = Powers(first, last, p => Math.ScaleB(1, p), low, high);
        if (powers.Length < Fewest) return LinearTicks.Of(low, high);
        bool plain = powers[0] >= 0 && powers[^1] <= 16;
        ImmutableArray<Tick> major =
            [
                .. powers.Select(
                    p => new Tick(Math.ScaleB(1, p), plain ? (1 << p).ToString(CultureInfo.InvariantCulture) : $"2^{{{LinearTicks.Minus(p)}}}")),
            ];
        ImmutableArray<double> minor =
            stride == 1
                ? []
                : [
                    .. Enumerable.Range(first, last - first + 1).Where(p => p % stride != 0).Select(p => Math.ScaleB(1, p)).Where(
                        v => v >= low && v <= high),
                ];
        return new(major, minor, "");
    }

    /// <summary>The multiples of the smallest stride that leave at most nine powers in the range.</summary>
    private static (int[] Powers, int Stride) Powers(int first, int last, Func<int, double> value, double low, double high)
    {
        int[] inside = [.. Enumerable.Range(first, last - first + 1).Where(p => value(p) >= low && value(p) <= high)];
        int stride = 1;
        int[] kept = inside;
        while (kept.Length > Most)
        {
            stride++;
            kept = [.. inside.Where(p => p % stride == 0)];
        }

        return (kept, stride);
    }

    private static ImmutableArray<double> Between(int first, int last, double low, double high, int[] digits) =>
        [.. from p in Enumerable.Range(first, last - first + 1) from d in digits let v = LinearTicks.Times(d, p) where v >= low && v <= high
            select v];

    private static ImmutableArray<double> EachPower(int first, int last, double low, double high, int stride) =>
        stride > 10 ? [] : [.. from p in Enumerable.Range(first, last - first + 1) where p % stride != 0 let v = LinearTicks.Times(1, p)
            where v >= low && v <= high select v];

    private static string DecimalLabel(int digit, int power, bool plain)
    {
        if (plain) return LinearTicks.Times(digit, power).ToString("0.######", CultureInfo.InvariantCulture);
        string power10 = $"10^{{{LinearTicks.Minus(power)}}}";
        return digit == 1 ? power10 : Invariant($"{digit}×{power10}");
    }
}
