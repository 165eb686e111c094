using Microsoft.Playwright;

namespace Espalier.Web.Tests.Browser;

/// <summary>A person at a browser.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private static readonly string Rules = Resource("rules.js");

    /// <summary>
    /// What the connection's own script says when a busy machine was silent for too long. The page comes back by itself, and the test goes on
    /// only if it does; a test of its own takes the connection away.
    /// </summary>
    private static readonly string[] Losses = ["Connection disconnected", "Failed to complete negotiation", "Failed to start the connection"];

    private readonly Site _site;
    private readonly IBrowserContext _context;

    public Visitor(Site site, IBrowserContext context, IPage page)
    {
        (_site, _context, Page) = (site, context, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !Array.Exists(Losses, message.Text.Contains)) Complaints.Add(message.Text);
        };
        page.PageError += (_, error) => Complaints.Add(error);
    }

    public IPage Page { get; }

    /// <summary>What the browser complained of: blocked content, broken scripts.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Opens a page and waits until it answers to clicks.</summary>
    public async Task Open(string path)
    {
        await Page.GotoAsync(_site.At(path).ToString());
        await UntilLive();
    }

    /// <summary>Waits until the page is connected: then the server changes it.</summary>
    public Task UntilLive() => Page.WaitForFunctionAsync("() => window.Blazor && document.querySelector('main[data-live]')");

    /// <summary>
    /// Waits until the address holds a text. The browser is asked for it: waiting for a navigation misses one inside the page that happens
    /// between the look at the address and the beginning of the wait.
    /// </summary>
    public Task UntilAt(string part) => Page.WaitForFunctionAsync("part => location.href.includes(part)", part);

    /// <summary>What a person who cannot see, or see well, would stumble over.</summary>
    public Task<string[]> Faults() => Page.EvaluateAsync<string[]>(Rules);

    /// <summary>Keeps a picture, where somebody wants to look at them.</summary>
    public async Task Picture(string name)
    {
        if (Environment.GetEnvironmentVariable("ESPALIER_PICTURES") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }

    public ValueTask DisposeAsync() => new(_context.CloseAsync());

    private static string Resource(string name)
    {
        using Stream stream = typeof(Visitor).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
