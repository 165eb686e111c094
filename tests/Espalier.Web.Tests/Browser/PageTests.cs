using Espalier.Web.Pages;
using Espalier.Web.Parts;
using Espalier.Work.Neurons;
using Espalier.Work.Tour;
using Microsoft.Playwright;

namespace Espalier.Web.Tests.Browser;

[Slow]
public sealed class PageTests(Chromium chromium, SharedVisit shared) : IClassFixture<SharedVisit>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sweep_is_written_run_seen_elsewhere_drawn_and_sorted()
    {
        await using Site site = await Site.Open();
        await using Visitor one = await chromium.Visit(site);
        await using Visitor other = await chromium.Visit(site);
        await other.Open("/sweeps");
        await one.RunSweep("law");
        await other.Page.Locator("th a", new() { HasText = "law" }).WaitForAsync();

        // All of it is read, without a reload.
        await one.Page.Locator("text=Rows 1 to 25 of 40").WaitForAsync();

        // A reading page is reloaded in the middle and shows the same.
        await one.Page.Locator("#f-y").SelectOptionAsync("failures");
        await one.UntilAt("y=failures");
        await one.Page.ReloadAsync();
        await one.UntilLive();
        Assert.Equal("failures", await one.Page.Locator("#f-y").InputValueAsync());

        // Points say what they are to keys.
        ILocator stage = one.Page.Locator(".on-wide .stage");
        await stage.FocusAsync();
        await one.Page.Keyboard.PressAsync("End");
        Assert.Matches("failures .*, n = 5; .*candidates 10", await one.Page.Locator(".reading").TextContentAsync());

        // Keys enlarge what is read, and show all again.
        await one.Page.Keyboard.PressAsync("+");
        await one.UntilAt("zoom=");
        await one.Page.Keyboard.PressAsync("0");
        await one.Page.WaitForFunctionAsync("() => !location.href.includes('zoom=')");

        // Dragging enlarges, and the address has it.
        LocatorBoundingBoxResult box = (await stage.BoundingBoxAsync())!;
        await one.Page.Mouse.MoveAsync(box.X + (box.Width * 0.3f), box.Y + (box.Height * 0.2f));
        await one.Page.Mouse.DownAsync();
        await one.Page.Mouse.MoveAsync(box.X + (box.Width * 0.6f), box.Y + (box.Height * 0.7f), new() { Steps = 4 });
        await one.Page.Mouse.UpAsync();
        await one.UntilAt("zoom=");

        // The table is sorted and filtered here, not there.
        await one.Page.Locator("button.sort", new() { HasText = "candidates" }).ClickAsync();
        await one.Page.Locator("th[aria-sort=ascending]").WaitForAsync();
        await one.Page.Locator("#filter").FillAsync("candidates=8 epsilon<0.05");
        await one.Page.Locator("#filter").PressAsync("Enter");
        await one.Page.Locator("text=Rows 1 to 5 of 5").WaitForAsync();
        Assert.Empty(one.Complaints);

        IDownload drawing = await one.Page.RunAndWaitForDownloadAsync(() => one.Page.Locator("a", new() { HasText = "PNG" }).ClickAsync());
        byte[] png = await File.ReadAllBytesAsync(await drawing.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
    }

    [Fact]
    public async Task The_main_page_leads_every_reader_and_shows_what_a_tour_left()
    {
        await using Site site = await Site.Open();
        var tour = TourFiles.In(Directory.CreateDirectory(Path.Combine(site.Models, "tour")).FullName);
        foreach (string path in (string[])[tour.Network, tour.Ticket, tour.Coded, tour.Pruned]) await File.WriteAllTextAsync(path, "", Cancel);
        const string Report = "<!DOCTYPE html><title>The tour</title><style>h1{color:red}</style><h1>Found</h1><script>alert(1)</script>";
        await File.WriteAllTextAsync(tour.Report, Report, Cancel);
        await using Visitor visitor = await chromium.Visit(site);
        await visitor.Open("/");
        Assert.Equal(
            ["docs/start-engineer.md", "docs/start-empiricist.md", "docs/start-theorist.md", "docs/start-verifier.md"],
            await visitor.Page.Locator(".card code").AllTextContentsAsync());
        Assert.All(ReaderDoor.All, door => Assert.True(File.Exists(Path.Combine(Checkout.Root, door.Guide)), door.Guide));
        string[] addresses = await visitor.Page.Locator(".deeds a:not([target])").EvaluateAllAsync<string[]>("all => all.map(each => each.href)");
        Assert.Equal(16, addresses.Length);
        string report = (await visitor.Page.Locator(".deeds a[target]").GetAttributeAsync("href"))!;
        foreach (string address in addresses)
        {
            IResponse answer = (await visitor.Page.GotoAsync(address))!;
            Assert.Equal(200, answer.Status);
        }

        // The report is shown with its own style, as a page that runs nothing.
        await visitor.Page.GotoAsync(site.At(report).ToString());
        Assert.Equal("rgb(255, 0, 0)", await visitor.Page.Locator("h1").EvaluateAsync<string>("at => getComputedStyle(at).color"));
        Assert.All(visitor.Complaints, text => Assert.Contains("script", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_menu_marks_the_page_that_is_shown_and_none_at_a_wrong_address()
    {
        Visitor visitor = await shared.Begin();
        ILocator marked = visitor.Page.Locator("nav [aria-current]");
        foreach ((string path, string[] titles) in ((string, string[])[])[("/", ["Home"]), ("/sweeps/compare", ["Sweeps"]), ("/sweeps/none", [])])
        {
            await visitor.Open(path);
            Assert.Equal(titles, await marked.AllTextContentsAsync());
        }

        await visitor.Page.Locator("nav a", new() { HasText = "gap" }).ClickAsync();
        await visitor.Page.Locator("nav [aria-current]", new() { HasText = "gap" }).WaitForAsync();
    }

    [Fact]
    public async Task A_mistake_is_marked_at_its_line_and_names_with_markup_stay_text()
    {
        Visitor visitor = await shared.Begin();
        await visitor.Open("/sweeps");
        await visitor.Page.Locator("#specification").FillAsync("experiment: subset-sum-law\nname: <img src=x onerror=alert(1)>\nreplicates: many\n");
        await visitor.Page.Locator(".editor .wrong").WaitForAsync();
        Assert.Equal("3", await visitor.Page.Locator(".editor .wrong").TextContentAsync());
        Assert.True(await visitor.Page.Locator("button.main").IsDisabledAsync());
        await visitor.Page.Locator("#specification").FillAsync(
            "experiment: subset-sum-law\nname: <img src=x onerror=alert(1)>\nreplicates: 1\ngrid: {trials: 10}\n");
        await visitor.Page.Locator(".editor .wrong").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await visitor.Page.Locator("button.main:enabled").ClickAsync();
        await visitor.UntilAt("/sweeps/one");
        await visitor.Page.Locator("h1", new() { HasText = "<img src=x onerror=alert(1)>" }).WaitForAsync();
        Assert.Equal(0, await visitor.Page.Locator("img").CountAsync());
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_page_comes_back_after_the_server_was_gone()
    {
        await using Site site = await Site.Open();
        await using Visitor visitor = await chromium.Visit(site);
        await visitor.Open("/neurons?d=2&n=9&seed=3&kept=1.4");
        await visitor.Page.EvaluateAsync("() => { window.wasHere = true; }");
        await site.Restart();
        await visitor.Page.WaitForFunctionAsync("() => !window.wasHere");
        await visitor.UntilLive();
        await visitor.Page.Locator("dd", new() { HasText = "2 of 9" }).WaitForAsync();
    }

    [Fact]
    public async Task Neurons_are_taken_in_and_out_by_keys_and_the_best_are_found()
    {
        Visitor visitor = await shared.Begin();
        await visitor.Open("/neurons?d=2&n=10&seed=2");
        await visitor.Page.Locator("summary", new() { HasText = "one by one" }).FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Page.Keyboard.PressAsync("Tab");
        await visitor.Page.Keyboard.PressAsync("Space");
        await visitor.Page.Locator("dd", new() { HasText = "1 of 10" }).WaitForAsync();
        Assert.Contains("kept=", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.Page.Locator("button", new() { HasText = "Best subset" }).ClickAsync();
        await visitor.Page.Locator("dt", new() { HasText = "best error, proven" }).WaitForAsync();
        Assert.Empty(await visitor.Faults());
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task What_the_playground_shows_is_taken_away_as_files()
    {
        Visitor visitor = await shared.Begin();
        await visitor.Open("/neurons?d=2&n=10&seed=2&kept=1.4");
        await visitor.Page.Locator("#around svg").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        string drawing = await File.ReadAllTextAsync(await Taken("#around .files a:not([data-png])", "SVG"), Cancel);
        Assert.StartsWith("<svg", drawing, StringComparison.Ordinal);
        Assert.Contains("kept − target", await File.ReadAllTextAsync(await Taken("#around .files a", "CSV"), Cancel), StringComparison.Ordinal);

        // The file of the neurons asks the command for the error that the page shows.
        GivenParent parent = NeuronFile.Read(await Taken("a[download='problem.json']", "file"));
        SubsetErrorAnswer found = new SubsetErrorJob().Run(new() { Parent = parent }, new(1)).Answer;
        Assert.Equal([1, 4], parent.Kept);
        await visitor.Page.Locator("dd", new() { HasText = Shown.Number(found.Error.Upper) }).First.WaitForAsync();

        async Task<string> Taken(string place, string text)
        {
            IDownload file = await visitor.Page.RunAndWaitForDownloadAsync(
                () => visitor.Page.Locator(place, new() { HasText = text }).First.ClickAsync());
            return await file.PathAsync();
        }
    }
}
