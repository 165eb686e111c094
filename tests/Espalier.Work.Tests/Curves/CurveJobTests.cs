using Espalier.Lab.Curves;
using Espalier.Work.Curves;

namespace Espalier.Work.Tests.Curves;

public sealed class CurveJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("espalier-curve-").FullName;

    private CurveJobRequest Small => new()
    {
        Data = ["glyphs"],
        Networks = ["dense"],
        Hidden = 16,
        Methods = ["iterative-magnitude", "random", "edge-popup"],
        Kept = [0.3, 0.05],
        Replicates = 2,
        Training = 300,
        Test = 100,
        Epochs = 2,
        Rounds = 1,
        Out = Path.Combine(_folder, "whole"),
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Slow]
    public void A_curve_that_was_interrupted_ends_with_the_same_points()
    {
        CurveAnswer whole = new CurveJob().Run(Small, new Heard().Place).Answer;
        Assert.Equal((6, 12L, 0), (whole.Points.Length, whole.Searches, whole.Diverged));
        Assert.All(whole.Points, point => Assert.InRange(point.Acting, 0.2 * point.Kept, 1.01 * point.Kept));
        Assert.Contains("dense, glyphs", File.ReadAllText(whole.Figure));
        Assert.Equal(7, File.ReadAllLines(whole.Data).Length);

        CurveJobRequest parts = Small with { Out = Path.Combine(_folder, "parts") };
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => new CurveJob().Run(parts, new Workplace(1, new StopAfter(stop, 2), stop.Token)));
        CurveAnswer resumed = new CurveJob().Run(parts, new Heard().Place).Answer;
        Assert.Equal(whole.Points, resumed.Points);

        // Another folder over the same records runs nothing again.
        CurveAnswer other = new CurveJob().Run(parts with { Out = Path.Combine(_folder, "other"), Store = resumed.Store }, new Heard().Place).Answer;
        Assert.Equal(whole.Points, other.Points);
        Assert.True(File.Exists(other.Report));
    }

    [Fact]
    public void Wrong_fields_are_named()
    {
        Assert.Equal("methods", Field(Small with { Methods = ["best"] }));
        Assert.Equal("networks", Field(Small with { Networks = ["resnet"] }));
        Assert.Equal("data", Field(Small with { Data = ["letters"] }));
        string Field(CurveJobRequest request) =>
            Assert.Throws<InvalidInputException>(() => new CurveJob().Run(request, new Heard().Place)).InputSource;
    }

    [Fact]
    public void Known_orders_are_told_where_they_hold_and_where_not()
    {
        CurvePoint Point(string method, string data, double accuracy) => new(method, "dense", data, 0.05, 0.04, accuracy, null, 1);
        var table = new CurveTable(
            [
                Point("synflow", "mnist", 0.9), Point("random", "mnist", 0.8), Point("synflow", "glyphs", 0.7), Point("random", "glyphs", 0.8),
            ], 4, 0, 0);
        string finding = Assert.Single(CurveOrders.Of(table));
        Assert.Equal("At 5 % kept, synflow is above random in 1 of 2 panels; not in dense on glyphs (70.0 % against 80.0 %).", finding);
    }
}
