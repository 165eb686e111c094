namespace Espalier.Checker;

/// <summary>Arithmetic rounded upward: every result is at least the true one. It rests on IEEE 754 addition, multiplication and root alone.</summary>
internal static class Upward
{
    /// <summary>More than two roundings of float64, 2·2⁻⁵³.</summary>
    public const double TwoUnits = 2.3e-16;

    /// <summary>More than everything that can underflow in one row.</summary>
    public const double Tiny = 1e-300;

    public static double Add(double a, double b) => a == 0 ? b : b == 0 ? a : Next(a + b);

    public static double Subtract(double a, double b) => Add(a, -b);

    public static double Multiply(double a, double b) => a == 0 || b == 0 ? 0 : Next(a * b);

    public static double Root(double x) => x == 0 ? 0 : Next(Math.Sqrt(x));

    /// <summary>A sum of numbers that are not negative, rounded to nearest as it came, made larger than the true one.</summary>
    public static double Sum(double sum, int terms) => sum * (1 + ((terms + 8) * TwoUnits));

    /// <summary>More than what n products and their sum can lose, relative to the sum of their magnitudes.</summary>
    public static double Loss(int terms) => (terms + 8) * TwoUnits;

    private static double Next(double value) => Math.BitIncrement(value);
}
