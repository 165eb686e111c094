using System.Text;
using Espalier.Certificates;
using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.OnnxRuntime;
using Espalier.Tests.Graphs;
using Espalier.Tickets.Drawing;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>
/// Networks of each usual kind as PyTorch exports them, and the table of docs/models.md, which says what becomes of each.
/// </summary>
/// <remarks>The table is written anew by <c>ESPALIER_ACCEPT_DOCS=1</c>.</remarks>
public sealed class ExportedNetworkTests
{
    private const string Start = "<!-- made by ExportedNetworkTests -->";
    private const string End = "<!-- end -->";

    [Fact]
    [Slow]
    public void Every_kind_is_read_as_another_engine_computes_it_and_stands_in_the_table()
    {
        using var folder = new TemporaryFolder();
        string script = Path.Combine(Checkout.Root, "tests", "Espalier.Tests", "Formats", "Onnx", "exported.py");
        string[] lines = Python.Run("torch", folder.Root, [script, folder.Root], "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var table = new StringBuilder(
            "| network, as PyTorch 1.13 exports it | operator set | our engine | ONNX Runtime | ticket: weight grids | certificate |\n"
            + "|---|---|---|---|---|---|\n");
        var wrong = new List<string>();
        for (int i = 0; i < lines.Length; i++)
        {
            string[] parts = lines[i].Split('\t');
            Assert.True(parts.Length == 2, lines[i]);
            string path = folder[$"{i}.onnx"];
            (double[] theirs, Network? network, string? refusal) = Read(path);
            string exact = network is null ? refusal! : "same outputs";
            if (network is not null && Difference(network, theirs) is var difference and > 1e-5) wrong.Add($"{parts[0]} differs by {difference}");
            if (network is null) wrong.Add($"{parts[0]}: {refusal}");
            table.Append($"| {parts[0]} | {parts[1]} | {exact} | runs | {Grids(network)} | {Certificate(network)} |\n");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        string page = Path.Combine(Checkout.Root, "docs", "models.md");
        string text = File.ReadAllText(page);
        int from = text.IndexOf(Start, StringComparison.Ordinal) + Start.Length, to = text.IndexOf(End, StringComparison.Ordinal);
        string whole = $"{text[..from]}\n{table}{text[to..]}";
        if (Environment.GetEnvironmentVariable("ESPALIER_ACCEPT_DOCS") == "1") File.WriteAllText(page, whole);
        else Assert.Equal(whole, text);
    }

    private static (double[] Theirs, Network? Network, string? Refusal) Read(string path)
    {
        using var engine = OnnxEngine.Open(path);
        try
        {
            Network network = OnnxFormat.Read(path);
            return (engine.Run(Inputs(network), 2).Values, network, null);
        }
        catch (InvalidInputException refusal)
        {
            return ([], null, refusal.Message);
        }
    }

    private static double[] Inputs(Network network) =>
        [.. Enumerable.Range(0, 2 * network.InputShape.Length).Select(i => (double)(float)Math.Sin((i * 3) + 1))];

    private static double Difference(Network network, double[] theirs)
    {
        float[] ours = Outputs.InSingle(network, [.. Inputs(network).Select(value => (float)value)]);
        return ours.Zip(theirs, (a, b) => Math.Abs(a - b)).Max() / ours.Max(value => Math.Abs(value));
    }

    private static string Grids(Network? network) => network is null
        ? "—"
        : $"{PrunableGrids.Of(network).Count()} of {network.Nodes.Count(node => node.Operator.Grid is not null)}";

    private static string Certificate(Network? network)
    {
        if (network is null) return "—";
        try
        {
            var question = new DifferenceQuestion(BoxDomain.Cube(network.InputShape.Length, -1, 1));
            return double.IsFinite(Certifier.Relax(new NetworkPair(network, network), question, threads: 1)) ? "yes" : "no bound";
        }
        catch (InvalidInputException refusal)
        {
            return $"no: {refusal.Place}";
        }
    }
}
