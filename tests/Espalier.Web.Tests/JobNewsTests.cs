using Espalier.Web.Jobs;

namespace Espalier.Web.Tests;

public sealed class JobNewsTests
{
    /// <summary>However late a page looks, it sees the end of a job, and then nothing more.</summary>
    [Fact]
    public async Task A_job_that_is_over_is_news_once_however_late()
    {
        using var bench = new Workbench(new ServeOptions());
        using var gate = new ManualResetEventSlim();
        var news = new JobNews();
        RunningJob first = bench.Start("title", "", new Held(gate), "request");
        Assert.False(news.Of(null, null));
        Assert.True(news.Of(first));
        Assert.True(news.Of(null, first));
        gate.Set();
        await first.Task!;
        Assert.True(news.Of(first));
        Assert.False(news.Of(first));
        RunningJob second = bench.Start("title", "", new Held(gate), "request");
        await second.Task!;
        Assert.True(news.Of(first, second));
        Assert.False(news.Of(first, second));
        await bench.Close();
    }
}
