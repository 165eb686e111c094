using System.Globalization;

namespace Espalier.Work.Inputs;

/// <summary>Numbers as text that reads back to the same number.</summary>
internal static class Numerals
{
    /// <summary>The shortest digits that read back to the same float64.</summary>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Six digits at most, for eyes; whole numbers have all of theirs.</summary>
    public static string Short(double value) =>
        value == Math.Truncate(value) && Math.Abs(value) < 1e15 ? Text(value) : value.ToString("G6", CultureInfo.InvariantCulture);

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a number, NaN or an infinity; digits too large for float64 are refused rather than made infinite.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)) return false;
        return !double.IsInfinity(value) || !text.ContainsAnyInRange('0', '9');
    }

    public static bool TryParseList(string text, out double[] values)
    {
        string[] parts = text.Split(',');
        values = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!TryParse(parts[i], out values[i])) return false;
        }

        return true;
    }
}
