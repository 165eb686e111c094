using Microsoft.Playwright;

namespace Espalier.Web.Tests.Browser;

/// <summary>One browser for all tests; without one they are skipped by name.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private PoolWatch? _watch;

    public async ValueTask InitializeAsync()
    {
        if ((Environment.GetEnvironmentVariable("ESPALIER_CHROMIUM") ?? Array.Find(Places, File.Exists)) is not { } path) return;
        _watch = PoolWatch.Start(string.Join(' ', Environment.GetCommandLineArgs().Skip(1)));
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-gpu"] });
    }

    /// <summary>A fresh visitor: own cookies, own size, own colours. What the console complains of is collected.</summary>
    internal async Task<Visitor> Visit(Site site, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        if (_browser is null) Assert.Skip("there is no Chromium here; scripts/browser.sh installs it");
        IBrowserContext context = await _browser.NewContextAsync(
            new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(600_000);
        return new(site, context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        _watch?.Dispose();
    }
}
