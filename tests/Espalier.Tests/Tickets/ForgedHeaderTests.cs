using System.Text.Json.Nodes;
using Espalier.Graphs;
using Espalier.Tickets;
using Espalier.Tickets.Files;
using Espalier.Tickets.Masks;

namespace Espalier.Tests.Tickets;

/// <summary>Headers that announce what no file holds: a typed error, and no memory spent on the announcement.</summary>
public sealed class ForgedHeaderTests
{
    private const long MostAllocated = 4 << 20;

    [Theory]
    [InlineData("outputs", "2000000000")]
    [InlineData("outputs", "16000000")]
    [InlineData("outputs", "0")]
    [InlineData("outputs", "-1")]
    [InlineData("outputs", "null")]
    [InlineData("outputs", "1e3")]
    [InlineData("inputs", "2000000000")]
    [InlineData("inputs", "2147483647")]
    [InlineData("inputs", "2700000")]
    [InlineData("inputs", "0")]
    [InlineData("bytes", "-1")]
    [InlineData("bytes", "2147483647")]
    [InlineData("bytes", "0")]
    [InlineData("hasBias", "null")]
    [InlineData("coding", "\"choices\"")]
    [InlineData("coding", "\"other\"")]
    [InlineData("coding", "1")]
    [InlineData("claims", "null")]
    [InlineData("claims", "{}")]
    [InlineData("kind", "\"dense\"")]
    [InlineData("kind", "\"convolution\"")]
    [InlineData("unknown", "1")]
    [Slow]
    public void Layers(string field, string value) => Refused(header => Forgery.Pruned(header, 0)[field] = JsonNode.Parse(value));

    [Theory]
    [InlineData("[]")]
    [InlineData("[0]")]
    [InlineData("[-1, 5]")]
    [InlineData("[2147483647, 2147483647]")]
    [InlineData("[30721]")]
    [InlineData("[1000000000, 1000000000]")]
    [InlineData("null")]
    public void Frequencies(string table) => Refused(header => Forgery.Pruned(header, 0)["frequencies"] = JsonNode.Parse(table), "relu, edges");

    [Fact]
    public void A_table_longer_than_the_candidates() =>
        Refused(header => Forgery.Pruned(header, 0)["frequencies"] = new JsonArray([.. Enumerable.Repeat(1, 58).Select(one => JsonValue.Create(one))]), "relu, edges");

    [Theory]
    [InlineData("candidates", "1000000000")]
    [InlineData("candidates", "65")]
    [InlineData("candidates", "0")]
    [InlineData("candidates", "-5")]
    [InlineData("epsilon", "0")]
    [InlineData("epsilon", "-0.01")]
    [InlineData("epsilon", "\"NaN\"")]
    [InlineData("epsilon", "\"Infinity\"")]
    [InlineData("distribution", "\"cauchy(1)\"")]
    [InlineData("distribution", "null")]
    [InlineData("construction", "\"square\"")]
    [InlineData("construction", "\"single\"")]
    [InlineData("share", "\"row\"")]
    [InlineData("seed", "-1")]
    public void Recipes(string field, string value) => Refused(header => header["recipe"]![field] = JsonNode.Parse(value));

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
    public void Certificates(string field, string value) => Refused(header => header["certified"]![field] = JsonNode.Parse(value));

    [Theory]
    [InlineData("[]")]
    [InlineData("[0]")]
    [InlineData("[-6]")]
    [InlineData("[2000000000, 2000000000]")]
    [InlineData("[7]")]
    [InlineData("null")]
    public void Inputs(string shape) => Refused(header => header["input"] = JsonNode.Parse(shape));

    [Theory]
    [InlineData(1, "first", """{"shape":[2000000000,2000000000],"precision":"double"}""")]
    [InlineData(1, "first", """{"shape":[2000000000],"precision":"double"}""")]
    [InlineData(1, "first", """{"shape":[-1,1,3,3],"precision":"single"}""")]
    [InlineData(1, "first", """{"shape":[3,1,3,3],"precision":"double"}""")]
    [InlineData(1, "window", "[0,0,0,0,0,0]")]
    [InlineData(1, "window", "[1,1,-2147483648,0,0,0]")]
    [InlineData(1, "window", "[1,1,2147483647,2147483647,2147483647,2147483647]")]
    [InlineData(1, "window", "[1,1]")]
    [InlineData(3, "kernel", "[0,2]")]
    [InlineData(3, "kernel", "[2147483647,2147483647]")]
    [InlineData(3, "kernel", "null")]
    public void Carried(int layer, string field, string value) => Refused(header => header["layers"]![layer]![field] = JsonNode.Parse(value), "image");

    [Fact]
    public void Layers_without_end() =>
        Refused(header => header["layers"] = new JsonArray([.. Enumerable.Range(0, 10_001).Select(_ => (JsonNode)new JsonObject { ["kind"] = "relu" })]), most: 64 << 20);

    [Fact]
    public void A_layer_that_is_null() => Refused(header => header["layers"]![1] = null);

    [Fact]
    public void A_softmax_before_the_end() => Refused(header => header["layers"]![1] = new JsonObject { ["kind"] = "softmax" }, "linear");

    [Fact]
    public void Nothing_pruned() => Refused(header => header["layers"] = new JsonArray(new JsonObject { ["kind"] = "relu" }));

    [Theory]
    [InlineData("packed")]
    [InlineData("ranked")]
    public void Many_columns_in_a_short_file_cost_little(string coding) => Refused(
        header =>
        {
            JsonObject layer = Forgery.Pruned(header, 0);
            layer["coding"] = coding;
            layer["inputs"] = 16_000_000;
            layer["outputs"] = 1;
            layer["frequencies"] = coding == "ranked" ? new JsonArray(30720) : null;
            header["input"] = new JsonArray(16_000_000);
        },
        "relu, edges");

    [Fact]
    public void A_row_of_more_parent_numbers_than_any_parent_has()
    {
        int[] none = new int[4096];
        Array.Fill(none, ChoiceMask.None);
        var layer = new PrunedLayer(0, 1, none.Length, HasBias: false, TicketRecipe.MostChoices, OneSided: true, new ChoiceMask(none, null), new LayerClaims(0, 0, 0, 0, 0));
        var ticket = new ConstructedTicket(Targets.Recipe(Construction.Single, TicketRecipe.MostChoices), new Shape(none.Length), [layer], new string('0', 64), new CertifiedErrors(1, 0, 0));
        Assert.Contains("more than any parent has", Assert.Throws<InvalidInputException>(() => TicketFile.Read(TicketFile.Write(ticket), "forged")).Message);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"\\u001b[2J\"")]
    [InlineData("null")]
    public void Digests(string digest) => Refused(header => header["target"] = JsonNode.Parse(digest));

    private static void Refused(Action<JsonObject> edit, string name = "relu", long most = MostAllocated)
    {
        byte[] forged = Forgery.WithHeader(Targets.Drawn(name).File, edit);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidInputException>(() => TicketFile.Read(forged, "forged"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, most);
    }
}
