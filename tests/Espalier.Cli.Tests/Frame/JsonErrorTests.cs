using System.Text.Json;

namespace Espalier.Cli.Tests.Frame;

/// <summary>With <c>--json</c> an error is a document too; the exit code and the line on stderr stay as they are.</summary>
public sealed class JsonErrorTests
{
    [Theory]
    [InlineData("missing.onnx", "no such file", "inspect", "missing.onnx")]
    [InlineData("in.json", "not JSON", "subset-sum", "solve", "in.json")]
    [InlineData("espalier inspect", "unknown option '--wrong'", "inspect", "--wrong", "x")]
    [InlineData("espalier", "a command is missing")]
    [InlineData("--centre", "says nothing beside --box", "certify", "one.json", "one.json", "--box", "0", "1", "--centre", "0")]
    [InlineData("--shard", "no shard 3/2", "lab", "run", "spec.yaml", "--shard", "3/2")]
    [Slow]
    public async Task An_error_says_where_what_and_what_to_do(string source, string problem, params string[] arguments)
    {
        using var cli = new Cli();
        cli.Write("in.json", "{");
        cli.Write("spec.yaml", "experiment: birth-death-chain\nstore: s\nreplicates: 1\ngrid:\n  cap: [3]\n");
        Models.SmallNetworks.WriteTwoLayers(cli);
        Ran ran = await cli.Run([.. arguments.Select(word => word == "one.json" ? "two.safetensors" : word), "--json"]);
        Assert.Equal(2, ran.ExitCode);
        JsonElement error = JsonDocument.Parse(ran.Output).RootElement.GetProperty("error");
        Assert.Equal(["source", "place", "problem", "remedy"], error.EnumerateObject().Select(field => field.Name));
        Assert.Contains(source, error.GetProperty("source").GetString());
        Assert.Contains(problem, error.GetProperty("problem").GetString());
        Assert.NotEmpty(error.GetProperty("remedy").GetString()!);
        Assert.StartsWith("espalier: ", Assert.Single(ran.Error.TrimEnd('\n').Split('\n')));
    }

    [Fact]
    public async Task A_file_that_is_called_like_a_field_stays_a_file()
    {
        using var cli = new Cli();
        cli.Write("target", "{}");
        (await cli.Run("ticket", "verify", "target")).IsOneLineError("espalier: target");
    }
}
