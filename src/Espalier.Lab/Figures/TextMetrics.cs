using System.Globalization;
using System.Text;

namespace Espalier.Lab.Figures;

/// <summary>How wide text will be, measured in fonts of Helvetica's widths, rather too wide than too narrow.</summary>
internal static class TextMetrics
{
    /// <summary>DejaVu Sans and Verdana, which stand in where Helvetica and Arial are missing, are wider by so much.</summary>
    public const double Widest = 1.18;

    private const int Bold = 1080;
    private const int Safety = 1030;

    // Thousandths of the font size, from space to tilde: the common widths of Helvetica, Arial and Liberation Sans.
    private static readonly short[] Ascii =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
        556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
        556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    /// <summary>The width of a text with scripts, in pixels.</summary>
    public static double Width(string text, double size, bool bold = false)
    {
        double thousandths = 0;
        foreach (TextRun run in RichText.Parse(text)) thousandths += Sum(run.Text) * (run.Level == 0 ? 1 : RichText.ScriptScale);
        return thousandths * size * 1e-9 * Safety * (bold ? Bold : 1000);
    }

    /// <summary>The width of a text in the widest usual font: what nothing else may be drawn on.</summary>
    public static double MostWidth(string text, double size) => Widest * Width(text, size);

    private static double Sum(string text)
    {
        double sum = 0;
        foreach (Rune rune in text.EnumerateRunes()) sum += Of(rune);
        return sum;
    }

    private static int Of(Rune rune) => rune.Value switch
    {
        < 32 => 278,
        < 127 => Ascii[rune.Value - 32],
        0x2212 or 0xd7 => 584,
        0xb7 or 0x2009 or 0x202f => 278,
        >= 0x3b1 and <= 0x3c9 and not 0x3c9 and not 0x3c8 => 650,
        >= 0xc0 and <= 0x17f => 722,
        0x2013 or 0xb0 => 556,
        >= 0x2032 and <= 0x2037 => 400,
        >= 0x1100 => WideOrNot(rune),
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format ? 0 : 850,
    };

    private static int WideOrNot(Rune rune) => rune.Value switch
    {
        >= 0x2190 and < 0x2e80 => 800,
        >= 0x2000 and < 0x2190 => 1000,
        >= 0x10000 => 1350,
        _ => 1050,
    };
}
