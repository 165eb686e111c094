using System.Diagnostics;
using System.Text.Json;

namespace Espalier.Cli.Tests.Web;

public sealed class ServeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Slow]
    public async Task It_says_its_address_when_it_is_ready_and_ends_cleanly()
    {
        using var cli = new Cli();
        using Process process = cli.Start("serve", "--port", "0", "--json");
        using JsonDocument said = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(Cancel))!);
        string address = said.RootElement.GetProperty("address").GetString()!;
        Assert.Matches("^http://127.0.0.1:[0-9]+/$", address);
        using var client = new HttpClient();
        Assert.Contains("<h1", await client.GetStringAsync(new Uri(address), Cancel), StringComparison.Ordinal);
        Ran ran = await Cli.Stop(process, "TERM");
        Assert.Equal((0, "", ""), (ran.ExitCode, ran.Output, ran.Error));
    }

    [Theory]
    [InlineData("--models", "nowhere")]
    [InlineData("--address", "here")]
    [InlineData("--port", "70000")]
    public async Task What_cannot_be_served_is_one_line(string option, string value)
    {
        using var cli = new Cli();
        Ran ran = await cli.Run("serve", "--port", "0", option, value);
        ran.IsOneLineError(option);
    }
}
