using System.Text.RegularExpressions;
using Espalier.Web.Gap;
using Microsoft.Playwright;

namespace Espalier.Web.Tests.Browser;

[Slow]
public sealed class TheoryPageTests(SharedVisit shared) : IClassFixture<SharedVisit>
{
    [Fact]
    public async Task Curves_of_the_gap_are_switched_on_and_off_and_proven_regions_with_them()
    {
        Visitor visitor = await shared.Begin();
        await visitor.Open("/gap?dimensions=2,3");
        ILocator proven = visitor.Page.Locator("#gap-figure .on-wide svg", new() { HasText = "proven to fail" });
        await proven.WaitForAsync();
        Assert.DoesNotContain("neurons near the target", await proven.TextContentAsync(), StringComparison.Ordinal);
        await visitor.Page.Locator("label.check", new() { HasText = "neurons near the target" }).ClickAsync();
        await visitor.UntilAt("cone");
        await visitor.Page.Locator("#gap-figure .on-wide svg", new() { HasText = "neurons near the target" }).WaitForAsync();
        await visitor.Page.Locator("label.check", new() { HasText = "proven regions" }).ClickAsync();
        await visitor.UntilAt("proven=0");
        await visitor.Page.WaitForFunctionAsync("() => !document.querySelector('#gap-figure .on-wide svg').textContent.includes('proven to fail')");

        // Points say what they are to keys.
        await visitor.Page.Locator("#gap-figure .on-wide .stage").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Home");
        Assert.Matches("weight pruning, d = 2, ε = 0.8: .*21 draws", await visitor.Page.Locator("#gap-figure .reading").TextContentAsync());
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Thresholds_follow_their_sliders_and_the_chains_run()
    {
        Visitor visitor = await shared.Begin();
        await visitor.Open("/thresholds?d=2&epsilon=0.01&neurons=3");
        await visitor.Page.Locator("dt", new() { HasText = "fails with all widths up to" }).WaitForAsync();
        await visitor.Page.Locator("#h-epsilon").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Home");
        await visitor.UntilAt("epsilon=0.0001");
        await visitor.Page.Locator("figcaption", new() { HasText = "after 3 neurons" }).WaitForAsync();
        await visitor.Page.Locator("button", new() { HasText = "One more neuron" }).ClickAsync();
        await visitor.UntilAt("neurons=4");
        await visitor.Page.Locator("button", new() { HasText = "Run the chains" }).ClickAsync();
        await visitor.Page.Locator("figcaption", new() { HasTextRegex = new Regex("after ([6-9]|[1-9][0-9]+) neurons") }).First.WaitForAsync();

        // The button of the chains, whatever it says by now: on a busy machine they may have come to their end.
        await visitor.Page.Locator("button[aria-pressed]").ClickAsync();
        await visitor.Page.Locator("#breakpoints svg").First.WaitForAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData("?sweep=w&methods=neurons,weights&dimensions=2,8&proven=0&scaled=1")]
    [InlineData("?methods=none&dimensions=none")]
    public void A_view_of_the_gap_and_its_address_are_the_same(string query)
    {
        GapView view = GapView.Of(query);
        string address = view.Query(GapView.Path);
        Assert.Equal(address, GapView.Of(AddressParts.Behind(address)).Query(GapView.Path));
        Assert.Equal(AddressParts.Of(query), AddressParts.Of(address));
    }

    [Fact]
    public void A_view_of_thresholds_and_its_address_are_the_same()
    {
        const string Query = "?d=100&epsilon=0.25&delta=0.001&radius=3&relu=1&seed=5&neurons=0";
        ThresholdView view = ThresholdView.Of(Query);
        Assert.Equal(view, ThresholdView.Of(AddressParts.Behind(view.Address)));
        Assert.Equal(AddressParts.Of(Query), AddressParts.Of(view.Address));
    }
}
