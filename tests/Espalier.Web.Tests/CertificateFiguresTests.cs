using Espalier.Lab.Figures;
using Espalier.Web.Certificates;

namespace Espalier.Web.Tests;

public sealed class CertificateFiguresTests
{
    private static readonly FigureStyle Style = new() { Theme = FigureTheme.Page, Id = "live" };

    [Fact]
    public void An_image_is_read_pixel_by_pixel_from_above()
    {
        double[] input = [.. Enumerable.Range(0, 2 * 20).Select(i => i / 8.0)];
        var live = LiveDrawing.Of(CertificateFigures.Input(input, [2, 4, 5])!, Style);
        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => Invariant($"row {i / 5}, column {i % 5}: {i / 8.0}")), live.Points.Select(point => point.Text));
    }

    [Fact]
    public void An_input_that_is_no_image_is_drawn_number_by_number()
    {
        var live = LiveDrawing.Of(CertificateFigures.Input([1, 2, 3, 4, 5, 6.5], [6])!, Style);
        Assert.Equal(6, live.Points.Length);
        Assert.EndsWith("value 6.5", live.Points[^1].Text, StringComparison.Ordinal);
        Assert.Null(CertificateFigures.Input([1, 2], [2]));
    }

    [Fact]
    public void Bounds_are_drawn_from_the_first_that_is_finite()
    {
        Assert.Null(CertificateFigures.Closing([new(0, 0, double.PositiveInfinity)], 0));
        Figure figure = CertificateFigures.Closing([new(0, 0, double.PositiveInfinity), new(0.5, 1, 4), new(1, 2, 3)], 2.5)!;
        var live = LiveDrawing.Of(figure, Style);
        Assert.Equal(
            ["after 0.5 s: at most 4", "after 1 s: at most 3", "after 0.5 s: at least 1", "after 1 s: at least 2"],
            live.Points.Select(point => point.Text));
        Assert.Single(figure.Panels[0].Traces.OfType<ReferenceTrace>());
    }
}
