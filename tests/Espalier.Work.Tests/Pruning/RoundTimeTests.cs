using Espalier.Work.Pruning;

namespace Espalier.Work.Tests.Pruning;

public sealed class RoundTimeTests
{
    [Theory]
    [InlineData(60, 1)]
    [InlineData(0.001, 100)]
    public void A_call_is_made_at_least_once_however_the_clock_runs(double secondsAtEveryLook, int most)
    {
        int calls = 0;
        var time = RoundTime.Of(() => calls++, most, new SteppedClock(secondsAtEveryLook), () => TimeSpan.FromMilliseconds(2 * calls));
        Assert.InRange(calls, 1, most);
        Assert.Equal(2, time.ProcessorMilliseconds, 1e-9);
        Assert.True(double.IsFinite(time.Milliseconds) && time.Milliseconds > 0);
    }

    [Fact]
    public void A_slow_clock_ends_the_calls_at_the_next_look()
    {
        int calls = 0;
        RoundTime.Of(() => calls++, 10_000, new SteppedClock(1), () => TimeSpan.Zero);
        Assert.Equal(8, calls);
    }

    [Theory]
    [InlineData(4, 2, 1, 1, 1)]
    [InlineData(4, 2, 0, 1, 2)]
    [InlineData(4, 2, 1, 0, 2)]
    [InlineData(0, 2, 0, 1, 1)]
    [InlineData(4, 0, 3, 0, 1)]
    [InlineData(4, 0, 3, 6, 0.5)]
    public void A_ratio_is_finite_where_a_clock_has_not_moved(double own, double other, double busy, double otherBusy, double ratio) =>
        Assert.Equal(ratio, new RoundTime(own, busy).RelativeTo(new RoundTime(other, otherBusy)));

    /// <summary>Goes on by a step whenever somebody looks.</summary>
    private sealed class SteppedClock(double seconds) : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => _now += (long)(1e6 * seconds);
    }
}
