using Espalier.Web.Networks;
using Microsoft.Playwright;

namespace Espalier.Web.Tests.Browser;

[Slow]
public sealed class NetworkPageTests(Chromium chromium)
{
    [Fact]
    public async Task Networks_are_chosen_compared_and_drawn()
    {
        await using Site site = await Site.Open();
        SmallNetwork.Write(Path.Combine(site.Models, "whole.npz"));
        SmallNetwork.WriteOther(Path.Combine(site.Models, "other.npz"));
        await using Visitor visitor = await chromium.Visit(site);
        await visitor.Open("/networks?rounds=2&batch=3");
        await visitor.Page.Locator("label", new() { HasText = "whole.npz" }).ClickAsync();
        await visitor.UntilAt("name=whole.npz");
        await visitor.Page.Locator("label", new() { HasText = "other.npz" }).ClickAsync();
        await visitor.UntilAt("name=other.npz");
        await visitor.Page.Locator("label", new() { HasText = "bound the difference" }).ClickAsync();
        await visitor.UntilAt("certified=1");
        string command = (await visitor.Page.Locator(".command code", new() { HasText = "--box 0 1" }).First.TextContentAsync())!;
        Assert.EndsWith(
            $"whole.npz {site.Models}/other.npz --box 0 1 --time-limit 20 --rounds 2 --batches 3", command, StringComparison.Ordinal);
        await visitor.Page.Locator("button.main", new() { HasText = "Compare" }).ClickAsync();
        await visitor.Page.Locator("#networks-trade svg").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });

        // Eight numbers; the difference is 0.25·3·x₂ on [0, 1]², 0.75 at most, and tiny networks are certified to the last digit.
        Assert.Equal("8", await Cell(visitor, "Networks", "whole.npz", 1));
        Assert.Equal("–", await Cell(visitor, "Networks", "whole.npz", 8));
        Assert.Equal("0.75", await Cell(visitor, "Networks", "other.npz", 8));
        Assert.Equal("onnxruntime", await visitor.Page.Locator("[aria-label='Times of one call'] td:text('onnxruntime')").First.TextContentAsync());
        await visitor.Picture("networks");
        Assert.Empty(await visitor.Faults());

        // The figure is a file, and a reload shows the same.
        IDownload csv = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Page.Locator("a", new() { HasText = "CSV" }).ClickAsync());
        string text = await File.ReadAllTextAsync(await csv.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Contains("onnxruntime", text, StringComparison.Ordinal);
        await visitor.Page.ReloadAsync();
        await visitor.UntilLive();
        await visitor.Page.Locator("#networks-trade svg").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await visitor.Page.Locator("#n-data").SelectOptionAsync("glyphs");
        await visitor.UntilAt("data=glyphs");
        Assert.DoesNotContain("job=", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.Page.Locator(".command code", new() { HasText = "--data glyphs" }).First.WaitForAsync();
        await visitor.Page.Locator("button.main", new() { HasText = "Compare" }).ClickAsync();
        await visitor.Page.Locator(".trouble, .job[data-state=Failed]", new() { HasText = "do not fit" }).First.WaitForAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData("?name=a&name=b&data=mnist&examples=10&rounds=3&batch=2&certified=1&job=j", "")]
    [InlineData("?name=a", "&data=../secret")]
    public void A_view_and_its_address_are_the_same(string query, string refused)
    {
        var view = NetworksView.Of(query + refused);
        Assert.Equal(view, NetworksView.Of(AddressParts.Behind(view.Address)));
        Assert.Equal(AddressParts.Of(query), AddressParts.Of(view.Address));
    }

    private static Task<string?> Cell(Visitor visitor, string table, string network, int column) => visitor.Page
        .Locator($"[aria-label='{table}'] tr", new() { Has = visitor.Page.Locator($"th:text('{network}')") })
        .Locator("td").Nth(column - 1).TextContentAsync();
}
