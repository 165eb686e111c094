using Espalier.Cli.Tests.Models;

namespace Espalier.Cli.Tests.Tickets;

/// <summary>The page about a ticket says what the command says, and how to get it again.</summary>
public sealed class ReportTests
{
    [Slow]
    [Fact]
    public async Task A_report_holds_the_account_and_the_command()
    {
        using var cli = new Cli();
        string model = SmallNetworks.WriteTwoLayers(cli);
        Ran ran = await cli.Run(
            "ticket",
            "draw",
            model,
            "-o",
            "drawn.ticket",
            "--construction",
            "linear",
            "--candidates",
            "12",
            "--distribution",
            "uniform(-1,1)",
            "--report",
            "page.html",
            "--json");
        Assert.Equal(0, ran.ExitCode);
        string page = await File.ReadAllTextAsync(cli.PathOf("page.html"), TestContext.Current.CancellationToken);
        string text = System.Net.WebUtility.HtmlDecode(page);
        Assert.Contains("A ticket for two.safetensors", text);
        Assert.Contains("plain quantisation", text);
        Assert.Contains(
            $"espalier ticket draw {model} -o drawn.ticket --construction linear --candidates 12 --distribution 'uniform(-1,1)' "
                + $"--report page.html --json",
            text);
    }

    [Fact]
    public async Task A_page_in_a_missing_folder_is_refused_before_anything_is_drawn()
    {
        using var cli = new Cli();
        string model = SmallNetworks.WriteTwoLayers(cli);
        (
            await cli.Run(
                "ticket", "draw", model, "-o", "drawn.ticket", "--candidates", "12", "--report", "missing/page.html")).IsOneLineError("missing");
        Assert.False(File.Exists(cli.PathOf("drawn.ticket")));
    }
}
