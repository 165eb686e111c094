using Espalier.Web.Jobs;

namespace Espalier.Web.Tests;

public sealed class TickingTests
{
    /// <summary>What a page waited for may come after the page is gone: asking whether it is must not be an error then.</summary>
    [Fact]
    public void A_page_that_is_gone_can_still_be_asked_whether_it_is()
    {
        var page = new Page();
        Assert.False(page.Left.IsCancellationRequested);
        page.Dispose();
        Assert.True(page.Left.IsCancellationRequested);
    }

    private sealed class Page : Ticking
    {
        public CancellationToken Left => Gone;

        protected override Task<bool> Look() => Task.FromResult(false);
    }
}
