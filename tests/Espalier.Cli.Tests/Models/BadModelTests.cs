namespace Espalier.Cli.Tests.Models;

/// <summary>Every command that reads a network refuses what is none, in one line.</summary>
public sealed class BadModelTests
{
    private static readonly string[][] Readers =
    [
        ["inspect", "FILE"], ["convert", "FILE", "out.onnx"], ["run", "FILE", "--values", "1"], ["evaluate", "FILE", "--data", "glyphs"],
    ];

    [Theory]
    [InlineData("missing.onnx", null, "missing.onnx")]
    [InlineData("folder.onnx", "", "folder.onnx")]
    [InlineData("empty.onnx", "", "empty")]
    [InlineData("text.onnx", "hello, this is no network\n", "text.onnx")]
    [InlineData("text.pt", "hello, this is no network\n", "text.pt")]
    [InlineData("text.safetensors", "hello, this is no network\n", "text.safetensors")]
    [InlineData("text.npz", "hello, this is no network\n", "text.npz")]
    [InlineData("network.doc", "hello, this is no network\n", "network.doc")]
    [Slow]
    public async Task What_is_no_network_is_refused(string name, string? content, string message)
    {
        using var cli = new Cli();
        if (name.StartsWith("folder", StringComparison.Ordinal)) Directory.CreateDirectory(cli.PathOf(name));
        else if (content is not null) cli.Write(name, content);
        foreach (string[] command in Readers)
        {
            (await cli.Run([.. command.Select(word => word == "FILE" ? name : word)])).IsOneLineError(message);
        }
    }

    [Fact]
    public async Task An_operator_that_is_not_supported_is_named()
    {
        using var cli = new Cli();
        // Sinh of a vector of two, opset 13, as onnx.helper of Python writes it.
        byte[] file = Convert.FromBase64String("CAc6PgoPCgF4EgF5GgFuIgRTaW5oEgFnWhMKAXgSDgoMCAESCAoCCAEKAggCYhMKAXkSDgoMCAESCAoCCAEKAggCQgQKABAN");
        await File.WriteAllBytesAsync(cli.PathOf("sinh.onnx"), file, TestContext.Current.CancellationToken);
        (await cli.Run("convert", "sinh.onnx", "sinh.npz")).IsOneLineError("sinh.onnx", "Sinh");
    }
}
