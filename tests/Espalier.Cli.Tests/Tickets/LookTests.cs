using System.Text.Json;
using Espalier.Cli.Tests.Models;

namespace Espalier.Cli.Tests.Tickets;

public sealed class LookTests
{
    [Fact]
    public async Task What_is_seen_inside_agrees_with_the_draw_and_with_the_target()
    {
        using var cli = new Cli();
        string model = SmallNetworks.WriteTwoLayers(cli);
        JsonElement drawn = await cli.Draw(model);
        Ran ran = await cli.Run("ticket", "look", "drawn.ticket", "--target", model, "--grid", "0", "--weight", "0,0", "--json");
        JsonElement seen = ran.Json();
        Assert.Equal((0, "free"), (ran.ExitCode, seen.GetProperty("mask").GetString()));
        JsonElement[] grids = [.. seen.GetProperty("grids").EnumerateArray()];
        Assert.Equal(drawn.GetProperty("keptEdges").GetInt64(), grids.Sum(grid => grid.GetProperty("kept").GetInt64()));
        Assert.All(grids, grid => Assert.Equal(0, grid.GetProperty("beyond").GetInt64()));
        Assert.Equal(4, grids[0].GetProperty("keptPicture").GetProperty("values").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, grids[1].GetProperty("keptPicture").ValueKind);

        // What is kept of the candidates for inputs of at least 0 adds up to what is realised there.
        JsonElement weight = seen.GetProperty("weight");
        double realised = weight.GetProperty("candidates").EnumerateArray()
            .Where(each => each.GetProperty("isKept").GetBoolean() && each.GetProperty("side").GetString() is "both" or "positive")
            .Sum(each => each.GetProperty("value").GetDouble());
        Assert.Equal(weight.GetProperty("positive").GetDouble(), realised, 1e-6);
        Assert.InRange(weight.GetProperty("error").GetDouble(), 0, weight.GetProperty("tolerance").GetDouble());
    }

    [Fact]
    public async Task People_are_shown_grids_yardsticks_and_the_candidates_of_one_weight()
    {
        using var cli = new Cli();
        string model = SmallNetworks.WriteTwoLayers(cli);
        await cli.Draw(model);
        Ran ran = await cli.Run("ticket", "look", "drawn.ticket", "--target", model, "--grid", "0", "--weight", "0,0");
        Assert.Equal(0, ran.ExitCode);
        Assert.All(
            (string[])["within tolerance", "held otherwise", "grid 0, output 0, place 0", "acts on", "kept"],
            part => Assert.Contains(part, ran.Output));

        // Without the target nothing is said of errors, and that is said.
        Ran alone = await cli.Run("ticket", "look", "drawn.ticket");
        Assert.Equal(0, alone.ExitCode);
        Assert.Contains("--target", alone.Error);
        Assert.DoesNotContain("held otherwise", alone.Output);
    }

    [Theory]
    [InlineData("--grid", "--grid", "9")]
    [InlineData("--grid", "--weight", "0,0")]
    [InlineData("--weight", "--grid", "0", "--weight", "0")]
    [InlineData("--weight", "--grid", "0", "--weight", "0,99")]
    public async Task What_is_not_there_is_one_line(string part, params string[] options)
    {
        using var cli = new Cli();
        string model = SmallNetworks.WriteTwoLayers(cli);
        await cli.Draw(model);
        (await cli.Run(["ticket", "look", "drawn.ticket", .. options])).IsOneLineError(part);
    }

    [Fact]
    public async Task Another_network_is_refused()
    {
        using var cli = new Cli();
        await cli.Draw(SmallNetworks.WriteTwoLayers(cli));
        string other = SmallNetworks.WriteImageClassifier(cli, new(784));
        (await cli.Run("ticket", "look", "drawn.ticket", "--target", other)).IsOneLineError(Path.GetFileName(other), "not drawn for it");
    }
}
