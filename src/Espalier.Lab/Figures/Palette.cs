using System.Globalization;
using System.Text;

namespace Espalier.Lab.Figures;

/// <summary>The colours of a theme.</summary>
/// <remarks>
/// Series colours are those of M. Okabe, K. Ito, "Color universal design" (2008), which people with any common colour vision can tell
/// apart: blue, vermilion, bluish green, reddish purple, orange, sky blue, black. On a dark ground sky blue comes first, yellow replaces
/// the second blue, and a light grey replaces black.
/// </remarks>
internal sealed record Palette(string Ground, string Ink, string Soft, string Axis, string Grid, string Void, string[] Series)
{
    public const int SeriesColours = 7;

    public static readonly Palette Light = new(
        "#ffffff", "#1f2328", "#57606a", "#6e7781", "#e7eaee", "#d0d7de", [
            "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000",
        ]);

    public static readonly Palette Dark = new(
        "#16191d", "#e6e8eb", "#a2abb5", "#848d97", "#2a3036", "#3b424a", [
            "#56b4e9", "#e8702a", "#1fb98c", "#d98cb5", "#e69f00", "#f0e442", "#dfe2e5",
        ]);

    /// <summary>
    /// The style sheet of one drawing; every rule starts with its identifier, so that drawings on one page do not disturb each other.
    /// </summary>
    public static string StyleSheet(string id, FigureTheme theme) => Rules("#" + id, theme);

    /// <summary>The same rules for every drawing inside what a selector names.</summary>
    public static string Rules(string scope, FigureTheme theme)
    {
        StringBuilder css = new();
        css.Append(CultureInfo.InvariantCulture, $"{scope} text{{font-family:'Helvetica Neue',Helvetica,Arial,'Liberation Sans',sans-serif}}");
        (theme == FigureTheme.Dark ? Dark : Light).AppendTo(css, scope);
        if (theme == FigureTheme.Auto)
        {
            css.Append("@media (prefers-color-scheme:dark){");
            Dark.AppendTo(css, scope);
            css.Append('}');
        }

        return css.ToString();
    }

    private void AppendTo(StringBuilder css, string scope)
    {
        Rule("ground", $"fill:{Ground}");
        Rule("ink", $"fill:{Ink}");
        Rule("soft", $"fill:{Soft}");
        Rule("void", $"fill:{Void}");
        Rule("axis", $"stroke:{Axis};fill:none");
        Rule("grid", $"stroke:{Grid};fill:none");
        Rule("line-ink", $"stroke:{Ink};fill:none");
        Rule("line-soft", $"stroke:{Soft};fill:none");
        Rule("line-void", $"stroke:{Void};fill:none");
        Rule("rim", $"stroke:{Ground}");
        Rule("halo", $"stroke:{Ground};stroke-linejoin:round;paint-order:stroke");
        for (int i = 0; i < Series.Length; i++)
        {
            Rule(Invariant($"line-{i}"), $"stroke:{Series[i]};fill:none");
            Rule(Invariant($"fill-{i}"), $"fill:{Series[i]}");
        }

        void Rule(string name, string body) => css.Append(CultureInfo.InvariantCulture, $"{scope} .{name}{{{body}}}");
    }
}
