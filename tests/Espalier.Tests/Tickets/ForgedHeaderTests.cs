using System.Text.Json.Nodes;
using Espalier.Graphs;
using Espalier.Numerics.Random;
using Espalier.Parents;
using Espalier.Parents.Masks;
using Espalier.SubsetSums;
using Espalier.Tickets;
using Espalier.Tickets.Files;

namespace Espalier.Tests.Tickets;

/// <summary>Headers that announce what no file holds: a typed error, and no memory spent on the announcement.</summary>
public sealed class ForgedHeaderTests
{
    private const long MaxAllocated = 4 << 20;

    [Theory]
    [InlineData("channels", "2000000000")]
    [InlineData("channels", "16000000")]
    [InlineData("channels", "0")]
    [InlineData("channels", "-1")]
    [InlineData("channels", "null")]
    [InlineData("channels", "1e3")]
    [InlineData("inputs", "2000000000")]
    [InlineData("inputs", "2147483647")]
    [InlineData("inputs", "2700000")]
    [InlineData("inputs", "0")]
    [InlineData("kernel", "[0, 1]")]
    [InlineData("kernel", "[3, 3]")]
    [InlineData("kernel", "[2147483647, 2147483647]")]
    [InlineData("kernel", "[1]")]
    [InlineData("kernel", "null")]
    [InlineData("bias", "null")]
    [InlineData("candidates", "1000000000")]
    [InlineData("candidates", "65")]
    [InlineData("candidates", "0")]
    [InlineData("candidates", "-5")]
    [InlineData("structure", "\"square\"")]
    [InlineData("share", "\"row\"")]
    [InlineData("order", "\"rounds\"")]
    [InlineData("tensor", "-1")]
    [InlineData("first", "\"cauchy(1)\"")]
    [InlineData("last", "null")]
    [InlineData("masks", "[]")]
    [InlineData("masks", "null")]
    [InlineData("unknown", "1")]
    public void Grids(string field, string value) => Refused(header => Forgery.Grid(header, 0)[field] = JsonNode.Parse(value));

    [Theory]
    [InlineData("bytes", "-1")]
    [InlineData("bytes", "2147483647")]
    [InlineData("bytes", "0")]
    [InlineData("coding", "\"choices\"")]
    [InlineData("coding", "\"other\"")]
    [InlineData("coding", "1")]
    public void Masks(string field, string value) => Refused(header => Forgery.Mask(header, 0)[field] = JsonNode.Parse(value));

    [Theory]
    [InlineData("operator", "\"conv\"")]
    [InlineData("operator", "\"relu\"")]
    [InlineData("operator", "\"square\"")]
    [InlineData("operator", "\"6: dense\"")]
    [InlineData("operator", "\"dense, dense\"")]
    [InlineData("operator", "null")]
    [InlineData("reads", "[]")]
    [InlineData("reads", "[1]")]
    [InlineData("reads", "[-1]")]
    [InlineData("reads", "[0, 0]")]
    [InlineData("grid", "null")]
    public void Nodes(string field, string value) => Refused(header => header["nodes"]![0]![field] = JsonNode.Parse(value));

    [Theory]
    [InlineData("[]")]
    [InlineData("[0]")]
    [InlineData("[-1, 5]")]
    [InlineData("[2147483647, 2147483647]")]
    [InlineData("[30721]")]
    [InlineData("[1000000000, 1000000000]")]
    [InlineData("null")]
    public void Frequencies(string table) => Refused(header => Forgery.Mask(header, 0)["frequencies"] = JsonNode.Parse(table), "relu, edges");

    [Fact]
    public void A_table_longer_than_the_candidates() =>
        Refused(
            header => Forgery.Mask(header, 0)["frequencies"] = new JsonArray([.. Enumerable.Repeat(1, 58).Select(one => JsonValue.Create(one))]),
            "relu, edges");

    [Theory]
    [InlineData("epsilon", "0")]
    [InlineData("epsilon", "-0.01")]
    [InlineData("epsilon", "\"NaN\"")]
    [InlineData("epsilon", "\"Infinity\"")]
    [InlineData("construction", "\"square\"")]
    [InlineData("objective", "null")]
    [InlineData("target", "\"\"")]
    [InlineData("target", "\"\\u001b[2J\"")]
    [InlineData("target", "null")]
    public void Origins(string field, string value) => Refused(header => header["origin"]!["drawn"]![field] = JsonNode.Parse(value));

    [Theory]
    [InlineData("seed", "-1")]
    [InlineData("origin", "null")]
    [InlineData("origin", "{}")]
    [InlineData("nonNegativeInputs", "0")]
    public void Tickets(string field, string value) => Refused(header => header[field] = JsonNode.Parse(value));

    [Theory]
    [InlineData("keptEdges", "-1")]
    [InlineData("keptEdges", "9223372036854775807")]
    [InlineData("keptUnits", "-1")]
    [InlineData("errors", "{}")]
    public void Claims(string field, string value) => Refused(header => header["claims"]!["grids"]![0]![field] = JsonNode.Parse(value));

    [Theory]
    [InlineData("digest", "\"\\u001b[2J\"")]
    [InlineData("digest", "null")]
    [InlineData("grids", "[]")]
    public void AllClaims(string field, string value) => Refused(header => header["claims"]![field] = JsonNode.Parse(value));

    [Theory]
    [InlineData("ballRadius", "0")]
    [InlineData("ballRadius", "-1")]
    [InlineData("ballRadius", "\"Infinity\"")]
    [InlineData("ballRadius", "\"NaN\"")]
    [InlineData("ballError", "-1e-9")]
    [InlineData("ballError", "\"NaN\"")]
    [InlineData("boxError", "\"-Infinity\"")]
    [InlineData("boxError", "\"NaN\"")]
    [InlineData("boxError", "null")]
    public void Certificates(string field, string value) => Refused(header => header["claims"]!["certified"]![field] = JsonNode.Parse(value));

    [Theory]
    [InlineData("[]")]
    [InlineData("[0]")]
    [InlineData("[-6]")]
    [InlineData("[2000000000, 2000000000]")]
    [InlineData("[7]")]
    [InlineData("null")]
    public void Inputs(string shape) => Refused(header => header["input"] = JsonNode.Parse(shape));

    [Theory]
    [InlineData(1, "tensors", """[{"role":"weight","shape":[2000000000,2000000000],"precision":"double"}]""")]
    [InlineData(1, "tensors", """[{"role":"weight","shape":[2000000000],"precision":"double"}]""")]
    [InlineData(1, "tensors", """[{"role":"weight","shape":[-1,1,3,3],"precision":"single"}]""")]
    [InlineData(1, "tensors", """[{"role":"weight","shape":[3,1,3,3],"precision":"double"}]""")]
    [InlineData(1, "tensors", """[{"role":"weight","shape":[1],"precision":"single"},{"role":"weight","shape":[1],"precision":"single"}]""")]
    [InlineData(1, "tensors", "[]")]
    [InlineData(0, "tensors", """[{"role":"scale","shape":[2000000000,2000000000],"precision":"double"}]""")]
    [InlineData(0, "tensors", """[{"role":"scale","shape":[-1],"precision":"single"}]""")]
    [InlineData(1, "operator", "\"conv stride 0\"")]
    [InlineData(1, "operator", "\"conv pad 2147483647\"")]
    [InlineData(3, "operator", "\"maxpool 0 2\"")]
    [InlineData(3, "operator", "\"maxpool 2147483647\"")]
    public void Carried(int layer, string field, string value) => Refused(header => header["nodes"]![layer]![field] = JsonNode.Parse(value), "image");

    [Fact]
    public void Layers_without_end() => Refused(
        header =>
            header["nodes"] = new JsonArray(
                [.. Enumerable.Range(0, 10_001).Select(i => (JsonNode)new JsonObject { ["operator"] = "relu", ["reads"] = new JsonArray(i) })]),
        max: 64 << 20);

    [Fact]
    public void A_layer_that_is_null() => Refused(header => header["nodes"]![1] = null);

    [Fact]
    public void Nothing_pruned() =>
        Refused(header => header["nodes"] = new JsonArray(new JsonObject { ["operator"] = "relu", ["reads"] = new JsonArray(0) }));

    [Theory]
    [InlineData("packed")]
    [InlineData("ranked")]
    public void Many_columns_in_a_short_file_cost_little(string coding) => Refused(
        header =>
        {
            JsonObject grid = Forgery.Grid(header, 0);
            grid["inputs"] = 16_000_000;
            grid["channels"] = 1;
            JsonObject mask = Forgery.Mask(header, 0);
            mask["coding"] = coding;
            mask["frequencies"] = coding == "ranked" ? new JsonArray(30720) : null;
            header["input"] = new JsonArray(16_000_000);
        },
        "relu, edges");

    [Fact]
    public void A_row_of_more_parent_numbers_than_any_parent_has()
    {
        int[] none = new int[4096];
        Array.Fill(none, ChoiceMask.None);
        var shape = new GridShape(1, 1, none.Length, HasBias: false);
        var law = new UniformDistribution(-1, 1);
        TicketRecipe recipe = Targets.Recipe(Construction.Single, ParentGrid.MaxCandidates);
        ParentGrid parent = recipe.ParentOf(shape, 0, nonNegative: true, new GridLaws(law, law), ParentGrid.MaxCandidates);
        var node = new PrunedNode(Espalier.Graphs.Operators.Dense.Plain, parent, new ChoiceMask(none, null), [], [0]);
        var ticket = new Ticket(
            1, new Shape(none.Length), true, [node], new DrawnOrigin(new string('0', 64), Construction.Single, SubsetSumObjective.Error, 0.1));
        var claimed = new ClaimedTicket(ticket, new TicketClaims(new string('0', 64), [new GridClaims(0, 0, null)], null, null));
        Assert.Contains(
            "more than any parent has", Assert.Throws<InvalidInputException>(() => TicketFile.Read(TicketFile.Write(claimed), "forged")).Message);
    }

    private static void Refused(Action<JsonObject> edit, string name = "relu", long max = MaxAllocated)
    {
        byte[] forged = Forgery.WithHeader(Targets.Drawn(name).File, edit);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidInputException>(() => TicketFile.Read(forged, "forged"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, max);
    }
}
