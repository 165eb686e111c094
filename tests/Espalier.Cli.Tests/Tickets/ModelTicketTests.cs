using System.Text.Json;
using Espalier.Cli.Tests.Models;

namespace Espalier.Cli.Tests.Tickets;

/// <summary>A model with an operator that only ONNX Runtime knows, from drawing its ticket to running it.</summary>
public sealed class ModelTicketTests
{
    [Fact]
    [Slow]
    public async Task A_model_of_another_engine_is_drawn_verified_exported_run_and_inspected()
    {
        using var cli = new Cli();
        string model = WriteModel(cli);
        Ran ran = await cli.Run("ticket", "draw", model, "-o", "drawn.ticket", "--json");
        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("ONNX Runtime alone runs it", ran.Error);
        JsonElement drawn = ran.Json();
        Assert.Equal("onnxruntime", drawn.GetProperty("engine").GetString());
        Assert.Equal(0, drawn.GetProperty("infeasible").GetInt64());
        await cli.Verified(model);
        Assert.Equal(JsonValueKind.Null, (await cli.Run("ticket", "verify", "drawn.ticket", "--json")).Json().GetProperty("valid").ValueKind);

        Assert.Equal(0, (await cli.Run("ticket", "export", "drawn.ticket", "-o", "folded.onnx")).ExitCode);
        Assert.Equal(new FileInfo(model).Length, new FileInfo(cli.PathOf("folded.onnx")).Length);
        double[][] inputs = TicketRuns.Inputs(5, 2, -0.5, 0.5);
        double[][] folded = await cli.Outputs("folded.onnx", inputs);
        Assert.Equal(folded, await cli.Outputs("drawn.ticket", inputs));
        Assert.InRange(TicketRuns.Largest(folded, await cli.Outputs(model, inputs)), 1e-9, 0.2);

        for (int part = 1; part <= 2; part++)
            Assert.Equal(0, (await cli.Run("ticket", "draw", model, "-o", $"{part}.part", "--part", $"{part}/2")).ExitCode);
        Assert.Equal(0, (await cli.Run("ticket", "join", "2.part", "1.part", "-o", "joined.ticket", "--target", model)).ExitCode);
        Assert.Equal(await File.ReadAllBytesAsync(cli.PathOf("drawn.ticket")), await File.ReadAllBytesAsync(cli.PathOf("joined.ticket")));
        Ran other = await cli.Run("ticket", "join", "2.part", "1.part", "-o", "joined.ticket", "--target", SmallNetworks.WriteTwoLayers(cli));
        Assert.Contains("--target", other.Error, StringComparison.Ordinal);

        JsonElement seen = (await cli.Run("inspect", "drawn.ticket", "--json")).Json();
        Assert.Equal("ticket", seen.GetProperty("kind").GetString());
        Assert.Equal(2, seen.GetProperty("ticket").GetProperty("grids").GetArrayLength());
    }

    [Fact]
    [Slow]
    public async Task What_such_a_ticket_cannot_do_is_refused_with_a_remedy()
    {
        using var cli = new Cli();
        string model = WriteModel(cli);
        await Refused("--construction", "ticket", "draw", model, "-o", "t.ticket", "--construction", "relu");
        await Refused("--candidates", "ticket", "draw", model, "-o", "t.ticket", "--candidates", "20");
        await Refused("--weights-from", "ticket", "draw", model, "-o", "t.ticket", "--mask", "coded", "--weights-from", "glyphs");
        await Refused("--construction", "ticket", "draw", model, "-o", "t.part", "--part", "1/2", "--construction", "relu");
        Assert.Equal(0, (await cli.Run("ticket", "draw", model, "-o", "t.ticket", "--mask", "coded", "--bits", "3")).ExitCode);
        await Refused(".onnx", "ticket", "export", "t.ticket", "-o", "t.npz");
        await Refused("--form", "ticket", "export", "t.ticket", "-o", "t.onnx", "--form", "masked");
        await Refused("ONNX Runtime", "convert", "t.ticket", "t.onnx");

        async Task Refused(string what, params string[] arguments)
        {
            Ran ran = await cli.Run(arguments);
            Assert.NotEqual(0, ran.ExitCode);
            Assert.Contains(what, ran.Error, StringComparison.Ordinal);
        }
    }

    private static string WriteModel(Cli cli)
    {
        string model = SmallNetworks.WriteTwoLayers(cli, "model.onnx");
        SmallNetworks.Exchange(model, "Relu", "Sinh");
        return model;
    }
}
