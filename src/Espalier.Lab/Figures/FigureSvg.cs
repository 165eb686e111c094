using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Espalier.Lab.Figures;

/// <summary>Draws figures as SVG: the same bytes for the same figure and style, everywhere.</summary>
/// <remarks>
/// The drawing names no font file, script or address. Beyond half a pixel nothing is thinned: points that fall on the same half pixel are
/// drawn once. The description tells what could not be drawn.
/// </remarks>
public static class FigureSvg
{
    /// <summary>The style sheet of a page whose drawings have none of their own: see <see cref="FigureTheme.Page"/>.</summary>
    public static string PageStyle { get; } = Palette.Rules(".drawn", FigureTheme.Auto);

    /// <summary>The drawing as the text of an SVG file.</summary>
    public static string Draw(Figure figure, FigureStyle? style = null)
    {
        style ??= new();
        style.Require();
        FigureCheck.Require(figure);
        string id = style.Id ?? Identifier(figure.Title + FigureCsv.Write(figure) + style);
        FigureLayout layout = FigureLayout.Arrange(figure, style);
        SvgWriter svg = new();
        svg.Begin(id, style.Width, layout.Height, style.Width, figure.Title, Description(figure, layout), style.Theme);
        foreach (Caption line in layout.Title) line.Write(svg);
        PanelWriter writer = new(svg, layout.Metrics);
        for (int i = 0; i < layout.Panels.Length; i++) writer.Write(layout.Panels[i], Invariant($"{id}-scale-{i}"));
        layout.Shared?.Legend.Write(svg, layout.Shared.Left, layout.Shared.Top);
        svg.End();
        return svg.ToString();
    }

    internal static string Identifier(string content) => "f" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..10];

    private static string Description(Figure figure, FigureLayout layout)
    {
        ImmutableArray<PanelLayout> panels = layout.Panels;
        IEnumerable<string> notes = panels.Select((panel, i) => panel.Data.Note(panels.Length > 1 ? Invariant($" in panel {i + 1}") : ""));
        return figure.Description + string.Concat(notes);
    }
}
