using System.Globalization;
using System.Numerics;

namespace Espalier.Numerics;

/// <summary>The number digits·10^exponent, exactly as it is written.</summary>
public readonly struct ExactDecimal : IEquatable<ExactDecimal>, IComparable<ExactDecimal>
{
    /// <summary>More digits than any float64 has (767) never matter to who writes them.</summary>
    private const int MaxDigits = 2000;
    private const int MaxExponent = 4000;

    private ExactDecimal(BigInteger digits, int exponent)
    {
        // 10 and 1e1 are one number and look alike.
        while (!digits.IsZero && digits % 10 == 0)
        {
            digits /= 10;
            exponent++;
        }

        Digits = digits;
        Exponent = digits.IsZero ? 0 : exponent;
    }

    /// <summary>0.</summary>
    public static ExactDecimal Zero { get; }

    /// <summary>1.</summary>
    public static ExactDecimal One { get; } = Of(1L);

    /// <summary>The digits, which do not end in 0 unless they are 0.</summary>
    public BigInteger Digits { get; }

    /// <summary>The power of ten behind the digits.</summary>
    public int Exponent { get; }

    /// <summary>−1, 0 or 1.</summary>
    public int Sign => Digits.Sign;

    /// <summary>Whether the number is written within the limits that <see cref="TryParse"/> knows: sums and products may leave them.</summary>
    public bool IsShort => Math.Abs((long)Exponent) <= 2 * MaxExponent && Digits.GetBitLength() <= 8 * MaxDigits;

    /// <summary>A whole number.</summary>
    public static ExactDecimal Of(long value) => new(value, 0);

    /// <summary>A finite float64 itself, with all its digits.</summary>
    public static ExactDecimal Exactly(double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "the number is not finite");
        (BigInteger mantissa, int twos) = Binary(value);
        return twos >= 0 ? new(mantissa << twos, 0) : new(mantissa * BigInteger.Pow(5, -twos), twos);
    }

    /// <summary>The decimal number that is printed for a finite float64: the shortest that is read back as the same.</summary>
    public static ExactDecimal Printed(double value) =>
        TryParse(value.ToString("R", CultureInfo.InvariantCulture), out ExactDecimal printed)
            ? printed
            : throw new ArgumentOutOfRangeException(nameof(value), value, "the number is not finite");

    /// <summary>Reads a number such as -1, 0.25 or 1.5e-3. False for anything else, also for more digits or powers than are kept exactly.</summary>
    public static bool TryParse(string text, out ExactDecimal value)
    {
        ArgumentNullException.ThrowIfNull(text);
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
        value = new ExactDecimal(number, exponent - decimals);
        return true;
    }

    /// <summary>The negative.</summary>
    public static ExactDecimal operator -(ExactDecimal value) => new(-value.Digits, value.Exponent);

    /// <summary>The sum.</summary>
    public static ExactDecimal operator +(ExactDecimal a, ExactDecimal b)
    {
        if (a.Sign == 0) return b;
        if (b.Sign == 0) return a;
        int common = Math.Min(a.Exponent, b.Exponent);
        return new(a.Whole(common) + b.Whole(common), common);
    }

    /// <summary>The difference.</summary>
    public static ExactDecimal operator -(ExactDecimal a, ExactDecimal b) => a + -b;

    /// <summary>The product.</summary>
    public static ExactDecimal operator *(ExactDecimal a, ExactDecimal b) => new(a.Digits * b.Digits, a.Exponent + b.Exponent);

    /// <summary>Whether two numbers are one.</summary>
    public static bool operator ==(ExactDecimal a, ExactDecimal b) => a.Equals(b);

    /// <summary>Whether two numbers differ.</summary>
    public static bool operator !=(ExactDecimal a, ExactDecimal b) => !a.Equals(b);

    /// <summary>By size.</summary>
    public static bool operator <(ExactDecimal a, ExactDecimal b) => a.CompareTo(b) < 0;

    /// <summary>By size.</summary>
    public static bool operator >(ExactDecimal a, ExactDecimal b) => a.CompareTo(b) > 0;

    /// <summary>By size.</summary>
    public static bool operator <=(ExactDecimal a, ExactDecimal b) => a.CompareTo(b) <= 0;

    /// <summary>By size.</summary>
    public static bool operator >=(ExactDecimal a, ExactDecimal b) => a.CompareTo(b) >= 0;

    /// <summary>The whole number of units 10^exponent, where the number has no digit below that.</summary>
    public BigInteger Whole(int exponent) => Digits * BigInteger.Pow(10, Exponent - exponent);

    /// <summary>The largest float64 that is at most this number; −∞ below all of them.</summary>
    public double RoundDown()
    {
        double nearest = Nearest();
        if (double.IsInfinity(nearest)) return nearest > 0 ? double.MaxValue : nearest;
        return SideOf(nearest) < 0 ? double.BitDecrement(nearest) : nearest;
    }

    /// <summary>The smallest float64 that is at least this number; +∞ above all of them.</summary>
    public double RoundUp() => -(-this).RoundDown();

    /// <inheritdoc/>
    public int CompareTo(ExactDecimal other) => (this - other).Sign;

    /// <inheritdoc/>
    public bool Equals(ExactDecimal other) => Digits == other.Digits && Exponent == other.Exponent;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ExactDecimal other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Digits, Exponent);

    /// <summary>With all digits, and a power of ten only where there would be many zeros.</summary>
    public override string ToString()
    {
        const int MostZeros = 20;
        string digits = BigInteger.Abs(Digits).ToString(CultureInfo.InvariantCulture);
        string sign = Sign < 0 ? "-" : string.Empty;
        if (Exponent >= 0) return Exponent <= MostZeros ? $"{sign}{digits}{new string('0', Exponent)}" : $"{sign}{digits}e{Text(Exponent)}";
        if (digits.Length > -Exponent) return $"{sign}{digits[..^-Exponent]}.{digits[^-Exponent..]}";
        int zeros = -Exponent - digits.Length;
        return zeros <= MostZeros ? $"{sign}0.{new string('0', zeros)}{digits}" : $"{sign}{digits}e{Text(Exponent)}";
    }

    /// <summary>A finite float64 as mantissa·2^exponent.</summary>
    private static (BigInteger Mantissa, int Exponent) Binary(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int field = (int)(bits >> 52) & 0x7FF;
        long magnitude = (bits & 0x000F_FFFF_FFFF_FFFF) | (field == 0 ? 0 : 1L << 52);
        return (bits < 0 ? -magnitude : magnitude, Math.Max(field, 1) - 1075);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The nearest float64, which may be infinite.</summary>
    private double Nearest() =>
        double.Parse($"{Digits.ToString(CultureInfo.InvariantCulture)}e{Text(Exponent)}", NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>Below, at or above 0 as this number is smaller, equal or larger than a finite float64.</summary>
    private int SideOf(double value)
    {
        (BigInteger mantissa, int twos) = Binary(value);
        BigInteger left = Digits * BigInteger.Pow(10, Math.Max(Exponent, 0)) << Math.Max(-twos, 0);
        BigInteger right = mantissa * BigInteger.Pow(10, Math.Max(-Exponent, 0)) << Math.Max(twos, 0);
        return left.CompareTo(right);
    }
}
