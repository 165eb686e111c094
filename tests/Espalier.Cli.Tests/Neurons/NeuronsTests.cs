using System.Diagnostics;
using System.Text.Json;

namespace Espalier.Cli.Tests.Neurons;

public sealed class NeuronsTests
{
    private const string Problem =
        """{"weights": [[2, 0], [0, 1], [-1, 1]], "coefficients": [0.5, -1, 3], "target": [1, 0], "radius": 2, "kept": [1]}""";

    [Fact]
    [Slow]
    public async Task Pruning_finds_the_neuron_that_is_the_target()
    {
        using var cli = new Cli();
        foreach (string method in (string[])["exact", "search"])
        {
            JsonElement found = (await cli.Run("neurons", "prune", cli.Write("problem.json", Problem), "--method", method, "--json")).Json();
            Assert.Equal("optimal", found.GetProperty("status").GetString());
            Assert.Equal(0, Assert.Single(found.GetProperty("kept").EnumerateArray()).GetInt32());
            Assert.Equal(0, found.GetProperty("error").GetProperty("upper").GetDouble());
            Assert.Equal(0, found.GetProperty("bound").GetDouble());
            Assert.Equal(2, found.GetProperty("witness").GetArrayLength());
            Assert.InRange(found.GetProperty("refit").GetProperty("error").GetProperty("upper").GetDouble(), 0, 1e-9);
            Assert.True(found.GetProperty("seconds").GetDouble() >= 0);
        }
    }

    [Fact]
    public async Task The_error_of_a_given_subset_is_two_sided()
    {
        using var cli = new Cli();
        JsonElement found = (await cli.Run("neurons", "error", cli.Write("problem.json", Problem), "--json")).Json();

        // −σ(y) − σ(x) is largest at (1, 1)/√2, with 2 · √2 on the ball of radius 2.
        Assert.Equal(2 * Math.Sqrt(2), found.GetProperty("error").GetProperty("upper").GetDouble(), 1e-14);
        Assert.Equal(2 * Math.Sqrt(2), found.GetProperty("error").GetProperty("lower").GetDouble(), 1e-14);
        Assert.Equal(Math.Sqrt(2), found.GetProperty("witness")[1].GetDouble(), 1e-14);
    }

    [Slow]
    [Fact]
    public async Task A_witness_tells_what_no_choice_goes_below()
    {
        using var cli = new Cli();
        string[] drawn = ["--dimension", "4", "--width", "30", "--seed", "5", "--json"];
        JsonElement found = (await cli.Run(["neurons", "witness", "--effort", "1", .. drawn])).Json();
        double lower = found.GetProperty("error").GetProperty("lower").GetDouble();
        double eta = found.GetProperty("eta").GetDouble();
        Assert.Equal(eta / (2 + (2 * Math.Sqrt(1 + (eta * eta)))), found.GetProperty("point").GetProperty("lower").GetDouble(), 1e-12);
        Assert.True(lower > 0 && lower >= found.GetProperty("point").GetProperty("lower").GetDouble());
        Assert.Equal(4, found.GetProperty("witness").GetArrayLength());
        JsonElement pruned = (await cli.Run(["neurons", "prune", .. drawn])).Json();
        Assert.True(pruned.GetProperty("bound").GetDouble() >= pruned.GetProperty("witnessBound").GetDouble());
        Assert.True(pruned.GetProperty("error").GetProperty("upper").GetDouble() >= lower);
        (await cli.Run("neurons", "witness", "--dimension", "3")).IsOneLineError("--width");
    }

    [Slow]
    [Fact]
    public async Task Neurons_near_the_target_are_certified_without_a_search()
    {
        using var cli = new Cli();
        JsonElement found = (await cli.Run("neurons", "prune", "--dimension", "3", "--width", "2000", "--method", "cone", "--json")).Json();
        double value = found.GetProperty("cone").GetProperty("value").GetDouble();
        Assert.InRange(found.GetProperty("error").GetProperty("upper").GetDouble(), found.GetProperty("error").GetProperty(
            "lower").GetDouble(), value);
        Assert.InRange(found.GetProperty("cone").GetProperty("bound").GetDouble(), value - 1e-3, value);
        Assert.True(value < 0.3);
    }

    [Fact]
    public async Task A_time_limit_covers_drawing()
    {
        using var cli = new Cli();
        JsonElement found = (await cli.Run("neurons", "prune", "--dimension", "1000", "--width", "200000", "--time-limit", "0.05", "--json")).Json();
        Assert.Equal("limit", found.GetProperty("status").GetString());
        Assert.Empty(found.GetProperty("kept").EnumerateArray());
        Assert.Equal(0, found.GetProperty("bound").GetDouble());
    }

    [Slow]
    [Fact]
    public async Task A_drawn_problem_is_a_function_of_the_seed()
    {
        using var cli = new Cli();
        string[] command = ["neurons", "prune", "--dimension", "2", "--width", "20", "--method", "exact", "--seed", "3", "--json"];
        JsonElement first = (await cli.Run(command)).Json();
        JsonElement second = (await cli.Run(command)).Json();
        Assert.Equal(first.GetProperty("kept").GetRawText(), second.GetProperty("kept").GetRawText());
        Assert.Equal("optimal", first.GetProperty("status").GetString());
        Assert.True(first.GetProperty("bound").GetDouble() <= first.GetProperty("error").GetProperty("upper").GetDouble());
    }

    [Fact]
    public async Task A_time_limit_leaves_the_best_so_far()
    {
        using var cli = new Cli();
        JsonElement found = (
            await cli.Run("neurons", "prune", "--dimension", "2", "--width", "120", "--method", "exact", "--time-limit", "0.05", "--json")).Json();
        Assert.Equal("limit", found.GetProperty("status").GetString());
        Assert.True(found.GetProperty("error").GetProperty("upper").GetDouble() <= 1 + 1e-9);
    }

    [Fact]
    [Slow]
    public async Task A_limit_of_work_gives_the_same_answer_on_any_number_of_threads()
    {
        using var cli = new Cli();
        string[] command = ["neurons", "prune", "--dimension", "2", "--width", "150", "--work-limit", "300000", "--json", "--threads"];
        JsonElement one = (await cli.Run([.. command, "1"])).Json();
        JsonElement two = (await cli.Run([.. command, "2"])).Json();
        Assert.Equal("limit", one.GetProperty("status").GetString());
        Assert.True(one.GetProperty("bound").GetDouble() >= 0);
        foreach (string field in (string[])["kept", "error", "bound", "refit", "work"])
            Assert.Equal(one.GetProperty(field).GetRawText(), two.GetProperty(field).GetRawText());
    }

    [Fact]
    [Slow]
    public async Task Interrupted_it_answers_with_the_best_so_far()
    {
        using var cli = new Cli();
        using Process process = cli.Start(
            "neurons", "prune", "--dimension", "2", "--width", "128", "--method", "search", "--time-limit", "600", "--json");
        await cli.UntilBusy(process, processorSeconds: 2);
        Ran ran = await Cli.Stop(process);
        Assert.Equal(130, ran.ExitCode);
        Assert.Contains("best so far", ran.Error, StringComparison.Ordinal);
        JsonElement found = JsonDocument.Parse(ran.Output).RootElement;
        Assert.Equal("limit", found.GetProperty("status").GetString());
        Assert.InRange(found.GetProperty("bound").GetDouble(), 0, found.GetProperty("error").GetProperty("upper").GetDouble());
    }

    [Slow]
    [Fact]
    public async Task Refits_are_two_sided()
    {
        using var cli = new Cli();
        JsonElement refit = (
            await cli.Run("neurons", "prune", "--dimension", "2", "--width", "30", "--method", "exact", "--json")).Json().GetProperty("refit");
        double lower = refit.GetProperty("minimax").GetProperty("lower").GetDouble();
        double upper = refit.GetProperty("minimax").GetProperty("upper").GetDouble();
        Assert.InRange(upper, lower, lower * (1 + 1e-6));
        Assert.Equal(upper, refit.GetProperty("error").GetProperty("upper").GetDouble());
        Assert.True(refit.GetProperty("leastSquares").GetProperty("lower").GetDouble() >= lower);
    }

    [Slow]
    [Fact]
    public async Task Degenerate_problems_have_answers()
    {
        using var cli = new Cli();
        await Answers("""{"weights": [[0, 0], [1, 0]], "coefficients": [1, 0], "target": [0, 1]}""", 1);
        await Answers("""{"weights": [[1, 0], [1, 0], [-1, 0], [-1, 0]], "coefficients": [0.5, 0.5, 1, -1], "target": [1, 0]}""", 0);
        await Answers("""{"weights": [[1, 0], [-1, 0]], "coefficients": [1, -1], "target": [0, 1]}""", 1);
        await Answers("""{"weights": [], "coefficients": [], "target": [3, 4], "radius": 2}""", 10);
        await Answers("""{"weights": [[1, 1]], "coefficients": [1], "target": [0, 0]}""", 0);
        await Answers("""{"weights": [[2], [-1], [3]], "coefficients": [0.5, 0.25, -0.1], "target": [1]}""", 0);
        Assert.Contains("weight", (await cli.Run("neurons", "prune", "--dimension", "1", "--width", "3")).Error, StringComparison.Ordinal);

        async Task Answers(string problem, double error)
        {
            foreach (string method in (string[])["exact", "search"])
            {
                JsonElement found = (await cli.Run("neurons", "prune", cli.Write("problem.json", problem), "--method", method, "--json")).Json();
                Assert.Equal("optimal", found.GetProperty("status").GetString());
                Assert.Equal(error, found.GetProperty("error").GetProperty("upper").GetDouble(), 1e-9);
                Assert.Equal(error, found.GetProperty("bound").GetDouble(), 1e-9);
            }
        }
    }

    [Slow]
    [Fact]
    public async Task Bad_input_is_one_line()
    {
        using var cli = new Cli();
        (await cli.Run("neurons", "prune")).IsOneLineError("--dimension");
        (await cli.Run("neurons", "prune", "--dimension", "2")).IsOneLineError("--width");
        (string Command, string Problem, string Named)[] cases =
        [
            ("error", """{"weights": [[1]], "coefficients": [1], "target": [1]}""", "kept"),
            ("error", """{"weights": [[1, 2]], "coefficients": [1], "target": [1], "kept": []}""", "weights[0]"),
            ("error", """{"weights": [[1]], "coefficients": [1], "target": [1], "radius": 0, "kept": []}""", "radius"),
            ("error", """{"weights": [[1]], "coefficients": [1], "target": [1], "kept": [4]}""", "kept[0]"),
            ("error", "[1", "problem.json"),
            ("prune", """{"weights": [[1]], "coefficients": [1], "target": [1], "radius": -2}""", "radius"),
            ("prune", """{"weights": [[1e200]], "coefficients": [1], "target": [1]}""", "weights[0]"),
            ("prune", """{"weights": [], "coefficients": [], "target": []}""", "target"),
        ];
        foreach ((string command, string problem, string named) in cases)
            (await cli.Run("neurons", command, cli.Write("problem.json", problem))).IsOneLineError(named);
        (await cli.Run("neurons", "prune", "--dimension", "2", "--width", "9", "--work-limit", "-1")).IsOneLineError("--work-limit");
    }
}
