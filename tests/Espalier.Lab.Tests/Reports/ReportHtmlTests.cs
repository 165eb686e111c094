using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Espalier.Lab.Figures;
using Espalier.Lab.Reports;
using Espalier.Lab.Tests.Figures;

namespace Espalier.Lab.Tests.Reports;

public sealed partial class ReportHtmlTests
{
    private static readonly string Page = ReportHtml.Write(ReportGallery.Full);

    [Fact]
    public void Needs_nothing_but_itself()
    {
        Assert.DoesNotContain("<script", Page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", Page, StringComparison.Ordinal);
        string[] addresses = [.. Addresses().Matches(Page).Select(m => m.Value)];
        Assert.All(addresses, address => Assert.True(address is "http://www.w3.org/2000/svg", address));
        Assert.All(
            Links().Matches(Page).Select(m => m.Groups[1].Value), link => Assert.StartsWith("data:text/csv;base64,", link, StringComparison.Ordinal));
        Assert.All(References().Matches(Page).Select(m => m.Groups[1].Value), id => Assert.Contains($"id=\"{id}\"", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Is_well_formed_and_escaped()
    {
        XElement html = Xml();
        Assert.Equal("The gap between weights & neurons <measured>", html.Descendants("h1").Single().Value);
        Assert.Contains("weights <script>", html.Descendants("td").Select(td => td.Value));
        Assert.Equal(ReportGallery.Full.Reproduction!.Command, html.Descendants("code").Last().Value);
        string[] ids = [.. html.Descendants().Attributes("id").Select(a => a.Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Figures_carry_their_data()
    {
        string link = Links().Match(Page).Groups[1].Value;
        string csv = Encoding.UTF8.GetString(Convert.FromBase64String(link["data:text/csv;base64,".Length..]));
        Assert.Equal(FigureCsv.Write(FigureGallery.All["gap"]), csv);
        Assert.Equal(3, Xml().Descendants("figure").Count());
    }

    [Fact]
    public void Numbers_stand_to_the_right_and_long_tables_are_folded()
    {
        XElement html = Xml();
        string caption = html.Descendants("p").Single(p => p.Value == "Width at success one half").Attribute("id")!.Value;
        XElement[] head = [.. html.Descendants("table").Single(t => (string?)t.Attribute("aria-labelledby") == caption).Descendants("th")];
        Assert.Equal([null, "number", "number", "number", "number"], head.Select(th => (string?)th.Attribute("class")));
        XElement folded = html.Descendants("details").Single();
        Assert.Equal(40, folded.Descendants("tbody").Single().Elements().Count());
        Assert.Equal("All 40 rows", folded.Element("summary")!.Value);
    }

    [Fact]
    public void Is_the_same_each_time() => Assert.Equal(Page, ReportHtml.Write(ReportGallery.Full));

    [Fact]
    public void A_ragged_table_is_refused()
    {
        Report report = new() { Title = "t", Sections = [new("s", [new TableBlock("c", ["a", "b"], [["1"]])])] };
        Assert.Throws<InvalidInputException>(() => ReportHtml.Write(report));
    }

    /// <summary>The page as XML: its elements without content are closed first, and the namespace of drawings is dropped.</summary>
    private static XElement Xml() =>
        XElement.Parse(
            MetaTags().Replace(Page, "$1/>").Replace("<!DOCTYPE html>", "", StringComparison.Ordinal).Replace(
                " xmlns=\"http://www.w3.org/2000/svg\"", "", StringComparison.Ordinal),
            LoadOptions.PreserveWhitespace);

    [GeneratedRegex("https?://[^\"' <]*")]
    private static partial Regex Addresses();

    [GeneratedRegex("href=\"([^\"]*)\"")]
    private static partial Regex Links();

    [GeneratedRegex("url\\(#([^)]*)\\)")]
    private static partial Regex References();

    [GeneratedRegex("(<meta [^>]*)>")]
    private static partial Regex MetaTags();
}
