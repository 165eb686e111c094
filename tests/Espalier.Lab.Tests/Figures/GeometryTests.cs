using CsCheck;
using Espalier.Lab.Figures;

namespace Espalier.Lab.Tests.Figures;

public sealed class GeometryTests
{
    private static readonly Box Unit = new(0, 0, 1, 1);
    private static readonly Gen<Spot> Spots = Gen.Select(Gen.Double[-2, 3], Gen.Double[-2, 3], (x, y) => new Spot(x, y));

    [Fact]
    public void Segments_are_cut_to_the_box_for_all() => Gen.Select(Spots, Spots).Sample(
        (from, to) =>
        {
            (Spot From, Spot To)? cut = Clipping.Segment(from, to, Unit);
            bool sampled = Enumerable.Range(0, 1001).Any(
                i => Unit.Contains(new(double.Lerp(from.X, to.X, i / 1000.0), double.Lerp(from.Y, to.Y, i / 1000.0))));
            Assert.True(cut is not null || !sampled);
            if (cut is { } part) Assert.True(Unit.Grow(1e-12).Contains(part.From) && Unit.Grow(1e-12).Contains(part.To));
        },
        iter: 2000);

    [Fact]
    public void Polygons_are_cut_to_the_box()
    {
        List<Spot> big = Clipping.Polygon([new(-5, -5), new(5, -5), new(5, 5), new(-5, 5)], Unit);
        Assert.Equal(1, Area(big), 1e-12);
        Assert.Empty(Clipping.Polygon([new(2, 2), new(3, 2), new(3, 3)], Unit));
        Assert.Equal(0.5, Area(Clipping.Polygon([new(0, 0), new(2, 0), new(0, 2)], new(0, 0, 1, 0.5))), 1e-12);
    }

    [Fact]
    public void Thinning_keeps_the_extent_of_every_column()
    {
        List<Spot> curve = [.. Enumerable.Range(0, 50_000).Select(i => new Spot(i * 0.01, Math.Sin(i * 0.37) * i))];
        List<Spot> kept = Thinning.Curve(curve);
        Assert.True(kept.Count <= 4 * 1001);
        foreach (IGrouping<long, Spot> column in curve.GroupBy(s => (long)Math.Floor(s.X / 0.5)))
        {
            Spot[] left = [.. kept.Where(s => (long)Math.Floor(s.X / 0.5) == column.Key)];
            Assert.Equal((column.Min(s => s.Y), column.Max(s => s.Y)), (left.Min(s => s.Y), left.Max(s => s.Y)));
        }
    }

    [Fact]
    public void Names_at_line_ends_are_pushed_apart_and_stay_inside()
    {
        double[] heights = LineEnds.Apart([1, 2, 3, 50, 99, 100], 10, 5, 95);
        for (int i = 1; i < heights.Length; i++) Assert.True(heights[i] - heights[i - 1] >= 10 - 1e-9);
        Assert.True(heights[0] >= 5 && heights[^1] <= 95 + 1e-9);
        Assert.Equal(50, heights[3], 1e-9);
    }

    [Fact]
    public void Rich_text_has_scripts_and_wraps()
    {
        Assert.Equal([new TextRun("10", 0), new TextRun("−3", 1), new TextRun(" w", 0), new TextRun("1/2", -1)], RichText.Parse("10^{−3} w_{1/2}"));
        Assert.Equal([new TextRun("a_b ^{open", 0)], RichText.Parse("a_b ^{open"));
        Assert.Equal(["one two", "three"], RichText.Wrap("one two  three", 10, 45));
        Assert.Equal(["}", "10^{a b}"], RichText.Wrap("} 10^{a b}", 10, 25));
        Assert.EndsWith("…", RichText.Shorten("a very long text", 10, 40), StringComparison.Ordinal);
        Assert.True(TextMetrics.Width("中文", 10) > TextMetrics.Width("ab", 10));
        Assert.Equal(0, TextMetrics.Width("", 10));
    }

    private static double Area(List<Spot> polygon) =>
        0.5 * Math.Abs(polygon.Select((p, i) => (p.X * polygon[(i + 1) % polygon.Count].Y) - (polygon[(i + 1) % polygon.Count].X * p.Y)).Sum());
}
