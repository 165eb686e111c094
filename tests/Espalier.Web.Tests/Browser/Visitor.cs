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

    /// <summary>Writes a sweep of forty records on the sweeps' page, and waits until it has run and its figure is there.</summary>
    public async Task RunSweep(string name)
    {
        await Open("/sweeps");
        await Page.Locator("#specification").FillAsync($$"""
            experiment: subset-sum-law
            name: {{name}}
            replicates: 5
            grid:
              candidates: [4, 6, 8, 10]
              epsilon: [0.01, 0.1]
              trials: 200
            """);
        await Page.Locator("button.main:enabled").ClickAsync();
        await Page.Locator(".state[data-state=done]").WaitForAsync();
        await Page.Locator(".live").WaitForAsync();
    }

    /// <summary>What a person who cannot see, or see well, would stumble over.</summary>
    public Task<string[]> Faults() => Page.EvaluateAsync<string[]>(Rules);

    /// <summary>The same for many looks at a page, of which pictures are kept; each fault with its path and look.</summary>
    public async Task<List<string>> Faults(IEnumerable<Look> looks, string path, string picture)
    {
        List<string> faults = [];
        foreach (Look look in looks)
        {
            await Take(look);
            await Picture($"{picture}-{look}");
            faults.AddRange((await Faults()).Select(fault => $"{path}, {look}: {fault}"));
        }

        return faults;
    }

    /// <summary>Keeps a picture, where somebody wants to look at them.</summary>
    public async Task Picture(string name)
    {
        if (Environment.GetEnvironmentVariable("ESPALIER_PICTURES") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }

    /// <summary>
    /// Gives the window a size and a colour scheme, and waits until the page has both. All that follows from them is style, which the browser
    /// works out before it answers the next question.
    /// </summary>
    private async Task Take(Look look)
    {
        await Page.SetViewportSizeAsync(look.Width, look.Height);
        await Page.EmulateMediaAsync(new() { ColorScheme = look.Scheme });
        await Page.WaitForFunctionAsync(
            "([width, scheme]) => innerWidth === width && matchMedia(`(prefers-color-scheme: ${scheme})`).matches",
            new object[] { look.Width, look.Scheme == ColorScheme.Dark ? "dark" : "light" });
    }

    public ValueTask DisposeAsync() => new(_context.CloseAsync());

    private static string Resource(string name)
    {
        using Stream stream = typeof(Visitor).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
