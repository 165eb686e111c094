namespace Espalier.Web.Tests.Browser;

/// <summary>A laboratory and a visitor for the tests of a class that leave nothing behind that another would see.</summary>
public sealed class SharedVisit(Chromium chromium) : IAsyncDisposable
{
    private Site? _site;
    private Visitor? _visitor;

    /// <summary>The visitor, who has complained of nothing yet.</summary>
    /// <param name="fill">What is done with the laboratory before the first visit.</param>
    internal async Task<Visitor> Begin(Action<Site>? fill = null)
    {
        if (_site is null)
        {
            _site = await Site.Open();
            fill?.Invoke(_site);
        }

        _visitor ??= await chromium.Visit(_site);
        _visitor.Complaints.Clear();
        return _visitor;
    }

    public async ValueTask DisposeAsync()
    {
        if (_visitor is not null) await _visitor.DisposeAsync();
        if (_site is not null) await _site.DisposeAsync();
    }
}
