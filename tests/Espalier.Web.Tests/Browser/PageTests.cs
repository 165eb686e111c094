using Espalier.Web.Pages;
using Espalier.Web.Parts;
using Espalier.Work;
using Espalier.Work.Neurons;
using Espalier.Work.Tickets;
using Espalier.Work.Tour;
using Microsoft.Playwright;

namespace Espalier.Web.Tests.Browser;

[Slow]
public sealed class PageTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Specification = """
        experiment: subset-sum-law
        name: law
        replicates: 5
        grid:
          candidates: [4, 6, 8, 10]
          epsilon: [0.01, 0.1]
          trials: 200
        """;

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

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int, int, ColorScheme> Looks => new()
    {
        { 360, 740, ColorScheme.Light }, { 360, 740, ColorScheme.Dark },
        { 820, 1100, ColorScheme.Light }, { 820, 1100, ColorScheme.Dark },
        { 1440, 900, ColorScheme.Light }, { 1440, 900, ColorScheme.Dark },
        { 2500, 1300, ColorScheme.Light }, { 2500, 1300, ColorScheme.Dark },
    };

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
        ["/thresholds"] = ("/thresholds", "#breakpoints svg"),
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

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Every_page_serves_everybody_in_every_size_and_colour(int width, int height, ColorScheme scheme)
    {
        await using Site site = await Site.Open();
        Fill(site);
        await using Visitor visitor = await chromium.Visit(site, width, height, scheme);
        await RunSweep(visitor);
        List<string> faults = [];
        foreach ((string path, string sign) in Walk)
        {
            await visitor.Open(path);
            await visitor.Page.Locator(sign).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
            if (Answers.GetValueOrDefault(path.Split('?')[0]) is { } answer) await Ask(visitor, answer);
            await visitor.Picture(Invariant($"{path.Trim('/').Replace('/', '-').Split('?')[0]}-{width}-{scheme}"));
            faults.AddRange((await visitor.Faults()).Select(fault => $"{path}: {fault}"));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.DoesNotContain(visitor.Complaints, text => !text.Contains("404", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(360, 740, ColorScheme.Light)]
    [InlineData(2500, 1300, ColorScheme.Dark)]
    public async Task Pages_serve_everybody_with_nothing_in_them_and_with_too_much(int width, int height, ColorScheme scheme)
    {
        const string Longest = "a-network-whose-name-tells-everything-about-it-784-500-300-10-pruned-refitted-rounded-to-float16-epoch-0123.npz";
        const string Long = "name: a sweep with a name that says all it is for and ends_in_one_very_long_word_without_any_space";
        await using Site site = await Site.Open();
        await using Visitor visitor = await chromium.Visit(site, width, height, scheme);
        List<string> faults = [];
        foreach (PageEntry entry in PageEntry.All) await Look(entry.Address, "h1", $"empty-{entry.Address.Trim('/')}");
        await Look("/sweeps/compare", "h1", "empty-compare");
        await Look("/sweeps/one?name=none", "h1", "empty-sweep");

        Fill(site);
        SmallNetwork.WriteWider(Path.Combine(site.Models, Longest), 0.01);
        await RunSweep(visitor, Specification.Replace("name: law", Long, StringComparison.Ordinal));
        await Look(new Uri(visitor.Page.Url).PathAndQuery, ".live svg", "long-sweep");
        await Look("/", "table", "long-home");
        await Look("/sweeps", "table", "long-sweeps");
        await Look($"/tickets?target={Longest}", ".graph svg .node", "long-tickets");
        await Look("/neurons?d=4&n=30&seed=3&kept=1.4.7.20", "#around svg", "neurons-4");
        await Look("/thresholds?d=4096&epsilon=0.0001&delta=0.000001&relu=1", "#breakpoints svg", "thresholds-far");
        await Look("/gap?dimensions=2,3,4,6,8&scaled=1", "#gap-figure svg", "gap-all");
        Assert.True(faults.Count == 0, string.Join('\n', faults));

        async Task Look(string path, string sign, string name)
        {
            await visitor.Open(path);
            await visitor.Page.Locator(sign).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
            await visitor.Picture(Invariant($"{name}-{width}-{scheme}"));
            faults.AddRange((await visitor.Faults()).Select(fault => $"{path}: {fault}"));
        }
    }

    [Fact]
    public async Task Every_page_is_walked_by_the_tab_key_alone()
    {
        await using Site site = await Site.Open();
        Fill(site);
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

    [Fact]
    public async Task A_sweep_is_written_run_seen_elsewhere_drawn_and_sorted()
    {
        await using Site site = await Site.Open();
        await using Visitor one = await chromium.Visit(site);
        await using Visitor other = await chromium.Visit(site);
        await other.Open("/sweeps");
        await RunSweep(one);
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

        // Keys enlarge what is read, and show all again; a file of the same is made here.
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
    public async Task A_mistake_is_marked_at_its_line_and_names_with_markup_stay_text()
    {
        await using Site site = await Site.Open();
        await using Visitor visitor = await chromium.Visit(site);
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
        await using Site site = await Site.Open();
        await using Visitor visitor = await chromium.Visit(site);
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
        await using Site site = await Site.Open();
        await using Visitor visitor = await chromium.Visit(site);
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

    private static void Fill(Site site)
    {
        string target = Path.Combine(site.Models, "small.npz");
        SmallNetwork.WriteWider(target, 0);
        SmallNetwork.WriteWider(Path.Combine(site.Models, "other.npz"), 0.001);
        new DrawJob().Run(new() { Target = target, Out = Path.Combine(site.Models, "small.ticket") }, new Workplace(1));
    }

    private static async Task Ask(Visitor visitor, string answer)
    {
        await visitor.Page.Locator("button.main:enabled").ClickAsync();
        await visitor.Page.Locator(answer).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await visitor.Page.Locator("button.main:enabled").WaitForAsync();
    }

    private static async Task RunSweep(Visitor visitor, string specification = Specification)
    {
        await visitor.Open("/sweeps");
        await visitor.Page.Locator("#specification").FillAsync(specification);
        await visitor.Page.Locator("button.main:enabled").ClickAsync();
        await visitor.Page.Locator(".state[data-state=done]").WaitForAsync();
        await visitor.Page.Locator(".live").WaitForAsync();
    }
}
