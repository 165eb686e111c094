using System.Diagnostics;

namespace Espalier.Cli.Tests.Frame;

public sealed class CancellationTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_stops_long_work(string signal)
    {
        using var cli = new Cli();
        string folder = cli.PathOf("glyphs");
        using Process process = cli.Start("data", "make", "glyphs", "--out", folder, "--training", "2000000", "--json");
        while (!Directory.Exists(folder) && !process.HasExited) await Task.Delay(20, TestContext.Current.CancellationToken);
        Ran ran = await Cli.Stop(process, signal);
        Assert.Equal(
            (string.Empty, "espalier: cancelled; nothing was kept, the same command begins anew\n", 130), (ran.Output, ran.Error, ran.ExitCode));
        Assert.Empty(Directory.GetFiles(folder));
    }
}
