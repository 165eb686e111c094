using System.Text.Json;

namespace Espalier.Cli.Tests.Models;

public sealed class InspectTests
{
    [Fact]
    public async Task A_network_is_told_layer_by_layer()
    {
        using var cli = new Cli();
        JsonElement found = (await cli.Run("inspect", SmallNetworks.WriteTwoLayers(cli), "--json")).Json();
        Assert.Equal("network", found.GetProperty("kind").GetString());
        Assert.Equal("safetensors", found.GetProperty("format").GetString());
        Assert.Equal((2, 1, 8, 6), (Int("inputs"), Int("outputs"), Int("parameters"), Int("nonzero")));
        JsonElement[] layers = [.. found.GetProperty("layers").EnumerateArray()];
        Assert.Equal(["dense", "relu", "dense"], layers.Select(layer => layer.GetProperty("kind").GetString()));
        Assert.Equal((-1.0, 3.0), (layers[0].GetProperty("minimum").GetDouble(), layers[0].GetProperty("maximum").GetDouble()));
        Assert.Equal((6, 4), (layers[0].GetProperty("parameters").GetInt32(), layers[0].GetProperty("nonzero").GetInt32()));
        Assert.Equal(JsonValueKind.Null, layers[1].GetProperty("minimum").ValueKind);

        int Int(string name) => found.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task People_read_a_table()
    {
        using var cli = new Cli();
        Ran ran = await cli.Run("inspect", SmallNetworks.WriteTwoLayers(cli));
        Assert.Equal(
            """
            kind          network
            format        safetensors
            inputs        2
            outputs       1
            parameters    8
            nonzero       6
            stored in     float32
            architecture  2: dense, relu, dense

            layer  kind   output  parameters  nonzero  smallest  largest
            ────────────────────────────────────────────────────────────
                0  dense       2           6        4        -1        3
                1  relu        2
                2  dense       1           2        2         1        2

            """,
            ran.Output);
    }

    [Slow]
    [Fact]
    public async Task A_real_network_of_pytorch_is_understood()
    {
        using var cli = new Cli();
        JsonElement found = (await cli.Run("inspect", Checkout.SharedData("pensia", "fc2.pt"), "--json")).Json();
        Assert.Equal(
            (784, 10, 397000),
            (found.GetProperty("inputs").GetInt32(), found.GetProperty("outputs").GetInt32(), found.GetProperty("parameters").GetInt32()));
    }
}
