using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Xml.Linq;
using Espalier.Lab.Figures;

namespace Espalier.Lab.Tests.Figures;

public sealed class FigureSvgTests
{
    private const double Rounding = 0.02;

    private static readonly ConcurrentDictionary<(string Name, double Width, double Size), SvgReader> Drawings = new();

    public static TheoryData<string, double, double> All()
    {
        TheoryData<string, double, double> cases = [];
        foreach (string name in FigureGallery.All.Keys)
        {
            foreach ((double width, double size) in (ReadOnlySpan<(double, double)>)[(220, 10), (400, 12), (400, 18), (760, 13), (1600, 26)])
                cases.Add(name, width, size);
        }

        return cases;
    }

    /// <summary>Without it every label of the scale would be wrong.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("a name that is far too long to stand beside the scale of a figure that is so small")]
    public void The_scale_of_colours_always_tells_its_power_of_ten(string name)
    {
        Axis axis = Axis.Of("", "one", "two");
        var panel = new Panel { X = axis, Y = axis, Traces = [new HeatMapTrace(name, 2, [1e6, 2e6, 3e6, 4e6])] };
        string svg = FigureSvg.Draw(Figure.Of("t", "d", panel), new() { Width = 300, PanelHeight = 200 });
        Assert.Contains("(×10<tspan", svg);
        Assert.Contains(">6</tspan>", svg);
    }

    [Fact]
    public void Points_of_a_line_without_neighbours_are_seen()
    {
        var line = new LineTrace("s", [1, 2, 3, 4, 5], [1, double.NaN, 2, 3, 2]);
        var panel = new Panel { X = new("x"), Y = new("y"), Traces = [line], Legend = LegendPlacement.None };
        Assert.Single(Circles(panel));
        Assert.Equal(4, Circles(panel with { Traces = [line with { Markers = true }] }).Length);
        Assert.Empty(Circles(panel with { Traces = [new LineTrace("s", [1, 2], [1, 2])] }));

        static XElement[] Circles(Panel panel) =>
            [.. XDocument.Parse(FigureSvg.Draw(Figure.Of("t", "d", panel))).Descendants().Where(element => element.Name.LocalName == "circle")];
    }

    [Fact]
    public void A_logarithmic_axis_reaches_over_all_numbers()
    {
        var panel = new Panel
        {
            X = new("x"),
            Y = new("y", AxisScale.Log10),
            Traces = [new ScatterTrace("s", [1, 2, 3], [1e-299, 1, 1e299])],
            Legend = LegendPlacement.None,
        };
        double[] heights =
        [
            .. XDocument.Parse(FigureSvg.Draw(Figure.Of("t", "d", panel))).Descendants().Where(element => element.Name.LocalName == "circle")
                .Select(circle => (double)circle.Attribute("cy")!),
        ];
        Assert.Equal(3, heights.Length);
        Assert.True(heights[0] > heights[1] && heights[1] > heights[2]);
    }

    [Theory]
    [MemberData(nameof(All))]
    [Slow]
    public void Everything_lies_inside_the_picture(string name, double width, double size) => Assert.Empty(Read(name, width, size).Outside());

    [Theory]
    [MemberData(nameof(All))]
    [Slow]
    public void The_legend_covers_no_data(string name, double width, double size)
    {
        SvgReader svg = Read(name, width, size);
        Box[] legends = [
            .. svg.Groups("legend").SelectMany(g => g.Elements()).Where(e => (string?)e.Attribute("class") == "bounds").Select(SvgReader.Rectangle),
        ];
        Box[] names = [.. svg.Groups("legend").SelectMany(g => g.Elements()).Where(e => e.Name.LocalName == "text").Select(SvgReader.TextBox)];

        // DejaVu Sans stands in where Helvetica and Arial are missing, and is wider.
        Box[] wide = [.. names.Select(text => text with { Right = text.Left + (TextMetrics.Widest * text.Width) })];
        Assert.All(
            wide,
            text =>
                Assert.True(
                    legends.Length == 0 || legends.Any(l => text.Left >= l.Left && text.Right <= l.Right + Rounding), "a name leaves its legend"));
        Assert.All(
            wide,
            text => Assert.DoesNotContain(wide, next => next.Left > text.Left && next.Overlaps(text)));
        foreach (XElement element in svg.Groups("data").SelectMany(g => g.Elements()))
        {
            foreach (Box box in (Box[])[.. legends, .. names])
            {
                if (SvgReader.Touches(element, box)) Assert.Fail($"{box} covers {element}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Labels_do_not_overlap(string name, double width, double size)
    {
        XElement[] labels = [.. Read(name, width, size).Texts.Where(t => t.Parent!.Attribute("class")?.Value is not "data" && !Slanted(t))];
        Box[] boxes = [.. labels.Select(label => SvgReader.TextBox(label).Grow(-0.5))];
        for (int i = 0; i < labels.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (boxes[i].Overlaps(boxes[j])) Assert.Fail($"{labels[i]} and {labels[j]}");
            }
        }
    }

    [Fact]
    [Slow]
    public void The_same_figure_gives_the_same_bytes()
    {
        FigureStyle style = new() { Width = 400, FontSize = 12, Theme = FigureTheme.Dark };
        Assert.All(FigureGallery.All.Values, figure => Assert.Equal(FigureSvg.Draw(figure, style), FigureSvg.Draw(figure, style)));
    }

    [Fact]
    public void A_legend_put_on_data_would_be_found()
    {
        SvgReader svg = Read("gap", 760, 13);
        Box middle = new(300, 180, 420, 240);
        XElement[] data = [.. svg.Groups("data").SelectMany(g => g.Elements())];
        Assert.Contains(data, element => element.Name.LocalName == "path" && SvgReader.Touches(element, middle));
        Assert.Contains(data, element => (string?)element.Attribute("fill-opacity") == "0.2" && SvgReader.Touches(element, middle));
    }

    [Fact]
    public void A_reader_of_the_screen_finds_title_and_description()
    {
        SvgReader svg = Read("escape", 400, 13);
        string id = svg.Root.Attribute("id")!.Value;
        Assert.Equal("img", svg.Root.Attribute("role")!.Value);
        Assert.Equal($"{id}-title {id}-desc", svg.Root.Attribute("aria-labelledby")!.Value);
        Assert.Equal("a < b & \"c\" > 'd' \ufffd ]]>", svg.Root.Elements().First().Value);
        Assert.Equal("<script>alert(1)</script>", svg.Description);
        Assert.DoesNotContain(svg.Root.Descendants(), e => e.Name.LocalName is "script" or "image" or "use");
    }

    [Fact]
    public void The_description_tells_what_is_missing()
    {
        Assert.Equal(
            "Some values are missing. Not drawn: 2 not finite, 2 not positive on a logarithmic axis, 1 outside the range of the axes.",
            Read("broken", 400, 13).Description);
        Assert.Equal("No trials so far. No data.", Read("empty", 400, 13).Description);
        Assert.EndsWith("Not drawn: 1 not finite.", Read("heat", 400, 13).Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_breaks_where_a_point_is_missing()
    {
        Figure figure = Of(new LineTrace("s", [1, 2, double.NaN, 4, 5], [1, 2, 3, 4, 5]));
        Assert.Equal(2, DataPaths(figure).Single().Split('M').Length - 1);
    }

    [Fact]
    public void Points_stand_where_their_values_say()
    {
        Figure figure = Figure.Of(
            "t",
            "d",
            new()
            {
                X = new("", AxisScale.Log10) { Low = 1, High = 100 },
                Y = new("") { Low = 0, High = 4 },
                Traces = [new ScatterTrace("s", [1, 10, 100], [0, 2, 4])],
            });
        SvgReader svg = new(FigureSvg.Draw(figure));
        Box[] points = [.. svg.Groups("data").Single().Elements().Select(e => SvgReader.Bounds(e)!.Value)];
        Assert.Equal(points[1].MiddleX, 0.5 * (points[0].MiddleX + points[2].MiddleX), 0.02);
        Assert.Equal(points[1].MiddleY, 0.5 * (points[0].MiddleY + points[2].MiddleY), 0.02);
        Assert.True(points[0].MiddleY > points[2].MiddleY);
    }

    [Fact]
    [Slow]
    public void A_hundred_thousand_points_are_thinned_and_a_million_refused()
    {
        ImmutableArray<double> many = [.. Enumerable.Range(0, 100_000).Select(i => (double)i)];
        ImmutableArray<double> waves = [.. many.Select(x => Math.Sin(x / 30))];
        Assert.True(FigureSvg.Draw(Of(new LineTrace("s", many, waves))).Length < 120_000);
        ImmutableArray<double> more = [.. Enumerable.Range(0, Figure.MaxPoints + 1).Select(i => (double)i)];
        Assert.Throws<InvalidInputException>(() => FigureSvg.Draw(Of(new ScatterTrace("s", more, more))));
    }

    [Theory]
    [InlineData(1e20)]
    [InlineData(-1e299)]
    [InlineData(1e7)]
    public void A_line_to_a_point_far_outside_ends_at_the_edge(double far)
    {
        Figure figure = Figure.Of(
            "t",
            "d",
            new()
            {
                X = new("") { Low = 0, High = 2 },
                Y = new("") { Low = 0, High = 1 },
                Traces = [new LineTrace("s", [0, 1, 2], [0.5, far, 0.5]), new BandTrace("s", [0, 1, 2], [0.4, -far, 0.4], [0.6, far, 0.6])],
            });
        SvgReader svg = new(FigureSvg.Draw(figure));
        Assert.All(
            svg.Groups("data").Single().Elements(),
            e =>
                Assert.True(
                    SvgReader.Bounds(e) is { } box && box.Left >= 0 && box.Right <= svg.View.Right && box.Top >= 0 && box.Bottom <= svg.View.Bottom));
    }

    [Fact]
    public void Series_look_the_same_in_all_panels_and_differ_from_each_other()
    {
        Figure figure = FigureGallery.All["many-series"];
        SeriesSlots slots = new(figure, [.. figure.Panels.Select(PanelData.Of)]);
        SeriesLook[] looks = [.. Enumerable.Range(1, 12).Select(i => slots[$"series {i}"])];
        Assert.Equal(12, looks.Distinct().Count());
        for (int i = 0; i < 7; i++)
        {
            for (int j = 0; j < i; j++)
                Assert.True(looks[i].Colour != looks[j].Colour && looks[i].Marker != looks[j].Marker && looks[i].Dash != looks[j].Dash);
        }
    }

    [Fact]
    public void A_legend_names_what_is_drawn_and_nothing_else()
    {
        Panel drawn = new()
        {
            X = new("x"),
            Y = new("y"),
            Traces = [
                new LineTrace("here", [1, 2], [1, 2]),
                new LineTrace("there", [1, 2], [double.NaN, double.NaN]),
                new LineTrace("nowhere", [1], [double.NaN]),
            ],
        };
        Figure figure = new()
        {
            Title = "t",
            Description = "d",
            Panels = [
                drawn,
                drawn with
                {
                    Traces = [new LineTrace("here", [1, 2], [1, 2]), new LineTrace("there", [1, 2], [2, 1]), new LineTrace("nowhere", [], [])],
                },
            ],
        };
        Assert.Equal(
            ["here", "there"],
            new SvgReader(FigureSvg.Draw(figure)).Groups("legend").SelectMany(legend => legend.Elements()).Where(
                element => element.Name.LocalName == "text").Select(text => text.Value));
    }

    [Fact]
    public void Themes_are_scoped_to_the_drawing()
    {
        string auto = FigureSvg.Draw(FigureGallery.All["gap"], new() { Id = "one" });
        Assert.Contains("@media (prefers-color-scheme:dark){#one .ground{fill:#16191d}", auto, StringComparison.Ordinal);
        Assert.DoesNotContain("@media", FigureSvg.Draw(FigureGallery.All["gap"], new() { Theme = FigureTheme.Light }), StringComparison.Ordinal);
        foreach (
            string rule in new SvgReader(auto).Root.Elements()
                .First(e => e.Name.LocalName == "style").Value.Replace("@media (prefers-color-scheme:dark){", "", StringComparison.Ordinal)
                    .Split('}', StringSplitOptions.RemoveEmptyEntries))
            Assert.StartsWith("#one ", rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_without_one_meaning_are_refused()
    {
        Refused(Of(new LineTrace("s", [1, 2], [1])));
        Refused(Of(new BandTrace("s", [1], [1], [])));
        Refused(Of(new BarTrace("s", [1])));
        Refused(Of(new HeatMapTrace("s", 2, [1, 2])));
        Refused(
            Figure.Of(
                "t",
                "d",
                new() { X = Axis.Of("x", "a"), Y = Axis.Of("y", "a") with { Scale = AxisScale.Linear }, Traces = [new HeatMapTrace("s", 1, [1])] }));
        Refused(Of() with { Panels = [] });
        Refused(Of() with { Title = " " });
        Refused(Figure.Of("t", "d", new() { X = new("x") { Low = 2, High = 2 }, Y = new("y"), Traces = [] }));
        Refused(Figure.Of("t", "d", new() { X = new("x", AxisScale.Log10) { Low = 0 }, Y = new("y"), Traces = [] }));
        Refused(Figure.Of("t", "d", new() { X = new("x") { High = double.NaN }, Y = new("y"), Traces = [] }));
        Refused(Figure.Of("t", "d", new() { X = Axis.Of("x"), Y = new("y"), Traces = [] }));
        Refused(Figure.Of("t", "d", new() { X = Axis.Of("x", "a", "b"), Y = new("y"), Traces = [new BarTrace("s", [1])] }));
        Refused(Of([.. Enumerable.Range(0, 50).Select(i => new LineTrace($"{i}", [1], [1]))]));
        Assert.Throws<InvalidInputException>(() => FigureSvg.Draw(Of(), new() { Width = 10 }));
        Assert.Throws<InvalidInputException>(() => FigureSvg.Draw(Of(), new() { Id = "a b" }));
    }

    [Theory]
    [InlineData(1e300, -1e300)]
    [InlineData(1e-300, 2e-300)]
    [InlineData(1e15, 1e15 + 1)]
    [InlineData(-5e-324, 5e-324)]
    [InlineData(double.MaxValue, 1)]
    [InlineData(double.NegativeInfinity, double.NaN)]
    public void Extreme_values_are_drawn_or_left_out(double one, double other)
    {
        foreach (AxisScale scale in (AxisScale[])[AxisScale.Linear, AxisScale.Log10, AxisScale.Log2, AxisScale.Angle])
        {
            Figure figure = Figure.Of(
                "t",
                "d",
                new() { X = new("x", scale), Y = new("y", scale), Traces = [new LineTrace("s", [one, other], [other, one]) { Markers = true }] });
            string svg = FigureSvg.Draw(figure);
            Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("∞", svg, StringComparison.Ordinal);
            Assert.NotNull(new SvgReader(svg).Root);
        }
    }

    private static bool Slanted(XElement text) => text.Attribute("transform")?.Value.Contains("rotate(-38", StringComparison.Ordinal) == true;

    /// <summary>Each drawing is made once for all that holds of it.</summary>
    private static SvgReader Read(string name, double width, double size) =>
        Drawings.GetOrAdd(
            (name, width, size), static key => new(FigureSvg.Draw(FigureGallery.All[key.Name], new() { Width = key.Width, FontSize = key.Size })));

    private static Figure Of(params Trace[] traces) => Figure.Of("t", "d", new() { X = new("x"), Y = new("y"), Traces = [.. traces] });

    private static IEnumerable<string> DataPaths(Figure figure) =>
        new SvgReader(FigureSvg.Draw(figure)).Groups("data").Single().Elements().Where(
            e => e.Name.LocalName == "path").Select(e => e.Attribute("d")!.Value);

    private static void Refused(Figure figure) => Assert.Throws<InvalidInputException>(() => FigureSvg.Draw(figure));
}
