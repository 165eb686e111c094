using Espalier.Web.Searches;

namespace Espalier.Web.Tests.Browser;

[Slow]
public sealed class SearchPageTests(Chromium chromium)
{
    [Fact]
    public async Task A_search_is_watched_epoch_by_epoch_and_survives_a_reload()
    {
        await using Site site = await Site.Open();
        await using Visitor visitor = await chromium.Visit(site);
        await visitor.Open("/searches?training=600&test=200&hidden=20&epochs=3");
        await visitor.Page.Locator("#s-method").SelectOptionAsync("Snip");
        await visitor.UntilAt("method=snip");
        await visitor.Page.Locator(".command code", new() { HasText = "snip" }).First.WaitForAsync();
        await visitor.Page.Locator("button.main", new() { HasText = "Search" }).ClickAsync();
        await visitor.UntilAt("job=");
        await visitor.Page.Locator("#epochs svg").First.WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Attached });
        await visitor.Page.Locator("dd", new() { HasText = "794 of 15" }).First.WaitForAsync();
        await visitor.Page.ReloadAsync();
        await visitor.UntilLive();
        await visitor.Page.Locator("dd", new() { HasText = "794 of 15" }).First.WaitForAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public void The_address_holds_what_is_asked_and_the_command_says_it()
    {
        var view = SearchView.Of("?data=mnist&lenet5=1&method=iterativemagnitude&kept=0.02&share=erdosrenyi&epochs=6&rate=0.03&seed=9");
        Assert.Equal(view, SearchView.Of(AddressParts.Behind(view.Address)));
        Assert.Equal(
            "espalier search --data mnist --training 2000 --test 1000 --network lenet5 --method iterative-magnitude --kept 0.02 "
                + "--share erdos-renyi --epochs 6 --rounds 4 --learning-rate 0.03 --seed 9",
            view.Command);
        Assert.Equal(new SearchView(), SearchView.Of("?data=letters&method=best&kept=no"));
    }
}
