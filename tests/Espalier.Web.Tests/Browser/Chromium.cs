using Espalier.Web.Tests.Browser;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Espalier.Web.Tests.Browser;

/// <summary>One browser for all tests, begun with the first visit; without one they are skipped by name.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Places =
        ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly PoolWatch? _watch = PoolWatch.Start(string.Join(' ', Environment.GetCommandLineArgs().Skip(1)));
    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _begun = new(Begin);

    private static string? Program => Environment.GetEnvironmentVariable("ESPALIER_CHROMIUM") ?? Array.Find(Places, File.Exists);

    /// <summary>A fresh visitor: own cookies, own size, own colours. What the console complains of is collected.</summary>
    internal async Task<Visitor> Visit(Site site)
    {
        if (Program is null) Assert.Skip("there is no Chromium here; scripts/browser.sh installs it");
        IBrowserContext context = await (await _begun.Value).Browser.NewContextAsync(
            new() { ViewportSize = new() { Width = 1280, Height = 900 }, ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(600_000);
        return new(site, context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_begun.IsValueCreated)
        {
            (IPlaywright playwright, IBrowser browser) = await _begun.Value;
            await browser.DisposeAsync();
            playwright.Dispose();
        }

        _watch?.Dispose();
    }

    private static async Task<(IPlaywright Playwright, IBrowser Browser)> Begin()
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox", "--disable-gpu"] }));
    }
}
