using Espalier.Web.Pages;
using Microsoft.Playwright;

namespace Espalier.Web.Tests.Browser;

/// <summary>Every page with nothing in it, and those that hold names and numbers with the longest.</summary>
[Slow]
public sealed class EmptyAndFullTests(Chromium chromium)
{
    [Fact]
    public async Task Pages_serve_everybody_with_nothing_in_them_and_with_too_much()
    {
        const string Longest = "a-network-whose-name-tells-everything-about-it-784-500-300-10-pruned-refitted-rounded-to-float16-epoch-0123.npz";
        const string Long = "a sweep with a name that says all it is for and ends_in_one_very_long_word_without_any_space";
        Look[] looks = [new(360, 740, ColorScheme.Light), new(2500, 1300, ColorScheme.Dark)];
        await using Site site = await Site.Open();
        await using Visitor visitor = await chromium.Visit(site);
        List<string> faults = [];
        foreach (PageEntry entry in PageEntry.All) await See(entry.Address, "h1", $"empty-{entry.Address.Trim('/')}");
        await See("/sweeps/compare", "h1", "empty-compare");
        await See("/sweeps/one?name=none", "h1", "empty-sweep");

        site.Fill();
        SmallNetwork.WriteWider(Path.Combine(site.Models, Longest), 0.01);
        await visitor.RunSweep(Long);
        await See(new Uri(visitor.Page.Url).PathAndQuery, ".live svg", "long-sweep");
        await See("/", "table", "long-home");
        await See("/sweeps", "table", "long-sweeps");
        await See($"/tickets?target={Longest}", ".graph svg .node", "long-tickets");
        await See("/neurons?d=4&n=30&seed=3&kept=1.4.7.20", "#around svg", "neurons-4");
        await See("/thresholds?d=4096&epsilon=0.0001&delta=0.000001&relu=1", "dt:text('fails with all widths up to')", "thresholds-far");
        await See("/gap?dimensions=2,3,4,6,8&scaled=1", "#gap-figure svg", "gap-all");
        Assert.True(faults.Count == 0, string.Join('\n', faults));

        async Task See(string path, string sign, string name)
        {
            await visitor.Open(path);
            await visitor.Page.Locator(sign).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
            faults.AddRange(await visitor.Faults(looks, path, name));
        }
    }
}
