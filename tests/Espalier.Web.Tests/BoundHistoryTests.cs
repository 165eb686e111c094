using Espalier.Web.Jobs;

namespace Espalier.Web.Tests;

public sealed class BoundHistoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(399)]
    [InlineData(100_000)]
    public void Any_time_of_work_takes_little_room_and_begin_and_end_are_kept(int reports)
    {
        var history = new BoundHistory();
        for (int i = 0; i < reports; i++) history.Add(new(i * 0.01, i, 2.0 * reports - i));
        Assert.InRange(history.Points.Count, Math.Min(reports, 100), 401);
        Assert.Equal(0, history.Points[0].Lower);
        Assert.Equal(reports - 1, history.Points[^1].Lower);
        Assert.Equal(history.Points.OrderBy(point => point.Seconds), history.Points);
    }
}
