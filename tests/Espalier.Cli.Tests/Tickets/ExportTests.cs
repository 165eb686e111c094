using System.Diagnostics;
using System.Text.Json;
using Espalier.Cli.Tests.Models;
using Espalier.Graphs;

namespace Espalier.Cli.Tests.Tickets;

public sealed class ExportTests
{
    private const string Python = "/usr/bin/python3";

    [Theory]
    [InlineData("relu", "20")]
    [InlineData("linear", "10")]
    [InlineData("single", "30")]
    [Slow]
    public async Task Both_forms_compute_what_the_ticket_does(string construction, string candidates)
    {
        using var cli = new Cli();
        await cli.Draw(
            SmallNetworks.WriteTwoLayers(cli),
            "--construction",
            construction,
            "--candidates",
            candidates,
            "--epsilon",
            "0.2",
            "--distribution",
            "normal(2)");
        double[][] inputs = TicketRuns.Inputs(20, 2, -3, 3);
        double[][] wanted = await cli.Outputs("drawn.ticket", inputs);
        foreach (string form in new[] { "folded", "masked" })
        {
            JsonElement told = (await cli.Run("ticket", "export", "drawn.ticket", "-o", $"{form}.onnx", "--form", form, "--json")).Json();
            Assert.InRange(told.GetProperty("nonzero").GetInt64(), 1, told.GetProperty("parameters").GetInt64());
            Assert.Equal(form == "masked", told.GetProperty("parameters").GetInt64() > 100);
            Assert.InRange(TicketRuns.Largest(wanted, await cli.Outputs($"{form}.onnx", inputs)), 0, 1e-9);
        }

        JsonElement converted = (await cli.Run("convert", "drawn.ticket", "converted.onnx", "--json")).Json();
        Assert.InRange(converted.GetProperty("parameters").GetInt32(), 8, 40);
        Assert.Equal(wanted, await cli.Outputs("converted.onnx", inputs));
        Assert.Equal(wanted, await cli.Outputs("folded.onnx", inputs));
    }

    [Fact]
    [Slow]
    public async Task The_exported_models_pass_the_reference_checker()
    {
        using var cli = new Cli();
        if (!File.Exists(Python) || await Check(cli, "import onnx") != string.Empty) Assert.Skip($"{Python} with onnx is not installed");
        await cli.Draw(SmallNetworks.WriteTwoLayers(cli), "--candidates", "12", "--epsilon", "0.2");
        foreach (string form in new[] { "folded", "masked" })
        {
            Assert.Equal(0, (await cli.Run("ticket", "export", "drawn.ticket", "-o", $"{form}.onnx", "--form", form)).ExitCode);
            Assert.Empty(await Check(cli, $"import onnx; onnx.checker.check_model(onnx.load('{form}.onnx'), full_check=True)"));
        }
    }

    [Slow]
    [Fact]
    public async Task A_masked_form_that_is_too_large_is_refused_with_its_size()
    {
        using var cli = new Cli();
        await cli.Draw(SmallNetworks.WriteTwoLayers(cli), "--candidates", "20", "--epsilon", "0.2");
        // Three columns of 20 rows: M has 60×2 and N 2×60 entries.
        (await cli.Run("ticket", "export", "drawn.ticket", "-o", "out.onnx", "--form", "masked", "--most-entries", "119"))
            .IsOneLineError("120 entries", "119", "folded");
        Assert.False(File.Exists(cli.PathOf("out.onnx")));
        Assert.Equal(0, (await cli.Run("ticket", "export", "drawn.ticket", "-o", "out.onnx", "--form", "masked", "--most-entries", "120")).ExitCode);
        (await cli.Run("ticket", "export", "drawn.ticket", "-o", "out.onnx", "--most-entries", "0")).IsOneLineError("--most-entries");
        (await cli.Run("ticket", "export", "drawn.ticket", "-o", "out.pt")).IsOneLineError(".pt");
        (await cli.Run("ticket", "export", "drawn.ticket", "-o", "missing/out.onnx")).IsOneLineError("missing", "create the folder");
        (await cli.Run("ticket", "export", "drawn.ticket")).IsOneLineError("--out");
    }

    [Slow]
    [Fact]
    public async Task A_ticket_is_evaluated_and_inspected_like_a_network()
    {
        using var cli = new Cli();
        string model = SmallNetworks.WriteImageClassifier(cli, new Shape(784));
        await cli.Draw(model, "--construction", "linear", "--candidates", "12", "--epsilon", "0.02");
        string[] evaluate = ["evaluate", "drawn.ticket", "--data", "glyphs", "--limit", "300", "--precision", "double", "--json"];
        int folded = Correct(await cli.Run([.. evaluate, "--form", "folded"]));
        Assert.Equal(folded, Correct(await cli.Run([.. evaluate, "--form", "masked"])));
        Assert.InRange(Correct(await cli.Run("evaluate", model, "--data", "glyphs", "--limit", "300", "--json")) - folded, -60, 60);

        JsonElement told = (await cli.Run("inspect", "drawn.ticket", "--json")).Json();
        Assert.Equal(
            ("ticket", 784, 10),
            (told.GetProperty("kind").GetString(), told.GetProperty("inputs").GetInt32(), told.GetProperty("outputs").GetInt32()));
        Assert.Equal(7840, told.GetProperty("parameters").GetInt32());
        Ran table = await cli.Run("inspect", "drawn.ticket");
        Assert.All(new[] { "linear", "uniform(-1,1)", "12 per weight", "0.02" }, part => Assert.Contains(part, table.Output));
        (await cli.Run("inspect", "drawn.ticket", "--architecture", "784: dense 10")).IsOneLineError("architecture");
    }

    private static int Correct(Ran ran) => ran.Json().GetProperty("correct").GetInt32();

    /// <summary>What a script complains about; nothing if it passes.</summary>
    private static async Task<string> Check(Cli cli, string script)
    {
        var start = new ProcessStartInfo(Python, ["-c", script]) { WorkingDirectory = cli.Folder, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0 ? string.Empty : error;
    }
}
