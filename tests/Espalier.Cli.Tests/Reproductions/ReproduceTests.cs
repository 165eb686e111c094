using System.Text.Json;

namespace Espalier.Cli.Tests.Reproductions;

public sealed class ReproduceTests
{
    [Fact]
    public async Task The_list_names_what_can_be_run()
    {
        using var cli = new Cli();
        JsonElement[] found = [.. (await cli.Run("reproduce", "list", "--json")).Json().GetProperty("reproductions").EnumerateArray()];
        Assert.Contains("pensia-experiment-1", found.Select(each => each.GetProperty("name").GetString()));
        foreach (string name in found.Select(each => each.GetProperty("name").GetString()!))
        {
            Ran help = await cli.Run("reproduce", name, "--help");
            Assert.Equal(0, help.ExitCode);
            Assert.Contains($"espalier reproduce {name}", help.Output);
        }

        Assert.Contains("77 266 s", (await cli.Run("reproduce", "list")).Output);
    }

    [Fact]
    public async Task What_is_missing_is_one_line()
    {
        using var cli = new Cli();
        (await cli.Run("reproduce", "pensia-experiment-1", "--target", "missing.pt")).IsOneLineError("missing.pt");
        (await cli.Run("reproduce", "pensia-experiment-9")).IsOneLineError("pensia-experiment-9");
    }
}
