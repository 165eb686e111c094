using System.Globalization;
using System.Text.Json;
using Espalier.Cli.Tests.Models;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Cli.Tests.Certificates;

public sealed class QueryTests
{
    private const string Pair = """
        (vnnlib-version <2.0>)
        (declare-network f (declare-input X_f real [2]) (declare-output Y_f real [1]))
        (declare-network g (isomorphic-to f) (declare-input X_g real [2]) (declare-output Y_g real [1]))
        (assert (and (<= X_f[0] 1) (>= X_f[0] 0) (<= X_f[1] 0.1) (>= X_f[1] 0.1) (== X_f[0] X_g[0]) (== X_f[1] X_g[1])))

        """;

    [Slow]
    [Theory]
    [InlineData("(assert (>= Y_f[0] (+ Y_g[0] 1.5)))", "unsat", 0)]
    [InlineData("(assert (>= Y_f[0] (+ Y_g[0] 0.9)))", "sat", 1)]
    public async Task A_query_is_answered_in_the_syntax_of_its_format(string assertion, string answer, int exitCode)
    {
        using var cli = new Cli();
        string[] command = ["certify", Linear(cli, "f.npz", 2, 1), Linear(cli, "g.npz", 1, 1), "--vnnlib", cli.Write("q.vnnlib", Pair + assertion)];
        Ran ran = await cli.Run(command);
        string[] lines = ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((exitCode, answer), (ran.ExitCode, lines[0]));
        Assert.Equal(answer == "sat" ? 11 : 1, lines.Length);
        if (answer != "sat") return;
        Assert.Equal(["X_f real [2]", "Y_f real [1]", "X_g real [2]", "Y_g real [1]"], [lines[1], lines[4], lines[6], lines[9]]);
        Assert.Equal("0.1", lines[3]);
        double x = double.Parse(lines[2], CultureInfo.InvariantCulture);
        Assert.InRange(x, 0.9, 1);
        Assert.Equal((lines[2], lines[3]), (lines[7], lines[8]));
        JsonElement json = (await cli.Run([.. command, "--json"])).Json();
        Assert.Equal("sat", json.GetProperty("answer").GetString());
        Assert.Equal(4, json.GetProperty("assignment").GetArrayLength());
    }

    [Slow]
    [Fact]
    public async Task What_ought_to_hold_is_negated()
    {
        using var cli = new Cli();
        string query = cli.Write("q.vnnlib", Pair + "(assert (<= Y_f[0] (+ Y_g[0] 0.5))) (assert (>= Y_f[0] (- Y_g[0] 0.5)))");
        (string f, string g) = (Linear(cli, "f.npz", 2, 1), Linear(cli, "g.npz", 1, 1));
        Assert.StartsWith("sat", (await cli.Run("certify", f, g, "--vnnlib", query)).Output, StringComparison.Ordinal);
        Assert.StartsWith("sat", (await cli.Run("certify", f, g, "--vnnlib", query, "--negate")).Output, StringComparison.Ordinal);
        Assert.StartsWith(
            "unsat", (await cli.Run("certify", f, Linear(cli, "h.npz", 1.9, 1), "--vnnlib", query, "--negate")).Output, StringComparison.Ordinal);
    }

    [Slow]
    [Fact]
    public async Task A_property_of_one_network_is_answered_too()
    {
        using var cli = new Cli();
        const string Declared = "(declare-const X_0 Real)(declare-const X_1 Real)(declare-const Y_0 Real)";
        const string Box = $"{Declared}(assert (<= X_0 1))(assert (>= X_0 0))(assert (<= X_1 0))(assert (>= X_1 0))";
        string f = Linear(cli, "f.npz", 2, 1);
        Ran sat = await cli.Run("certify", f, "--vnnlib", cli.Write("sat.vnnlib", $"{Box}(assert (or (>= Y_0 3) (and (>= Y_0 1.5) (<= X_0 0.8))))"));
        Assert.Equal(1, sat.ExitCode);
        Assert.StartsWith("sat\n(\n(X_0 0.", sat.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Ran unsat = await cli.Run(
            "certify", f, "--vnnlib", cli.Write("unsat.vnnlib", $"{Box}(assert (or (>= Y_0 3) (and (>= Y_0 1.5) (<= X_0 0.7))))"));
        Assert.Equal((0, "unsat"), (unsat.ExitCode, unsat.Output.Trim()));
    }

    [Slow]
    [Fact]
    public async Task Networks_that_do_not_fit_a_query_are_refused()
    {
        using var cli = new Cli();
        string query = cli.Write("q.vnnlib", Pair), f = Linear(cli, "f.npz", 2, 1);
        Assert.Equal(2, (await cli.Run("certify", f, "--vnnlib", query)).ExitCode);
        Assert.Equal(2, (await cli.Run("certify", f, Linear(cli, "g.npz", 2, 1, 1), "--vnnlib", query)).ExitCode);
        Assert.Equal(2, (await cli.Run("certify", f, "--ball", "1")).ExitCode);
        Assert.Equal(2, (await cli.Run("certify", f, f, "--ball", "1", "--negate")).ExitCode);
        Assert.Equal(2, (await cli.Run("certify", f, f, "--ball", "1", "--margin", "1")).ExitCode);
        (await cli.Run("certify", f, f, "--vnnlib", query, "--proof", "p.txt")).IsOneLineError("--proof");
        (await cli.Run("certify", f, f, "--ball", "1", "--top1", "--proof", "p.txt")).IsOneLineError("--proof");
        (await cli.Run("certify", f, f, "--ball", "1", "--top1", "--epsilon", "1")).IsOneLineError("--epsilon");
    }

    [Slow]
    [Fact]
    public async Task Classes_are_compared()
    {
        using var cli = new Cli();
        string a = Classes(cli, "a.npz", 1, 0, 0, 1), b = Classes(cli, "b.npz", 1, 0.1, 0, 1);
        JsonElement apart = (await cli.Run("certify", a, b, "--box", "0", "1", "--top1", "--json")).Json();
        Assert.Equal("refuted", apart.GetProperty("status").GetString());
        Assert.Equal((1, 0), (apart.GetProperty("classA").GetInt32(), apart.GetProperty("classB").GetInt32()));
        Ran sure = await cli.Run("certify", a, b, "--box", "0", "1", "--top1", "--margin", "0.2");
        Assert.Equal(0, sure.ExitCode);
        Assert.Contains("proved: ", sure.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await cli.Run("certify", a, b, "--box", "0", "1", "--top1", "--confidence", "0.6")).ExitCode);
        Assert.Equal(1, (await cli.Run("certify", a, b, "--box", "0", "1", "--top1", "--confidence", "0.51")).ExitCode);
    }

    [Slow]
    [Fact]
    public async Task A_proof_is_written_checked_and_refused_for_other_networks()
    {
        using var cli = new Cli();
        (string f, string g) = (Linear(cli, "f.npz", 2, 1), Linear(cli, "g.npz", 1, 1));
        string proof = cli.PathOf("proof.txt");
        Assert.Equal(0, (await cli.Run("certify", f, g, "--box", "0", "1", "--epsilon", "1.1", "--proof", proof)).ExitCode);
        JsonElement check = (await cli.Run("certify", "check", proof, f, g, "--json")).Json();
        Assert.Equal((true, 1.1), (check.GetProperty("accepted").GetBoolean(), check.GetProperty("below").GetDouble()));
        Ran other = await cli.Run("certify", "check", proof, f, Linear(cli, "h.npz", 0.5, 1));
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("refused: ", other.Output, StringComparison.Ordinal);
    }

    private static string Linear(Cli cli, string name, params double[] weights) =>
        Write(cli, name, new Tensor(new Shape(1, weights.Length), weights));

    private static string Classes(Cli cli, string name, params double[] weights) => Write(cli, name, new Tensor(new Shape(2, 2), weights));

    private static string Write(Cli cli, string name, Tensor weights) =>
        SmallNetworks.Write(cli, name, new Network(new Shape(weights.Shape[1]), new Dense(weights)));
}
