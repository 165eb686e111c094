using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Pruning;
using Espalier.Web.Networks;
using Microsoft.Playwright;

namespace Espalier.Web.Tests.Browser;

[Slow]
public sealed class NetworkPageTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Networks_are_chosen_compared_and_drawn()
    {
        await using Site site = await Site.Open();
        string whole = Path.Combine(site.Models, "whole.npz");
        SmallNetwork.WriteWider(whole, 0);
        Network pruned = StructuredPruning.Prune(NetworkFile.Read(whole).Network, new StructuredOptions { Remove = 0.5 }).Network;
        NetworkFile.Write(Path.Combine(site.Models, "half.onnx"), pruned);
        await using Visitor visitor = await chromium.Visit(site);
        await visitor.Open("/networks?rounds=6&batch=3");
        await visitor.Page.Locator("label", new() { HasText = "whole.npz" }).ClickAsync();
        await visitor.UntilAt("name=whole.npz");
        await visitor.Page.Locator("label", new() { HasText = "half.onnx" }).ClickAsync();
        await visitor.UntilAt("name=half.onnx");
        await visitor.Page.Locator("label", new() { HasText = "bound the difference" }).ClickAsync();
        await visitor.UntilAt("certified=1");
        string command = (await visitor.Page.Locator(".command code").First.TextContentAsync())!;
        Assert.EndsWith("whole.npz " + site.Models + "/half.onnx --box 0 1 --time-limit 20 --rounds 6 --batches 3", command, StringComparison.Ordinal);
        await visitor.Page.Locator("button.main", new() { HasText = "Compare" }).ClickAsync();
        await visitor.Page.Locator("#networks-trade svg").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });

        // 12·10 + 10·4 numbers and as many biases as rows; half of the hidden neurons take half of the weights along.
        Assert.Equal("174", await Cell(visitor, "Networks", "whole.npz", 1));
        Assert.Equal("89", await Cell(visitor, "Networks", "half.onnx", 1));
        Assert.Equal("1", await Cell(visitor, "Networks", "whole.npz", 7));
        Assert.NotEqual("–", await Cell(visitor, "Networks", "half.onnx", 9));
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
        await visitor.Page.Locator("button.main", new() { HasText = "Compare" }).ClickAsync();
        await visitor.Page.Locator(".trouble, .job[data-state=Failed]", new() { HasText = "do not fit" }).First.WaitForAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData("?name=a&name=b&data=mnist&examples=10&rounds=3&batch=2&certified=1&job=j")]
    [InlineData("?name=a&data=../secret")]
    public void A_view_and_its_address_are_the_same(string query)
    {
        var view = NetworksView.Of(query);
        Assert.Equal(view, NetworksView.Of(new Uri("http://localhost" + view.Address).Query));
        Assert.NotEqual(new NetworksView(), view);
        Assert.DoesNotContain("secret", view.Address, StringComparison.Ordinal);
    }

    private static Task<string?> Cell(Visitor visitor, string table, string network, int column) => visitor.Page
        .Locator($"[aria-label='{table}'] tr", new() { Has = visitor.Page.Locator($"th:text('{network}')") })
        .Locator("td").Nth(column - 1).TextContentAsync();
}
