using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Figures;
using Espalier.Lab.Gap;

namespace Espalier.Lab.Tests.Gap;

public sealed class GapRecordTests
{
    private static readonly GapMethod Weights = GapMethod.Find(GapMethod.Weights);
    private static readonly GapMethod Neurons = GapMethod.Find(GapMethod.Neurons);

    /// <summary>The record of a run of the gap, which the pages show.</summary>
    private static string Recorded => File.ReadAllText(Path.Combine(Checkout.Root, "bench", "runs", "2026-11-26-gap", "points.csv"));

    [Fact]
    public void A_record_reads_as_it_was_written()
    {
        string[] lines = Recorded.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        GapTable table = GapTable.Of(Recorded, "points.csv");
        Assert.Equal(lines.Length - 1, table.Points.Length);
        GapPoint first = table.Points[0];
        Assert.Equal(lines[1], Invariant(
            $"{first.Method.Name},{first.Dimension},{first.Epsilon},{first.Width},{first.Lower},{first.Upper},{first.AtLeast},")
            + Invariant($"{first.Count},{first.Censored},{first.Proved},{first.MostWidth}"));
        Assert.Equal(0, table.BelowProven);
    }

    [Theory]
    [InlineData("")]
    [InlineData("method,dimension\n")]
    [InlineData("weights,2,0.8,26,12,30,26,7,0,7,1000000\n")]
    public void What_is_no_record_is_refused(string text) =>
        Assert.Equal("line 1", Assert.Throws<InvalidInputException>(() => GapTable.Of(text, "points.csv")).Place);

    [Theory]
    [InlineData("weights,2,0.8,26,12,30,26,7,0,7")]
    [InlineData("wights,2,0.8,26,12,30,26,7,0,7,1000000")]
    [InlineData("weights,0,0.8,26,12,30,26,7,0,7,1000000")]
    [InlineData("weights,2,0,26,12,30,26,7,0,7,1000000")]
    [InlineData("weights,2,0.8,26,12,30,many,7,0,7,1000000")]
    public void A_damaged_line_is_named(string line)
    {
        string text = string.Join('\n', Recorded.Split('\n').Take(3)) + "\n" + line;
        Assert.Equal("line 4", Assert.Throws<InvalidInputException>(() => GapTable.Of(text, "points.csv")).Place);
    }

    [Slow]
    [Fact]
    public void What_is_chosen_is_drawn_and_nothing_else()
    {
        GapTable table = GapTable.Of(Recorded, "points.csv");
        Figure all = GapFigures.Chosen(table, new([Weights, Neurons], [2, 3], HasProven: true, HasScaled: true));
        Assert.Equal(2, all.Panels.Length);
        Assert.Contains(all.Panels[0].Traces, trace => trace is BandTrace && trace.Series == Neurons.Title);
        Assert.Contains(all.Panels[0].Traces, trace => trace.Series.StartsWith("scaled", StringComparison.Ordinal));
        Figure bare = GapFigures.Chosen(table, new([Weights], [3], HasProven: false, HasScaled: false));
        Assert.All(Assert.Single(bare.Panels).Traces, trace => Assert.Equal(Weights.Title, trace.Series));
        Assert.NotEmpty(FigureSvg.Draw(all));
        Assert.Throws<InvalidInputException>(() => GapFigures.Chosen(table, new([], [2], true, false)));
        Assert.Throws<InvalidInputException>(() => GapFigures.Chosen(table, new([Weights], [5], true, false)));
    }

    [Slow]
    [Fact]
    public void The_curve_of_thresholds_passes_through_what_is_proven()
    {
        var question = new Espalier.Theory.Proven.ProvenQuestion(3, 0.01, 0.5);
        Figure figure = ThresholdFigure.Of(question, stated: 12);
        LineTrace line = figure.Panels[0].Traces.OfType<LineTrace>().Single();
        int at = line.X.IndexOf(line.X.MinBy(x => Math.Abs(x - 100)));
        double log = Espalier.Theory.Proven.ProvenWidth.Find(question with { Epsilon = 1 / line.X[at] }).LogWidth!.Value / Math.Log(10);
        Assert.Equal(log, line.Y[at], 1e-12);
        Assert.Equal(Math.Log10(12), figure.Panels[0].Traces.OfType<ScatterTrace>().Single().Y[0]);
        Assert.NotEmpty(FigureSvg.Draw(figure));
    }
}
