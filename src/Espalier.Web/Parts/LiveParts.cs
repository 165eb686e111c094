using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Espalier.Lab.Figures;

namespace Espalier.Web.Parts;

/// <summary>A figure drawn for a page: what stands in its markup. Browsers that are shown the same figure share it.</summary>
/// <param name="Size">The class that says on which screens it is shown.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Description">What one sees.</param>
/// <param name="Svg">The drawing.</param>
/// <param name="Points">Its points, for the script.</param>
/// <param name="Panels">Its panels, for the script.</param>
internal sealed record LiveParts(string Size, string Title, string Description, string Svg, string Points, string Panels)
{
    private const double NarrowWidth = 380;
    private const double MiddleWidth = 620;
    private const double LeastWide = 800;

    private static readonly ConditionalWeakTable<Figure, ConcurrentDictionary<(string, double, double?), Lazy<LiveParts[]>>> Drawn = new();

    /// <summary>Wide and narrow; what is much wider than a column has a size for columns too.</summary>
    public static LiveParts[] Of(Figure figure, string id, double width, double? panelHeight) =>
        Drawn.GetOrCreateValue(figure).GetOrAdd((id, width, panelHeight), _ => new(() => Draw(figure, id, width, panelHeight))).Value;

    private static LiveParts[] Draw(Figure figure, string id, double width, double? panelHeight)
    {
        var style = new FigureStyle { Theme = FigureTheme.Page, ShowTitle = false, Width = width, PanelHeight = panelHeight };
        return
        [
            Of(LiveDrawing.Of(figure, style with { Id = $"{id}-wide" }), "on-wide"),
            .. width < LeastWide
                ? (LiveParts[])[]
                : [Of(LiveDrawing.Of(figure, style with { Id = $"{id}-middle", Width = MiddleWidth, PanelHeight = null }), "on-middle")],
            Of(LiveDrawing.Of(figure, style with { Id = $"{id}-narrow", Width = NarrowWidth }), "on-narrow"),
        ];
    }

    private static LiveParts Of(LiveDrawing drawing, string size) =>
        new(size, drawing.Title, drawing.Description, drawing.Svg, PointsOf(drawing), PanelsOf(drawing));

    private static string PointsOf(LiveDrawing drawing) => JsonSerializer.Serialize(drawing.Points.Select(
        point => point.HalfWidth > 0
            ? (object[])[point.X, point.Y, point.Text, point.HalfWidth, point.HalfHeight]
            : [point.X, point.Y, point.Text]));

    private static string PanelsOf(LiveDrawing drawing) => JsonSerializer.Serialize(drawing.Panels.Select(panel => (object[])[
        panel.Left, panel.Top, panel.Right, panel.Bottom, panel.X.Low, panel.X.High, panel.X.IsLogarithmic, panel.Y.Low, panel.Y.High,
        panel.Y.IsLogarithmic]));
}
