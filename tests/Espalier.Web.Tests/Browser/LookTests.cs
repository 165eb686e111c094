using Espalier.Web.Pages;
using Microsoft.Playwright;

namespace Espalier.Web.Tests.Browser;

/// <summary>Every page in every size and colour scheme: each is loaded once, and looked at in all.</summary>
[Slow]
public sealed class LookTests(Chromium chromium)
{
    /// <summary>Marks all that should be reached by keys, and notes what is; focus has to be seen.</summary>
    private const string MarkStops = """
        () => {
          document.activeElement.blur();
          const wanted = 'a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex="0"]';
          const shown = element => element.checkVisibility({ checkVisibilityCSS: true }) && !element.disabled && element.tabIndex >= 0;
          for (const element of document.querySelectorAll(wanted)) if (shown(element)) element.dataset.stop = 'not reached';
          document.addEventListener('focusin', event => {
            const at = event.target;
            if (at.dataset.stop) at.dataset.stop = getComputedStyle(at).outlineStyle === 'none' ? 'reached, and not seen' : 'reached';
          });
        }
        """;

    private const string Missed = """
        () => [...document.querySelectorAll('[data-stop]')].filter(each => each.dataset.stop !== 'reached')
          .map(each => `${each.dataset.stop}: ${each.outerHTML.slice(0, 150)}`)
        """;

    /// <summary>Every page, filled, with what is there when it is whole.</summary>
    private static IEnumerable<(string Path, string Sign)> Walk =>
    [
        .. PageEntry.All.Where(entry => !Filled.ContainsKey(entry.Address)).Select(entry => (entry.Address, "h1")),
        .. Filled.Values,
        ("/sweeps/one?name=law", ".live svg"),
        ("/sweeps/compare?name=law&by=epsilon", "#compare-overlay svg"),
        ("/not-there", "h1"),
    ];

    private static readonly Dictionary<string, (string Path, string Sign)> Filled = new()
    {
        ["/tickets"] = ("/tickets?target=small.npz&ticket=small.ticket", "#inside-yardsticks svg"),
        ["/networks"] = ("/networks?name=small.npz&name=other.npz&rounds=1&batch=2", "button.main"),
        ["/neurons"] = ("/neurons", "#around svg"),
        ["/gap"] = ("/gap", "#gap-figure svg"),
        ["/thresholds"] = ("/thresholds", "#threshold-figure svg"),
        ["/searches"] = ("/searches?hidden=20&epochs=2", "button.main"),
        ["/certificates"] = ("/certificates?a=small.npz&b=other.npz&seconds=2", "button.main"),
    };

    /// <summary>Pages that are asked something before they are looked at, and what is there when they have answered.</summary>
    private static readonly Dictionary<string, string> Answers = new()
    {
        ["/certificates"] = "[aria-label='Outputs at the witness']",
        ["/searches"] = "#epochs svg",
        ["/networks"] = "#networks-trade svg",
    };

    [Fact]
    public async Task Every_page_serves_everybody_in_every_size_and_colour()
    {
        await using Site site = await Site.Open();
        site.Fill();
        await using Visitor visitor = await chromium.Visit(site);
        await visitor.RunSweep("law");
        List<string> faults = [];
        foreach ((string path, string sign) in Walk)
        {
            await visitor.Open(path);
            await visitor.Page.Locator(sign).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
            string address = path.Split('?')[0];
            if (Answers.GetValueOrDefault(address) is { } answer) await Ask(visitor, answer);
            faults.AddRange(await visitor.Faults(Look.All, path, address.Trim('/').Replace('/', '-')));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.DoesNotContain(visitor.Complaints, text => !text.Contains("404", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_page_is_walked_by_the_tab_key_alone()
    {
        await using Site site = await Site.Open();
        site.Fill();
        await using Visitor visitor = await chromium.Visit(site);
        foreach ((string path, string sign) in Filled.Values)
        {
            await visitor.Open(path);
            await visitor.Page.Locator(sign).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
            await visitor.Page.EvaluateAsync(MarkStops);
            int stops = await visitor.Page.Locator("[data-stop]").CountAsync();
            for (int i = 0; i < stops + 2; i++) await visitor.Page.Keyboard.PressAsync("Tab");
            Assert.Empty((await visitor.Page.EvaluateAsync<string[]>(Missed)).Select(missed => $"{path}: {missed}"));
        }
    }

    private static async Task Ask(Visitor visitor, string answer)
    {
        await visitor.Page.Locator("button.main:enabled").ClickAsync();
        await visitor.Page.Locator(answer).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await visitor.Page.Locator("button.main:enabled").WaitForAsync();
    }
}
