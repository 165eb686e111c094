using System.Text.Json;
using Espalier.Cli.Tests.Models;
using Espalier.Cli.Tests.Tickets;
using Espalier.Graphs;

namespace Espalier.Cli.Tests.Training;

/// <summary>A search's ticket through every command that takes a ticket.</summary>
public sealed class SearchedTicketTests
{
    private static readonly string[] Glyphs = ["--data", "glyphs", "--training", "1500", "--test", "300", "--epochs", "2", "--layers", "784-20-10"];

    [Theory]
    [InlineData("linear")]
    [InlineData("relu")]
    [InlineData("wide")]
    [Slow]
    public async Task It_is_verified_inspected_evaluated_run_and_exported_like_any_other(string structure)
    {
        using var cli = new Cli();
        Ran found = await cli.Run(["popup", .. Glyphs, "--structure", structure, "--pairs", "3", "-o", "found.ticket", "--json"]);
        Assert.Equal(0, found.ExitCode);
        JsonElement baselines = found.Json().GetProperty("baselines");
        foreach (string name in new[] { "randomMask", "shuffledMask", "redrawnWeights" })
            Assert.True(baselines.GetProperty(name).GetDouble() < found.Json().GetProperty("accuracy").GetDouble(), name);
        Assert.Equal(JsonValueKind.Null, baselines.GetProperty("magnitude").ValueKind);

        Ran verified = await cli.Run("ticket", "verify", "found.ticket", "--data", "glyphs", "--json");
        Assert.Equal((0, true, ""), (verified.ExitCode, verified.Json().GetProperty("valid").GetBoolean(), verified.Error));
        Assert.Equal(found.Json().GetProperty("keptEdges").GetInt64(), verified.Json().GetProperty("keptEdges").GetInt64());
        Assert.Contains("--data", (await cli.Run("ticket", "verify", "found.ticket")).Error);
        Assert.Equal(1, (await cli.Run("ticket", "verify", "found.ticket", "--data", "glyphs", "--seed", "9")).ExitCode);

        JsonElement ticket = (await cli.Run("inspect", "found.ticket", "--json")).Json().GetProperty("ticket");
        Assert.Equal((structure, 64), (ticket.GetProperty("structure").GetString(), ticket.GetProperty("digest").GetString()!.Length));
        JsonElement claim = ticket.GetProperty("accuracy");
        Assert.Equal(300, claim.GetProperty("examples").GetInt32());
        Assert.Contains("edge-popup", (await cli.Run("inspect", "found.ticket")).Output);

        JsonElement evaluated = (await cli.Run("evaluate", "found.ticket", "--data", "glyphs", "--limit", "300", "--json")).Json();
        Assert.Equal(claim.GetProperty("correct").GetInt32(), evaluated.GetProperty("correct").GetInt32());
        double[][] image = TicketRuns.Inputs(1, 784, 0, 1);
        double[][] outputs = await cli.Outputs("found.ticket", image);
        foreach (string form in new[] { "folded", "masked" })
        {
            JsonElement exported = (await cli.Run("ticket", "export", "found.ticket", "-o", $"{form}.onnx", "--form", form, "--json")).Json();
            Assert.Equal(
                form == "masked" || structure == "wide", exported.GetProperty("nonzero").GetInt64() == ticket.GetProperty("keptEdges").GetInt64());
            Assert.InRange(TicketRuns.Largest(outputs, await cli.Outputs($"{form}.onnx", image)), 0, 1e-9);
        }
    }

    [Fact]
    [Slow]
    public async Task A_trained_network_gives_the_pruned_baselines()
    {
        using var cli = new Cli();
        Assert.Equal(0, (await cli.Run(["train", .. Glyphs, "--out", "trained.onnx"])).ExitCode);
        JsonElement baselines = (
            await cli.Run(
                ["popup", .. Glyphs, "--removed", "0.9", "--pairs", "1", "--trained", "trained.onnx", "--json"])).Json().GetProperty("baselines");
        long kept = 1 + 15_680 / 10;
        Assert.Equal(15_880, baselines.GetProperty("trained").GetProperty("kept").GetInt64());
        Assert.InRange(baselines.GetProperty("magnitude").GetProperty("kept").GetInt64(), kept, kept + 200);
        Assert.InRange(baselines.GetProperty("neurons").GetProperty("kept").GetInt64(), 794, kept + 200);
        (await cli.Run(["popup", .. Glyphs, "--trained", "missing.onnx"])).IsOneLineError("missing.onnx");
        (await cli.Run(["popup", .. Glyphs, "-o", "missing/found.ticket"])).IsOneLineError("missing", "create the folder");
    }

    [Fact]
    [Slow]
    public async Task A_target_for_a_ticket_that_a_search_found_is_a_problem()
    {
        using var cli = new Cli();
        string target = SmallNetworks.WriteImageClassifier(cli, new Shape(784));
        await cli.Run(["popup", .. Glyphs, "--pairs", "1", "-o", "found.ticket"]);
        Ran wrong = await cli.Run("ticket", "verify", "found.ticket", "--target", target, "--json");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("imitates no target", Assert.Single(wrong.Json().GetProperty("problems").EnumerateArray()).GetString());
    }
}
