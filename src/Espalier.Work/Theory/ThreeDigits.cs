using System.Globalization;

namespace Espalier.Work.Theory;

/// <summary>Numbers of any size to three digits, rounded down, from their logarithm.</summary>
internal static class ThreeDigits
{
    /// <summary>Such as 31.8, 2570, 3.28e15 or 1.66e700; at most the number itself, up to the rounding of float64.</summary>
    public static string Below(double logarithm)
    {
        (int digits, int exponent) = Split(logarithm);
        if (exponent is >= 6 or < -3) return string.Create(CultureInfo.InvariantCulture, $"{digits / 100.0:0.00}e{exponent}");
        double value = digits * Math.Pow(10, exponent - 2);
        return value.ToString(exponent >= 2 ? "0" : $"0.{new string('0', 2 - exponent)}", CultureInfo.InvariantCulture);
    }

    /// <summary>The same for a page: 3.28·10^{15} with the exponent raised by HTML.</summary>
    public static string OnPage(double logarithm)
    {
        string text = Below(logarithm);
        return text.Split('e') is [var digits, var exponent] ? $"{digits}·10<sup>{exponent}</sup>" : text;
    }

    private static (int Digits, int Exponent) Split(double logarithm)
    {
        double decimalLog = logarithm / Math.Log(10);
        int exponent = (int)Math.Floor(decimalLog + 1e-13);
        int digits = (int)Math.Floor((100 * Math.Pow(10, decimalLog - exponent)) + 1e-9);
        return digits < 1000 ? (Math.Max(digits, 100), exponent) : (100, exponent + 1);
    }
}
