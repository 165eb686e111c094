using Espalier.Web.Parts;
using Espalier.Web.Sweeps;
using Espalier.Work;
using Espalier.Work.Lab;

namespace Espalier.Web.Tests.Browser;

[Slow]
public sealed class ComparePageTests(Chromium chromium)
{
    private const string Cells = "[aria-label='Differences over all points'] tbody td";

    [Fact]
    public async Task Sweeps_are_laid_over_each_other_and_differences_are_those_of_the_job()
    {
        await using Site site = await Site.Open();
        Run(site, "few", replicates: 3);
        Run(site, "many", replicates: 6);
        await using Visitor visitor = await chromium.Visit(site);
        await visitor.Open("/sweeps/compare");
        await visitor.Page.Locator("label.check", new() { HasText = "few" }).ClickAsync();
        await visitor.UntilAt("name=few");

        // One sweep by a parameter: the numbers of the job.
        await visitor.Page.Locator("#c-by").SelectOptionAsync("epsilon");
        await visitor.UntilAt("by=epsilon");
        CompareAnswer answer = new CompareJob().Run(
            new() { Store = site.Options.Store, Sweeps = ["few"], Measure = "failures", By = "epsilon" }, new Workplace(1)).Answer;
        Assert.NotEqual(0, answer.Overall[0].Mean);
        await visitor.Page.Locator("#c-measure").SelectOptionAsync("failures");
        await visitor.UntilAt("measure=failures");
        await visitor.Page.Locator("h2", new() { HasText = "failures, less that of epsilon" }).WaitForAsync();
        Assert.Equal(Shown.Number(answer.Overall[0].Mean), await visitor.Page.Locator(Cells).Nth(2).TextContentAsync());

        // Two sweeps over the same cells have the same records: no difference, and the surplus is said to be unpaired.
        await visitor.Page.Locator("label.check", new() { HasText = "many" }).ClickAsync();
        await visitor.UntilAt("name=many");
        await visitor.Page.Locator("h2", new() { HasText = "less that of few" }).WaitForAsync();
        Assert.Equal("0", await visitor.Page.Locator(Cells).Nth(2).TextContentAsync());
        await visitor.Page.Locator("#compare-difference svg").First.WaitForAsync();
        string overlay = (await visitor.Page.Locator("#compare-overlay .on-wide svg").TextContentAsync())!;
        Assert.Contains("sweep few", overlay, StringComparison.Ordinal);
        Assert.Contains("sweep many", overlay, StringComparison.Ordinal);
        await visitor.Page.Locator(".note", new() { HasText = "12 cells without a partner" }).WaitForAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData("?name=a&name=b%20c&measure=m&x=p&logx=1&logy=1")]
    [InlineData("?name=%3Cscript%3E&by=distribution&baseline=normal")]
    public void A_view_and_its_address_are_the_same(string query)
    {
        CompareView view = CompareView.Of(query);
        Assert.Equal(view, CompareView.Of(AddressParts.Behind(view.Query("/x"))));
        Assert.Equal(AddressParts.Of(query), AddressParts.Of(view.Query("/x")));
        Assert.True(view.IsWhole);
    }

    private static void Run(Site site, string name, int replicates)
    {
        string text = Invariant($$"""
            experiment: subset-sum-law
            name: {{name}}
            replicates: {{replicates}}
            grid:
              candidates: [4, 8]
              epsilon: [0.01, 0.1]
              trials: 200
            """);
        AddAnswer added = new AddJob().Run(new() { Text = text, Source = "test", Store = site.Options.Store }, new Workplace(1)).Answer;
        new WorkJob(CancellationToken.None).Run(new() { Store = site.Options.Store, Sweep = added.Sweep, Grace = 1 }, new Workplace(1));
    }
}
