using System.Text.RegularExpressions;
using Espalier.Web.Certificates;
using Microsoft.Playwright;

namespace Espalier.Web.Tests.Browser;

[Slow]
public sealed class CertificatePageTests(Chromium chromium, SharedVisit shared) : IClassFixture<SharedVisit>
{
    private const string Property = """
        (declare-const X_0 Real)
        (declare-const X_1 Real)
        (declare-const Y_0 Real)
        (assert (>= X_0 0.0))
        (assert (<= X_0 1.0))
        (assert (>= X_1 0.0))
        (assert (<= X_1 1.0))
        """;

    /// <summary>Is the second output somewhere 0.5 larger than the first?</summary>
    private const string Pair = """
        (vnnlib-version <2.0>)
        (declare-network f (declare-input X_f real [2]) (declare-output Y_f real [1]))
        (declare-network g (isomorphic-to f) (declare-input X_g real [2]) (declare-output Y_g real [1]))
        (assert (and (<= X_f[0] 1) (>= X_f[0] 0) (<= X_f[1] 1) (>= X_f[1] 0) (== X_f[0] X_g[0]) (== X_f[1] X_g[1])))
        (assert (>= Y_g[0] (+ Y_f[0] 0.5)))
        """;

    [Fact]
    public async Task Two_networks_are_bounded_their_witness_shown_and_their_proof_taken_away()
    {
        Visitor visitor = await shared.Begin(Fill);
        await visitor.Open("/certificates");
        await visitor.Page.Locator("#q-a").SelectOptionAsync("a.npz");
        await visitor.UntilAt("a=a.npz");
        await visitor.Page.Locator("#q-b").SelectOptionAsync("b.npz");
        await visitor.UntilAt("b=b.npz");
        await visitor.Page.Locator("label", new() { HasText = "write a proof file" }).ClickAsync();
        await visitor.UntilAt("proof=1");
        await visitor.Page.Locator("button.main", new() { HasText = "Bound" }).ClickAsync();
        await visitor.UntilAt("job=");

        // The difference is 0.25·3·x₂ on [0, 1]²: 0.75 at x₂ = 1.
        await visitor.Page.Locator("div", new() { HasText = "difference at least" }).Locator("dd", new() { HasText = "0.75" }).First.WaitForAsync();
        await visitor.Page.Locator("[aria-label='Outputs at the witness'] td", new() { HasText = "-0.75" }).WaitForAsync();
        IDownload proof = await visitor.Page.RunAndWaitForDownloadAsync(
            () => visitor.Page.Locator("a", new() { HasText = "Download the proof" }).ClickAsync());
        Assert.EndsWith(".proof", proof.SuggestedFilename, StringComparison.Ordinal);

        // The proof is accepted by its checker, from its button and from the list of the folder's proofs.
        await visitor.Page.Locator("button", new() { HasText = "Check the proof" }).ClickAsync();
        await visitor.UntilAt("check=");
        await visitor.Page.Locator("dd", new() { HasText = "accepted" }).WaitForAsync();
        Assert.NotEqual(0, await visitor.Page.Locator("#q-proof option", new() { HasText = ".proof" }).CountAsync());

        // A reload shows the same answer; another question leaves it.
        await visitor.Page.ReloadAsync();
        await visitor.UntilLive();
        await visitor.Page.Locator("[aria-label='Outputs at the witness'] td", new() { HasText = "-0.75" }).WaitForAsync();
        await visitor.Page.Locator("#q-what").SelectOptionAsync("classes");
        await visitor.UntilAt("classes=1");
        Assert.DoesNotContain("job=", visitor.Page.Url, StringComparison.Ordinal);
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData("domain=vnnlib&file=box.vnnlib")]
    [InlineData("domain=within&radius=0.5&centre=0.5,0.5")]
    [InlineData("domain=within&radius=0.5&file=middle.npy")]
    public async Task Domains_of_every_kind_are_taken(string question)
    {
        Visitor visitor = await shared.Begin(Fill);
        await visitor.Open($"/certificates?a=a.npz&b=b.npz&{question}");
        await visitor.Page.Locator("button.main", new() { HasText = "Bound" }).ClickAsync();
        await visitor.Page.Locator("dd", new() { HasText = "0.75" }).First.WaitForAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData("a=a.npz&b=b.npz&epsilon=1", "status", "proved: below 1 everywhere")]
    [InlineData("a=a.npz&b=b.npz&epsilon=0.5&l2=1", "status", "refuted: the witness reaches 0.5")]
    [InlineData("a=a.npz&b=b.npz&domain=vnnlib&file=pair.vnnlib", "answer", "sat")]
    [InlineData("a=wide.npz&b=wide.npz&classes=1", "the same class everywhere", "yes, proved")]
    [InlineData("a=wide.npz&b=far.npz&classes=1", "the same class everywhere", "no")]
    public async Task Questions_of_every_kind_are_answered(string question, string name, string answer)
    {
        Visitor visitor = await shared.Begin(Fill);
        await visitor.Open($"/certificates?{question}");
        await visitor.Page.Locator("button.main:enabled").ClickAsync();
        var whole = new Regex($"^\\s*{Regex.Escape(answer)}\\s*$", RegexOptions.None, TimeSpan.FromSeconds(10));
        await visitor.Page.Locator("dl.facts div", new() { HasText = name }).Locator("dd", new() { HasTextRegex = whole }).First.WaitForAsync();
        if (answer == "sat") await visitor.Page.Locator("[aria-label=Assignment] tbody tr:nth-last-child(1):nth-child(4)").WaitForAsync();
        if (answer == "no") await visitor.Page.Locator("[aria-label='Outputs at the witness'] tbody tr").First.WaitForAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_page_that_is_reloaded_while_bounds_close_comes_back_to_them()
    {
        await using Site site = await Site.Open();
        Fill(site);
        await using Visitor visitor = await chromium.Visit(site);
        await visitor.Open("/certificates?a=wide.npz&b=far.npz&tolerance=0&low=-3&high=3&seconds=600");
        await visitor.Page.Locator("button.main:enabled").ClickAsync();
        await visitor.UntilAt("job=");
        await visitor.Page.ReloadAsync();
        await visitor.UntilLive();
        await visitor.Page.Locator("#closing svg").First.WaitForAsync();
        Assert.Contains("job=", visitor.Page.Url, StringComparison.Ordinal);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_centre_that_is_no_list_of_numbers_names_no_file()
    {
        Visitor visitor = await shared.Begin(Fill);
        await visitor.Open("/certificates?a=a.npz&b=a.npz&domain=within&centre=../secret.npy");
        await visitor.Page.Locator("button.main", new() { HasText = "Bound" }).ClickAsync();
        await visitor.Page.Locator(".trouble", new() { HasText = "no list of numbers" }).WaitForAsync();
        Assert.DoesNotContain("job=", visitor.Page.Url, StringComparison.Ordinal);
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData("?a=x&b=y&domain=within&radius=0.25&centre=1%2C2&epsilon=0.5&l2=1&proof=1&seconds=5&job=j")]
    [InlineData("?domain=vnnlib&file=p.vnnlib&classes=1&confidence=0.5&tolerance=0.1&low=-1&high=2&check=c")]
    public void A_view_and_its_address_are_the_same(string query)
    {
        CertificateView view = CertificateView.Of(query);
        Assert.Equal(view, CertificateView.Of(AddressParts.Behind(view.Address)));
        Assert.Equal(AddressParts.Of(query), AddressParts.Of(view.Address));
    }

    private static void Fill(Site site)
    {
        SmallNetwork.Write(Path.Combine(site.Models, "a.npz"));
        SmallNetwork.WriteOther(Path.Combine(site.Models, "b.npz"));
        SmallNetwork.WriteWider(Path.Combine(site.Models, "wide.npz"), 0);
        SmallNetwork.WriteWider(Path.Combine(site.Models, "far.npz"), 1);
        File.WriteAllText(Path.Combine(site.Models, "box.vnnlib"), Property);
        File.WriteAllText(Path.Combine(site.Models, "pair.vnnlib"), Pair);
        File.WriteAllBytes(Path.Combine(site.Models, "middle.npy"), Middle());
    }

    /// <summary>The array (0.5, 0.5) as NumPy writes it.</summary>
    private static byte[] Middle()
    {
        const string Header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }";
        byte[] head = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 118, 0];
        byte[] text = System.Text.Encoding.ASCII.GetBytes(Header.PadRight(117) + "\n");
        return [.. head, .. text, .. BitConverter.GetBytes(0.5), .. BitConverter.GetBytes(0.5)];
    }
}
