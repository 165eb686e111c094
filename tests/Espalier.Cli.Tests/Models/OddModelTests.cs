using System.Text;
using System.Text.Json;

namespace Espalier.Cli.Tests.Models;

/// <summary>Models that ONNX Runtime opens and that are networks only by their format.</summary>
public sealed class OddModelTests
{
    [Slow]
    [Fact]
    public async Task A_model_without_inputs_is_refused()
    {
        using var cli = new Cli();
        byte[] one = Field(5, [.. Field(1, "value_float"u8), (2 << 3) | 5, .. BitConverter.GetBytes(1f), .. Number(20, 1)]);
        await Write(cli, "constant.onnx", Field(1, [.. Field(2, "y"u8), .. Field(4, "Constant"u8), .. one]));
        (await cli.Run("inspect", "constant.onnx")).IsOneLineError("constant.onnx");
        (await cli.Run("inspect", "constant.onnx", "--engine", "onnxruntime")).IsOneLineError("constant.onnx", "no inputs");
        (await cli.Run("run", "constant.onnx", "--values", "1", "--engine", "onnxruntime")).IsOneLineError("constant.onnx");
    }

    [Slow]
    [Fact]
    public async Task A_model_whose_input_no_array_holds_is_told_of_and_not_run()
    {
        using var cli = new Cli();
        byte[] node = Field(1, [.. Field(1, "x"u8), .. Field(2, "y"u8), .. Field(4, "Sinh"u8)]);
        await Write(cli, "vast.onnx", [.. node, .. Field(11, Value("x", 1, 70_000, 70_000))]);
        JsonElement seen = (await cli.Run("inspect", "vast.onnx", "--json")).Json();
        Assert.Equal(("onnxruntime", int.MaxValue), (seen.GetProperty("engine").GetString(), seen.GetProperty("inputs").GetInt32()));
        (await cli.Run("run", "vast.onnx", "--values", "1", "--engine", "onnxruntime")).IsOneLineError("vast.onnx");
    }

    /// <summary>A model of one graph with the output y.</summary>
    private static Task Write(Cli cli, string name, byte[] parts) => File.WriteAllBytesAsync(
        cli.PathOf(name),
        [.. Number(1, 7), .. Field(7, [.. parts, .. Field(2, "g"u8), .. Field(12, Value("y"))]), .. Field(8, Number(2, 13))],
        TestContext.Current.CancellationToken);

    /// <summary>A tensor of float32 by its name; without extents its shape is not said.</summary>
    private static byte[] Value(string name, params int[] extents)
    {
        byte[] shape = extents.Length == 0 ? [] : Field(2, [.. extents.SelectMany(extent => Field(1, Number(1, extent)))]);
        return [.. Field(1, Encoding.UTF8.GetBytes(name)), .. Field(2, Field(1, [.. Number(1, 1), .. shape]))];
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> content) => [.. Varint((number << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Number(int number, int value) => [.. Varint(number << 3), .. Varint(value)];

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
