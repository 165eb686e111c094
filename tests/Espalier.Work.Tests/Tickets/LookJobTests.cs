using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Work.Tickets;

namespace Espalier.Work.Tests.Tickets;

public sealed class LookJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("espalier-work-").FullName;

    private string Target => Path.Combine(_folder, "target.npz");

    private string Ticket => Path.Combine(_folder, "drawn.ticket");

    public LookJobTests() => NetworkFile.Write(Target, new Network(
        new Shape(2),
        new Dense(new Tensor(new Shape(3, 2), [0.5f, -0.25f, 0.125f, 0.75f, 1, -1]), new Tensor(new Shape(3), [0.5f, 0.25f, 0])),
        new Relu(),
        new Dense(new Tensor(new Shape(1, 3), [1f, 2, 3]))));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_drawing_said_is_what_is_seen_inside()
    {
        DrawAnswer drawn = new DrawJob().Run(new() { Target = Target, Out = Ticket }, new Heard().Place).Answer;
        LookAnswer seen = Look(new() { File = Ticket, Target = Target, Grid = 0, Weight = [2, 1] });
        Assert.Equal("free", seen.Mask);
        Assert.Equal(drawn.TargetParameters, seen.Grids.Sum(grid => grid.All));
        Assert.Equal(drawn.TargetParameters, seen.Grids.Sum(grid => grid.Met));
        Assert.Equal(drawn.MaxWeightError, seen.Grids.Max(grid => grid.MaxError));
        Assert.Equal(drawn.KeptEdges, seen.Grids.Sum(grid => grid.Kept));
        Assert.All(seen.Grids, grid => Assert.Equal(1, grid.ErrorShares!.Sum(), 1e-12));
        Assert.Equal(2 * seen.Grids[0].All, seen.Grids[0].Widths!.Sum());
        Assert.Equal((3, 2), (seen.Grids[0].KeptPicture!.Rows, seen.Grids[0].KeptPicture!.Columns));
        Assert.Null(seen.Grids[1].KeptPicture);
        Assert.Contains("float16", seen.Yardsticks!.Keys);
        Assert.Equal(-1, seen.Weight!.Target);
        Assert.InRange(seen.Weight.Error!.Value, 0, seen.Weight.Tolerance!.Value);
        Assert.InRange(seen.Grids[0].ErrorPicture!.Values.Max(), 0, 1);
    }

    [Fact]
    public void Coded_masks_have_no_tolerance_and_carry_their_biases()
    {
        CodedDrawAnswer drawn = new CodedDrawJob().Run(new() { Target = Target, Out = Ticket, Bits = 3 }, new Heard().Place).Answer;
        LookAnswer seen = Look(new() { File = Ticket, Target = Target, Grid = 0, Weight = [0, 2] });
        Assert.Equal("coded", seen.Mask);
        Assert.Null(seen.Tolerance);
        Assert.Equal(drawn.RelativeError, seen.RelativeError);
        Assert.Equal(drawn.MaskBitsPerWeight, seen.BitsPerWeight);
        Assert.Equal(0.5, seen.Weight!.Target);
        Assert.All(seen.Grids, grid => Assert.Null(grid.Met));
    }

    [Fact]
    public void Without_the_target_only_what_the_file_says_is_told()
    {
        new DrawJob().Run(new() { Target = Target, Out = Ticket }, new Heard().Place);
        var heard = new Heard();
        LookAnswer seen = new LookJob().Run(new() { File = Ticket }, heard.Place).Answer;
        Assert.Null(seen.Yardsticks);
        Assert.All(seen.Grids, grid => Assert.Null(grid.ErrorShares));
        Assert.Contains(heard.Notes, note => note.Contains("`target`", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("grid", 7, null)]
    [InlineData("grid", -1, null)]
    [InlineData("weight", null, new[] { 0, 0 })]
    [InlineData("weight", 0, new[] { 0 })]
    [InlineData("weight", 0, new[] { 3, 0 })]
    [InlineData("weight", 0, new[] { 0, 3 })]
    public void What_is_not_there_is_refused_by_field(string field, int? grid, int[]? weight)
    {
        new DrawJob().Run(new() { Target = Target, Out = Ticket }, new Heard().Place);
        Assert.Equal(
            field,
            Assert.Throws<InvalidInputException>(() => Look(new() { File = Ticket, Grid = grid, Weight = weight })).InputSource);
    }

    [Fact]
    public void Another_network_is_refused()
    {
        new DrawJob().Run(new() { Target = Target, Out = Ticket }, new Heard().Place);
        string other = Path.Combine(_folder, "other.npz");
        NetworkFile.Write(other, new Network(new Shape(2), new Dense(new Tensor(new Shape(2, 2), [0.5f, -0.25f, 0.125f, 0.75f]))));
        Assert.Equal(other, Assert.Throws<InvalidInputException>(() => Look(new() { File = Ticket, Target = other })).InputSource);
    }

    private static LookAnswer Look(LookRequest request) => new LookJob().Run(request, new Heard().Place).Answer;
}
