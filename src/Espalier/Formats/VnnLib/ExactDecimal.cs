using System.Globalization;
using System.Numerics;

namespace Espalier.Formats.VnnLib;

/// <summary>The number digits·10^exponent, exactly as it is written.</summary>
internal readonly struct ExactDecimal
{
    /// <summary>More digits than any float64 has (767) never matter to who writes them.</summary>
    private const int MaxDigits = 2000;
    private const int MaxExponent = 4000;

    private readonly BigInteger _digits;
    private readonly int _exponent;

    /// <summary>The nearest float64, which may be infinite: it decides most comparisons.</summary>
    private readonly double _nearest;

    private ExactDecimal(BigInteger digits, int exponent, double nearest)
    {
        _digits = digits;
        _exponent = exponent;
        _nearest = nearest;
    }

    /// <summary>Reads a number such as -1, 0.25 or 1.5e-3. False for anything else, also for more digits or powers than are kept exactly.</summary>
    public static bool TryParse(string text, out ExactDecimal value)
    {
        value = default;
        ReadOnlySpan<char> rest = text;
        int exponent = 0;
        int e = rest.IndexOfAny('e', 'E');
        if (e >= 0)
        {
            if (!int.TryParse(rest[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || Math.Abs((long)exponent) > MaxExponent)
                return false;
            rest = rest[..e];
        }

        int point = rest.IndexOf('.');
        string digits = point < 0 ? rest.ToString() : string.Concat(rest[..point], rest[(point + 1)..]);
        int decimals = point < 0 ? 0 : rest.Length - point - 1;
        if (digits.Length > MaxDigits || !digits.AsSpan().ContainsAnyInRange('0', '9') || (point >= 0 && rest[(point + 1)..].ContainsAny('-', '+')))
            return false;
        if (!BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number)) return false;
        value = new ExactDecimal(number, exponent - decimals, double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
        return true;
    }

    public static ExactDecimal operator -(ExactDecimal value) => new(-value._digits, value._exponent, -value._nearest);

    /// <summary>The largest float64 that is at most this number; −∞ below all of them.</summary>
    public double RoundDown()
    {
        if (double.IsInfinity(_nearest)) return _nearest > 0 ? double.MaxValue : _nearest;
        return SideOf(_nearest) < 0 ? double.BitDecrement(_nearest) : _nearest;
    }

    /// <summary>The smallest float64 that is at least this number; +∞ above all of them.</summary>
    public double RoundUp() => -(-this).RoundDown();

    /// <summary>Whether one number is larger than another, before any rounding.</summary>
    public static bool IsAbove(ExactDecimal number, ExactDecimal other)
    {
        if (number._nearest != other._nearest) return number._nearest > other._nearest;
        int common = Math.Min(number._exponent, other._exponent);
        return number._digits * BigInteger.Pow(10, number._exponent - common) > other._digits * BigInteger.Pow(10, other._exponent - common);
    }

    /// <summary>Below, at or above 0 as this number is smaller, equal or larger than a finite float64.</summary>
    private int SideOf(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int field = (int)(bits >> 52) & 0x7FF;
        long magnitude = (bits & 0x000F_FFFF_FFFF_FFFF) | (field == 0 ? 0 : 1L << 52);
        int twos = Math.Max(field, 1) - 1075;
        BigInteger left = _digits * BigInteger.Pow(10, Math.Max(_exponent, 0)) << Math.Max(-twos, 0);
        BigInteger right = new BigInteger(bits < 0 ? -magnitude : magnitude) * BigInteger.Pow(10, Math.Max(-_exponent, 0)) << Math.Max(twos, 0);
        return left.CompareTo(right);
    }
}
