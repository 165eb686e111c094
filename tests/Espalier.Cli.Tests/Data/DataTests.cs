using System.Text.Json;
using Espalier.Cli.Tests.Models;
using Espalier.Graphs;
using Espalier.Tests.Training.DataSets;
using Espalier.Training.DataSets;

namespace Espalier.Cli.Tests.Data;

public sealed class DataTests
{
    [Fact]
    [Slow]
    public async Task Glyphs_become_files_that_evaluate_like_the_built_in_ones()
    {
        using var cli = new Cli();
        string folder = cli.PathOf("new/glyphs");
        JsonElement made = (await cli.Run("data", "make", "glyphs", "--out", folder, "--training", "30", "--test", "200", "--json")).Json();
        Assert.Equal((folder, 230), (made.GetProperty("path").GetString(), made.GetProperty("examples").GetInt32()));
        Assert.Equal(
            Glyphs.Make(1, training: true, 30, threads: 1, TestContext.Current.CancellationToken).Pixels, Mnist.Load(folder, training: true).Pixels);
        string model = SmallNetworks.WriteImageClassifier(cli, new Shape(1, 28, 28));
        JsonElement files = (await cli.Run("evaluate", model, "--data", folder, "--json")).Json();
        JsonElement drawn = (await cli.Run("evaluate", model, "--data", "glyphs", "--limit", "200", "--json")).Json();
        Assert.Equal(200, files.GetProperty("examples").GetInt32());
        Assert.Equal(drawn.GetProperty("correct").GetInt32(), files.GetProperty("correct").GetInt32());
    }

    [Slow]
    [Fact]
    public async Task Mnist_is_fetched_checked_and_found()
    {
        using var cli = new Cli();
        await using LoopbackServer mirror = Mirror(Checkout.SharedData("mnist"));
        cli.Environment["ESPALIER_DATA"] = cli.PathOf("data");
        cli.Environment["NO_PROXY"] = "127.0.0.1";
        Assert.False(Listed(await cli.Run("data", "list", "--json")).GetProperty("available").GetBoolean());
        JsonElement fetched = (await cli.Run("data", "fetch", "mnist", "--mirror", $"{mirror.Address}", "--json")).Json();
        Assert.Equal(
            (cli.PathOf("data/mnist"), 70000, 4),
            (fetched.GetProperty("path").GetString(), fetched.GetProperty("examples").GetInt32(), fetched.GetProperty("files").GetInt32()));
        JsonElement again = (await cli.Run("data", "fetch", "mnist", "--mirror", "http://127.0.0.1:1", "--json")).Json();
        Assert.Equal(0, again.GetProperty("files").GetInt32());
        JsonElement listed = Listed(await cli.Run("data", "list", "--json"));
        Assert.Equal((true, 70000), (listed.GetProperty("available").GetBoolean(), listed.GetProperty("examples").GetInt32()));
        string model = SmallNetworks.WriteImageClassifier(cli, new Shape(784));
        Assert.Equal(10000, (await cli.Run("evaluate", model, "--data", "mnist", "--json")).Json().GetProperty("examples").GetInt32());
    }

    [Fact]
    public async Task A_mirror_that_sends_something_else_is_refused()
    {
        using var cli = new Cli();
        cli.Write("train-images-idx3-ubyte.gz", "something else");
        await using LoopbackServer mirror = Mirror(cli.Folder);
        cli.Environment["NO_PROXY"] = "127.0.0.1";
        (await cli.Run("data", "fetch", "mnist", "--mirror", $"{mirror.Address}", "--out", cli.PathOf("out")))
            .IsOneLineError("train-images-idx3-ubyte", "127.0.0.1");
        Assert.Empty(Directory.GetFiles(cli.PathOf("out")));
    }

    [Slow]
    [Theory]
    [InlineData("'letters' is no built-in data set", "data", "make", "letters", "--out", "x")]
    [InlineData("--out is missing", "data", "make", "glyphs")]
    [InlineData("'letters' is no data set to fetch", "data", "fetch", "letters")]
    [InlineData("'nowhere' is no address", "data", "fetch", "mnist", "--mirror", "nowhere")]
    [InlineData("list, make, fetch", "data")]
    [InlineData("did you mean 'fetch'?", "data", "fecth", "mnist")]
    [InlineData("espalier: ", "data", "make", "glyphs", "--out", "/proc/nowhere", "--training", "1", "--test", "1")]
    public async Task Wrong_use_is_one_line(string message, params string[] arguments)
    {
        using var cli = new Cli();
        (await cli.Run(arguments)).IsOneLineError(message);
    }

    private static JsonElement Listed(Ran ran) =>
        ran.Json().GetProperty("sets").EnumerateArray().Single(set => set.GetProperty("name").GetString() == "mnist");

    /// <summary>Serves the files of a folder.</summary>
    private static LoopbackServer Mirror(string folder) => new(async (path, stream, stop) =>
    {
        string file = Path.Combine(folder, Path.GetFileName(path));
        if (File.Exists(file)) await LoopbackServer.BodyAsync(stream, await File.ReadAllBytesAsync(file, stop), stop);
        else await LoopbackServer.HeaderAsync(stream, "404 Not Found", 0, stop);
    });
}
