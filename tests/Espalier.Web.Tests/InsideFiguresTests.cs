using System.Globalization;
using Espalier.Lab.Figures;
using Espalier.Web.Parts;
using Espalier.Web.Tickets;
using Espalier.Work;
using Espalier.Work.Tickets;

namespace Espalier.Web.Tests;

public sealed class InsideFiguresTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("espalier-web-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_weight_of_a_mask_says_what_it_keeps_and_whether_it_is_met()
    {
        (LookGrid grid, _) = Look(mostCells: 48);
        string[] notes = [.. InsideFigures.Notes(grid, isShare: true)];
        Assert.Equal(grid.Outputs * grid.Weights, notes.Length);
        for (int i = 0; i < notes.Length; i++)
        {
            Assert.StartsWith(
                Invariant($"output {i / grid.Weights}, weight {i % grid.Weights}: keeps {grid.KeptPicture!.Values[i]}, error "),
                notes[i],
                StringComparison.Ordinal);
            Assert.EndsWith(" of the tolerance, met", notes[i], StringComparison.Ordinal);
        }

        LookGrid missed = grid with { ErrorPicture = grid.ErrorPicture! with { Values = [.. grid.ErrorPicture!.Values.Select(_ => 1.5)] } };
        Assert.All(
            InsideFigures.Notes(missed, isShare: true),
            note => Assert.EndsWith("error 1.5 of the tolerance, not met", note, StringComparison.Ordinal));
    }

    /// <summary>The drawing's cells stand where the picture has them: outputs from above, weights from the left.</summary>
    [Fact]
    public void The_cells_of_a_drawing_are_read_from_above_and_cover_their_panel()
    {
        (LookGrid grid, Figure figure) = Look(mostCells: 48);
        var live = LiveDrawing.Of(figure, new() { Theme = FigureTheme.Page, Id = "live" });
        string[] notes = [.. InsideFigures.Notes(grid, isShare: true)];
        Assert.Equal([.. notes, .. notes], live.Points.Select(point => point.Text));
        foreach ((LivePanel panel, LivePoint[] cells) in live.Panels.Zip(live.Points.Chunk(notes.Length)))
        {
            Assert.Equal(panel.Left, cells.Min(cell => cell.X - cell.HalfWidth), 0.2);
            Assert.Equal(panel.Right, cells.Max(cell => cell.X + cell.HalfWidth), 0.2);
            Assert.Equal(panel.Top, cells.Min(cell => cell.Y - cell.HalfHeight), 0.2);
            Assert.Equal(panel.Bottom, cells.Max(cell => cell.Y + cell.HalfHeight), 0.2);
            Assert.InRange(
                cells.Sum(cell => 4 * cell.HalfWidth * cell.HalfHeight) / ((panel.Right - panel.Left) * (panel.Bottom - panel.Top)), 0.99, 1.01);
        }
    }

    /// <summary>Every weight belongs to exactly one cell of a picture that is smaller than its grid, and to the one that it was counted to.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Cells_that_stand_for_several_weights_say_for_which(int most)
    {
        (LookGrid grid, _) = Look(most);
        var seen = new HashSet<(int Output, int Weight)>();
        string[] notes = [.. InsideFigures.Notes(grid, isShare: true)];
        for (int cell = 0; cell < notes.Length; cell++)
        {
            int[][] ends = [.. notes[cell].Split(':')[0].Split(", ").Select(part => Numbers(part))];
            for (int output = ends[0][0]; output <= ends[0][^1]; output++)
            {
                for (int weight = ends[1][0]; weight <= ends[1][^1]; weight++)
                {
                    Assert.True(seen.Add((output, weight)), notes[cell]);
                    Assert.Equal(
                        cell,
                        (output * grid.KeptPicture!.Rows / grid.Outputs * grid.KeptPicture.Columns)
                            + (weight * grid.KeptPicture.Columns / grid.Weights));
                }
            }
        }

        Assert.Equal(grid.Outputs * grid.Weights, seen.Count);
    }

    [Fact]
    public void Browsers_that_see_one_figure_share_its_drawing()
    {
        (_, Figure figure) = Look(mostCells: 48);
        LiveParts[] one = LiveParts.Of(figure, "inside", 960, null);
        Assert.Same(one, LiveParts.Of(figure, "inside", 960, null));
        Assert.NotSame(one, LiveParts.Of(figure, "inside", 640, null));
        Assert.Equal(["on-wide", "on-middle", "on-narrow"], one.Select(drawn => drawn.Size));
    }

    private static int[] Numbers(string text) =>
        [.. text.Split(' ').Where(word => char.IsAsciiDigit(word[0])).Select(word => int.Parse(word, CultureInfo.InvariantCulture))];

    private (LookGrid Grid, Figure Figure) Look(int mostCells)
    {
        string target = Path.Combine(_folder, "small.npz");
        string ticket = Path.Combine(_folder, "small.ticket");
        SmallNetwork.WriteWider(target, 0);
        new DrawJob().Run(new() { Target = target, Out = ticket }, new Workplace(1));
        LookGrid grid = new LookJob().Run(
            new() { File = ticket, Target = target, Grid = 0, Picture = mostCells }, new Workplace(1)).Answer.Grids[0];
        return (grid, InsideFigures.Masks(grid, 0, isShare: true)!);
    }
}
