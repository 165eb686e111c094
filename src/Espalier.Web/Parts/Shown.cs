using System.Globalization;
using Espalier.Work.Inputs;

namespace Espalier.Web.Parts;

/// <summary>Numbers, sizes and times for eyes.</summary>
internal static class Shown
{
    /// <summary>At most four digits.</summary>
    public static string Number(double value) => double.IsInfinity(value) ? (value > 0 ? "∞" : "−∞")
        : double.IsFinite(value) && value != 0 && Math.Abs(value) is < 1e-4 or >= 1e7
        ? value.ToString("0.###e+0", CultureInfo.InvariantCulture)
        : value.ToString(Math.Abs(value) >= 1000 ? "0" : "G4", CultureInfo.InvariantCulture);

    /// <summary>A whole number with thin spaces between thousands.</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202f');

    /// <summary>A number or a dash.</summary>
    public static string Number(double? value) => value is { } known ? Number(known) : "–";

    /// <summary>Whether a text is one of our numbers.</summary>
    public static bool IsNumber(string text) =>
        double.TryParse(text.Replace("\u202f", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>Bytes in the unit that suits.</summary>
    public static string Bytes(long value) => value switch
    {
        < 1 << 10 => Invariant($"{value} B"),
        < 1 << 20 => Invariant($"{value / 1024.0:0.#} KiB"),
        < 1 << 30 => Invariant($"{value / 1048576.0:0.#} MiB"),
        _ => Invariant($"{value / 1073741824.0:0.#} GiB"),
    };

    /// <summary>A span of time in two units.</summary>
    public static string Time(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => Invariant($"{(int)span.TotalDays} d {span.Hours} h"),
        { TotalHours: >= 1 } => Invariant($"{span.Hours} h {span.Minutes} min"),
        { TotalMinutes: >= 1 } => Invariant($"{span.Minutes} min {span.Seconds} s"),
        _ => Invariant($"{span.TotalSeconds:0} s"),
    };

    /// <summary>A moment, in universal time.</summary>
    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>All digits, for a command.</summary>
    public static string Exact(double value) => Numerals.Text(value);
}
