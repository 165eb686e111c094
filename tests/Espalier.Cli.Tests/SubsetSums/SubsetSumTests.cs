using System.Text.Json;

namespace Espalier.Cli.Tests.SubsetSums;

public sealed class SubsetSumTests
{
    [Fact]
    public async Task One_list_for_all_targets()
    {
        using var cli = new Cli();
        string file = cli.Write("in.json", """{"candidates": [0.5, -0.25, 4, 0.125], "targets": [0.25, 4.125, 0], "epsilon": 0.01}""");
        Ran ran = await cli.Run("subset-sum", "solve", file, "--json");
        Assert.Equal(0, ran.ExitCode);
        Assert.Equal(
            """{"solutions":[{"status":"found","kept":[0,1],"sum":0.25,"error":0},"""
                + """{"status":"found","kept":[2,3],"sum":4.125,"error":0},{"status":"found","kept":[],"sum":0,"error":0}]}"""
                + "\n",
            ran.Output);
    }

    [Slow]
    [Fact]
    public async Task One_list_per_target_and_what_is_infeasible()
    {
        using var cli = new Cli();
        string file = cli.Write(
            "in.json", """{"candidates": [[1, 2], [8, 0.5, 0.25, 0.75]], "targets": [10, 0.75], "epsilon": 0.125, "objective": "edges"}""");
        Ran ran = await cli.Run("subset-sum", "solve", file, "--json");
        JsonElement[] solutions = [.. ran.Json().GetProperty("solutions").EnumerateArray()];
        Assert.Equal(
            (1, "infeasible", "found"),
            (ran.ExitCode, solutions[0].GetProperty("status").GetString(), solutions[1].GetProperty("status").GetString()));
        Assert.Equal((7.0, "[3]"), (solutions[0].GetProperty("error").GetDouble(), solutions[1].GetProperty("kept").GetRawText()));
        Ran table = await cli.Run("subset-sum", "solve", file);
        Assert.Contains("infeasible", table.Output);
    }

    [Slow]
    [Fact]
    public async Task Threads_change_nothing()
    {
        using var cli = new Cli();
        var random = new System.Random(3);
        double[] candidates = [.. Enumerable.Range(0, 20).Select(_ => random.NextDouble() - 0.5)];
        double[] targets = [.. Enumerable.Range(0, 100).Select(_ => (random.NextDouble() - 0.5) * 4)];
        string file = cli.Write("in.json", JsonSerializer.Serialize(new { candidates, targets, epsilon = 1e-5 }));
        Ran one = await cli.Run("subset-sum", "solve", file, "--json", "--threads", "1");
        Assert.Equal(one.Output, (await cli.Run("subset-sum", "solve", file, "--json", "--threads", "2")).Output);
        cli.Environment["DOTNET_EnableAVX2"] = "0";
        Assert.Equal(one.Output, (await cli.Run("subset-sum", "solve", file, "--json")).Output);
    }

    [Slow]
    [Theory]
    [InlineData("", "line 1")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "line 1")]
    [InlineData("{}", "there is no \"targets\"")]
    [InlineData("""{"targets": [1]}""", "there is no \"candidates\"")]
    [InlineData("""{"candidates": [1], "targets": [1], "objective": "edges"}""", "there is no \"epsilon\"")]
    [InlineData("""{"candidates": [1], "targets": [1], "objective": "most"}""", "'most'")]
    [InlineData("""{"candidates": [1], "targets": [1], "objective": 3}""", "'3'")]
    [InlineData("""{"candidates": [1, "x"], "targets": [1]}""", "candidates[1]")]
    [InlineData("""{"candidates": [1, null], "targets": [1]}""", "candidates[1]")]
    [InlineData("""{"candidates": [1e999], "targets": [1]}""", "candidates[0]")]
    [InlineData("""{"candidates": [[1], [2]], "targets": [1]}""", "2 lists for 1 targets")]
    [InlineData("""{"candidates": [[1], 2], "targets": [1, 2]}""", "candidates[1]")]
    [InlineData("""{"candidates": [1], "targets": 1}""", "targets")]
    [InlineData("""{"candidates": [1], "targets": [1], "epsilon": 0}""", "epsilon")]
    [InlineData("""{"candidates": [1], "targets": [1], "epsilon": -1}""", "epsilon")]
    [InlineData("""{"candidates": [1], "targets": [1], "tolerance": 1}""", "\"tolerance\"")]
    [
        InlineData(
            """
            {"candidates": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],
             "targets": [1], "epsilon": 0.1}
            """,
            "44"),
    ]
    public async Task Wrong_files_are_one_line(string json, string message)
    {
        using var cli = new Cli();
        (await cli.Run("subset-sum", "solve", cli.Write("in.json", json))).IsOneLineError("in.json", message);
    }

    [Fact]
    public async Task Nothing_to_solve_is_solved()
    {
        using var cli = new Cli();
        Ran ran = await cli.Run("subset-sum", "solve", cli.Write("in.json", """{"candidates": [], "targets": []}"""), "--json");
        Assert.Equal((0, """{"solutions":[]}""" + "\n"), (ran.ExitCode, ran.Output));
        (await cli.Run("subset-sum", "solve", "missing.json")).IsOneLineError("missing.json");
    }

    [Fact]
    [Slow]
    public async Task The_law_tells_failures_with_an_interval_and_the_smallest_number()
    {
        using var cli = new Cli();
        string[] law = [
            "subset-sum",
            "law",
            "--candidates",
            "12",
            "--distribution",
            "product",
            "--epsilon",
            "0.05",
            "--trials",
            "20000",
            "--radius-trials",
            "20",
            "--delta",
            "0.05",
            "--json",
        ];
        Ran ran = await cli.Run(law);
        JsonElement found = ran.Json();
        JsonElement interval = found.GetProperty("interval");
        double probability = found.GetProperty("failureProbability").GetDouble();
        Assert.Equal(20_000, found.GetProperty("trials").GetInt32());
        Assert.Equal(probability, found.GetProperty("failures").GetDouble() / 20_000);
        Assert.InRange(probability, interval.GetProperty("lower").GetDouble(), interval.GetProperty("upper").GetDouble());
        double[] errors = [.. found.GetProperty("errorQuantiles").EnumerateArray().Select(row => row.GetProperty("value").GetDouble())];
        Assert.Equal(errors.Order(), errors);
        Assert.Equal(5, found.GetProperty("coveringRadiusQuantiles").GetArrayLength());
        Assert.InRange(found.GetProperty("smallest").GetProperty("candidates").GetInt32(), 5, 20);
        Assert.Equal(ran.Output, (await cli.Run([.. law, "--threads", "1"])).Output);
    }

    [Slow]
    [Theory]
    [InlineData("--candidates", "--candidates", "0")]
    [InlineData("--candidates", "--candidates", "45")]
    [InlineData("--epsilon", "--epsilon", "0")]
    [InlineData("--delta", "--delta", "1")]
    [InlineData("--trials", "--trials", "0")]
    [InlineData("--distribution", "--distribution", "cauchy")]
    [InlineData("--radius-trials", "--candidates", "30", "--radius-trials", "5", "--trials", "1")]
    public async Task Wrong_questions_are_one_line(string message, params string[] options)
    {
        using var cli = new Cli();
        (await cli.Run(["subset-sum", "law", .. options])).IsOneLineError(message);
    }
}
