namespace Espalier.Cli.Tests.Models;

public sealed class ConvertTests
{
    [Slow]
    [Fact]
    public async Task A_network_survives_a_round_through_all_formats()
    {
        using var cli = new Cli();
        string file = SmallNetworks.WriteTwoLayers(cli);
        foreach (string name in new[] { "a.safetensors", "b.npz", "c.onnx" })
        {
            Ran ran = await cli.Run("convert", file, cli.PathOf(name), "--json");
            Assert.Equal(8, ran.Json().GetProperty("parameters").GetInt32());
            file = cli.PathOf(name);
        }

        Ran outputs = await cli.Run("run", file, "--values", "-0.25,0.125", "--json");
        Assert.Equal(0.875, outputs.Json().GetProperty("outputs")[0][0].GetDouble());
    }

    [Theory]
    [InlineData("missing/out.onnx", "create the folder")]
    [InlineData("out.xyz", "xyz")]
    [InlineData("out.pt", ".pt")]
    [InlineData(".", ".")]
    [Slow]
    public async Task A_destination_that_cannot_be_written_is_one_line(string destination, string message)
    {
        using var cli = new Cli();
        (await cli.Run("convert", SmallNetworks.WriteTwoLayers(cli), destination)).IsOneLineError(message);
    }
}
