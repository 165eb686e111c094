using System.Text.Json;
using Espalier.Cli.Tests.Models;
using Espalier.Graphs;

namespace Espalier.Cli.Tests.Tickets;

public sealed class VerifyTests
{
    [Fact]
    [Slow]
    public async Task With_and_without_a_target_and_with_the_wrong_one()
    {
        using var cli = new Cli();
        string model = SmallNetworks.WriteTwoLayers(cli);
        JsonElement drawn = await cli.Draw(model, "--candidates", "30", "--epsilon", "0.1", "--distribution", "normal(2)");
        JsonElement found = await cli.Verified(model);
        Assert.Equal(drawn.GetProperty("maxWeightError").GetDouble(), found.GetProperty("maxWeightError").GetDouble());

        Ran alone = await cli.Run("ticket", "verify", "drawn.ticket", "--json");
        Assert.Equal((0, JsonValueKind.Null), (alone.ExitCode, alone.Json().GetProperty("valid").ValueKind));
        Assert.Contains("errors", Assert.Single(alone.Json().GetProperty("unchecked").EnumerateArray()).GetString());
        Assert.Equal(JsonValueKind.Null, alone.Json().GetProperty("maxWeightError").ValueKind);
        Assert.Contains("--target", alone.Error);
        Assert.Empty((await cli.Run("ticket", "verify", "drawn.ticket", "--json", "--quiet")).Error);

        Ran wrong = await cli.Run("ticket", "verify", "drawn.ticket", "--json", "--target", SmallNetworks.WriteImageClassifier(cli, new Shape(784)));
        Assert.Equal((1, false), (wrong.ExitCode, wrong.Json().GetProperty("valid").GetBoolean()));
        Assert.Contains("another target", Assert.Single(wrong.Json().GetProperty("problems").EnumerateArray()).GetString());
        wrong = await cli.Run("ticket", "verify", "drawn.ticket", "--target", "image.safetensors");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("problem: ", wrong.Output);
    }

    [Fact]
    [Slow]
    public async Task One_flipped_byte_is_refused_wherever_a_ticket_is_read()
    {
        using var cli = new Cli();
        await cli.Draw(SmallNetworks.WriteTwoLayers(cli), "--candidates", "10", "--epsilon", "0.5");
        byte[] file = await File.ReadAllBytesAsync(cli.PathOf("drawn.ticket"), TestContext.Current.CancellationToken);
        foreach (int at in new[] { 9, 13, 40, file.Length / 2, file.Length - 40, file.Length - 1 })
        {
            var damaged = (byte[])file.Clone();
            damaged[at] ^= 0x10;
            await File.WriteAllBytesAsync(cli.PathOf("damaged.ticket"), damaged, TestContext.Current.CancellationToken);
            (await cli.Run("ticket", "verify", "damaged.ticket", "--target", "two.safetensors")).IsOneLineError("damaged.ticket");
        }

        (await cli.Run("ticket", "export", "damaged.ticket", "-o", "out.onnx")).IsOneLineError("damaged.ticket", "checksum");
        (await cli.Run("inspect", "damaged.ticket")).IsOneLineError("damaged.ticket", "checksum");
        (await cli.Run("run", "damaged.ticket", "--values", "1,2")).IsOneLineError("damaged.ticket", "checksum");
        await File.WriteAllBytesAsync(cli.PathOf("short.ticket"), file[..20], TestContext.Current.CancellationToken);
        (await cli.Run("ticket", "verify", "short.ticket")).IsOneLineError("short.ticket", "ends too early");
        (await cli.Run("ticket", "verify", "two.safetensors")).IsOneLineError("two.safetensors", "not a ticket");
        (await cli.Run("ticket", "verify", "missing.ticket")).IsOneLineError("missing.ticket", "no such file");
        (await cli.Run("ticket", "verify", "drawn.ticket", "--target", "missing.onnx")).IsOneLineError("missing.onnx");
        Assert.False(File.Exists(cli.PathOf("out.onnx")));
    }
}
