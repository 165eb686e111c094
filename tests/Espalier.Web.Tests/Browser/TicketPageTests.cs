using System.Globalization;
using Espalier.Web.Tickets;
using Microsoft.Playwright;

namespace Espalier.Web.Tests.Browser;

[Slow]
public sealed class TicketPageTests(Chromium chromium)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ticket_is_drawn_verified_looked_into_and_taken_away()
    {
        await using Site site = await Site.Open();
        SmallNetwork.Write(Path.Combine(site.Models, "small.npz"));
        await using Visitor visitor = await chromium.Visit(site);
        await visitor.Open("/tickets");
        await visitor.Page.Locator("#t-target").SelectOptionAsync("small.npz");
        await visitor.UntilAt("target=small.npz");
        await visitor.Page.Locator(".graph svg .node").First.WaitForAsync();
        Assert.Equal(4, await visitor.Page.Locator(".graph svg .node").CountAsync());
        await visitor.Page.Locator("button.main", new() { HasText = "Draw" }).ClickAsync();
        await visitor.UntilAt("ticket=from-the-web");
        string ticket = Assert.Single(Directory.EnumerateFiles(site.Models, "*.ticket", SearchOption.AllDirectories));

        // All of it is met, and what is told comes from the job.
        await visitor.Page.Locator("dd", new() { HasText = "8 of 8" }).First.WaitForAsync();
        await visitor.Page.Locator("#inside-masks svg").First.WaitForAsync();
        await visitor.Page.Locator("#inside-yardsticks svg").First.WaitForAsync();

        // Every weight of the masks says what it is, to keys and to the pointer.
        ILocator masks = visitor.Page.Locator("#inside-masks .on-wide .stage");
        ILocator reading = visitor.Page.Locator("#inside-masks .reading");
        await masks.FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Home");
        Assert.Matches("^output 0, weight 0: keeps [0-9]+, error .* of the tolerance, met$", await reading.TextContentAsync());
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        Assert.StartsWith("output 1, weight 0: ", await reading.TextContentAsync(), StringComparison.Ordinal);
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        Assert.StartsWith("output 1, weight 1: ", await reading.TextContentAsync(), StringComparison.Ordinal);
        await visitor.Page.Keyboard.PressAsync("ArrowUp");
        Assert.StartsWith("output 0, weight 1: ", await reading.TextContentAsync(), StringComparison.Ordinal);
        LocatorBoundingBoxResult marked = (await masks.Locator("rect.here").BoundingBoxAsync())!;
        await visitor.Page.Keyboard.PressAsync("Home");
        await visitor.Page.Mouse.MoveAsync(marked.X + (marked.Width * 0.9f), marked.Y + (marked.Height * 0.9f));
        Assert.StartsWith("output 0, weight 1: ", await reading.TextContentAsync(), StringComparison.Ordinal);

        // One weight: the kept candidates of each side add up to what is realised.
        await visitor.Page.Locator("#t-weight").FillAsync("1");
        await visitor.Page.Locator("#t-weight").PressAsync("Enter");
        await visitor.UntilAt("weight=1");
        await visitor.Page.Locator("h3", new() { HasText = "Grid 0, output 0, weight 1" }).WaitForAsync();
        ILocator rows = visitor.Page.Locator("[aria-label=Candidates] tbody tr", new() { HasText = "kept" });
        double positive = 0;
        foreach (ILocator row in await rows.AllAsync())
        {
            string[] cells = [.. await row.Locator("th,td").AllTextContentsAsync()];
            if (cells[2] != "inputs < 0") positive += double.Parse(cells[1], CultureInfo.InvariantCulture);
        }

        Assert.Equal(-1, positive, 0.05);

        await visitor.Page.Locator("button.main", new() { HasText = "Verify" }).ClickAsync();
        await visitor.Page.Locator("div", new() { HasText = "every claim holds" }).Locator("dd", new() { HasText = "yes" }).First.WaitForAsync();

        await visitor.Page.Locator("button", new() { HasText = "Make ONNX, folded" }).ClickAsync();
        IDownload file = await visitor.Page.RunAndWaitForDownloadAsync(
            () => visitor.Page.Locator("a", new() { HasText = "Download the ONNX file" }).ClickAsync());
        Assert.EndsWith(".onnx", file.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal(
            await File.ReadAllBytesAsync(ticket, Cancel),
            await Taken(await visitor.Page.RunAndWaitForDownloadAsync(
                () => visitor.Page.Locator("a", new() { HasText = "Download the ticket" }).ClickAsync())));

        // The address is all: another browser sees the same.
        await using Visitor other = await chromium.Visit(site);
        await other.Open(new Uri(visitor.Page.Url).PathAndQuery);
        await other.Page.Locator("h3", new() { HasText = "Grid 0, output 0, weight 1" }).WaitForAsync();
        Assert.Empty(visitor.Complaints);
        Assert.Empty(other.Complaints);
    }

    [Fact]
    public async Task A_page_that_is_reloaded_while_coded_masks_are_drawn_comes_back_to_them()
    {
        await using Site site = await Site.Open();
        SmallNetwork.Write(Path.Combine(site.Models, "small.npz"));
        await using Visitor visitor = await chromium.Visit(site);
        await visitor.Open("/tickets?target=small.npz&mask=coded&bits=3");
        await visitor.Page.Locator("button.main", new() { HasText = "Draw" }).ClickAsync();
        await visitor.UntilAt("job=");
        await visitor.Page.ReloadAsync();
        await visitor.UntilLive();
        await visitor.UntilAt("ticket=from-the-web");
        await visitor.Page.Locator("dd", new() { HasText = "coded" }).First.WaitForAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task What_leads_out_of_the_folder_is_not_there_and_names_with_markup_stay_text()
    {
        await using Site site = await Site.Open();
        SmallNetwork.Write(Path.Combine(site.Folder, "outside.npz"));
        SmallNetwork.Write(Path.Combine(site.Models, "<img src=x onerror=alert(1)>.npz"));
        await using Visitor visitor = await chromium.Visit(site);
        await visitor.Open("/tickets?target=../outside.npz&grid=99999&output=-1&weight=x");
        await visitor.Page.Locator(".trouble", new() { HasText = "no such file" }).WaitForAsync();
        await visitor.Page.Locator("#t-target").SelectOptionAsync("<img src=x onerror=alert(1)>.npz");
        await visitor.Page.Locator(".graph svg .node").First.WaitForAsync();
        Assert.Equal(0, await visitor.Page.Locator("img").CountAsync());
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData("?target=a%20b.npz&ticket=c.ticket&mask=coded&bits=2.5&seed=7&job=abc&grid=1&output=2&weight=3&nonnegative=1")]
    [InlineData("?absolute=1&tolerance=0.01&objective=edges")]
    public void A_view_and_its_address_are_the_same(string query)
    {
        TicketView view = TicketView.Of(query);
        Assert.Equal(view, TicketView.Of(AddressParts.Behind(view.Address)));
        Assert.Equal(AddressParts.Of(query), AddressParts.Of(view.Address));
    }

    private static async Task<byte[]> Taken(IDownload file) => await File.ReadAllBytesAsync(await file.PathAsync(), Cancel);
}
