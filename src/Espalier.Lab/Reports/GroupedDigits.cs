using System.Globalization;

namespace Espalier.Lab.Reports;

/// <summary>Large whole numbers for eyes: 29 811 456.</summary>
public static class GroupedDigits
{
    /// <summary>Groups are kept together by a space that breaks no line.</summary>
    private static readonly NumberFormatInfo Style = new() { NumberGroupSeparator = "\u00a0" };

    /// <summary>The number in groups of three digits, from five digits on.</summary>
    public static string Of(long value) =>
        value is > -10_000 and < 10_000 ? value.ToString(CultureInfo.InvariantCulture) : value.ToString("N0", Style);
}
