using Espalier.Lab.Curves;
using Espalier.Lab.Figures;

namespace Espalier.Lab.Tests.Curves;

public sealed class CurveReportTests
{
    /// <summary>A bar of no length would say that the mean is known exactly.</summary>
    [Fact]
    public void Only_points_with_an_interval_have_bars()
    {
        var table = new CurveTable(
            [
                new("snip", "dense", "mnist", 0.2, 0.2, 0.9, new(0.85, 0.95, 0.95), 3),
                new("snip", "dense", "mnist", 0.1, 0.1, 0.8, null, 1),
            ],
            4,
            0,
            0);
        Panel panel = Assert.Single(CurveReport.Figure(table).Panels);
        Assert.Equal([0.2, 0.1], Assert.Single(panel.Traces.OfType<LineTrace>()).X);
        ErrorBarTrace bars = Assert.Single(panel.Traces.OfType<ErrorBarTrace>());
        Assert.Equal((0.2, 0.85, 0.95), (Assert.Single(bars.X), Assert.Single(bars.Lower), Assert.Single(bars.Upper)));
    }
}
