using System.Text.Json.Nodes;
using Espalier.Graphs.Operators;
using Espalier.Tickets;
using Espalier.Tickets.Files;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Verification;
using Espalier.Training.DataSets;
using Espalier.Training.Popup;

namespace Espalier.Tests.Tickets;

/// <summary>Files of searched tickets that say what is not so, sealed with a checksum that fits.</summary>
public sealed class ForgedSearchTests
{
    private const long MostAllocated = 4 << 20;

    [Theory]
    [MemberData(nameof(Searches.Names), MemberType = typeof(Searches))]
    public void Every_bit_of_the_sections_matters(string name)
    {
        byte[] file = TicketFile.Write(Searches.Named(name));
        int sections = file.Length - 48 - System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(12));
        for (int bit = 0; bit < sections * 8; bit++) Caught(Forgery.WithFlippedSectionBit(file, bit / 8, bit % 8));
    }

    [Theory]
    [InlineData("seed", "4")]
    [InlineData("structure", "\"relu\"")]
    [InlineData("structure", "\"wide\"")]
    [InlineData("pairs", "4")]
    [InlineData("widths", "[6, 7, 5]")]
    [InlineData("widths", "[6, 4, 7]")]
    public void Another_parent_is_found(string field, string value) => Caught(Forged("linear", header => header["parent"]![field] = JsonNode.Parse(value)));

    [Fact]
    public void Every_other_claim_is_found()
    {
        Finds("linear", "edges are kept", header => header["claims"]!["keptEdges"]![1] = 87);
        Finds("linear", "counts of kept edges", header => header["claims"]!["keptEdges"] = new JsonArray());
        Finds("linear", "digest", header => header["claims"]!["digest"] = new string('0', 64));
        Finds("linear", "digest", header => header["nonNegativeInputs"] = true);
        Finds("linear", "do not remove a share", header => header["search"]!["removedShare"] = 0.51);
        Finds("global", "do not remove a share", header => header["search"]!["removedShare"] = 0.2);
    }

    [Fact]
    public void The_accuracy_is_checked_where_the_data_are_at_hand()
    {
        var parent = new PopupParent(1, PopupStructure.Wide, 1, [784, 10]);
        var kept = new bool[7840];
        for (int i = 0; i < kept.Length; i += 2) kept[i] = true;
        SearchedTicket ticket = SearchedTicket.Create(
            parent, Glyphs.Image, [new Flatten()], true, [new TensorMask(kept)], Searches.Settings(0.5));
        LabelledImages images = Glyphs.Make(1, training: false, 100, threads: 1);
        int correct = Classification.CountCorrect(TicketForms.Folded(ticket), images, 100, 1);
        Assert.Contains("claims no accuracy", Problem(ticket, images), StringComparison.Ordinal);
        ticket = ticket with { Claims = ticket.Claims with { Accuracy = new AccuracyClaim(images.Name, 100, correct) } };
        Assert.True(TicketVerification.Of(ticket, null, 1).WithAccuracy(ticket, images, 1).IsValid);
        Assert.Contains("not on 99", Problem(ticket, images.Slice(0, 99)), StringComparison.Ordinal);
        ticket = ticket with { Claims = ticket.Claims with { Accuracy = new AccuracyClaim(images.Name, 100, correct + 1) } };
        Assert.Contains($"not {correct + 1}", Problem(ticket, images), StringComparison.Ordinal);
        Assert.Contains("glyphs", Problem(ticket, Glyphs.Make(1, training: true, 100, threads: 1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("parent.widths", "[6]")]
    [InlineData("parent.widths", "[6, 0, 4]")]
    [InlineData("parent.widths", "[6, 2000000000, 4]")]
    [InlineData("parent.widths", "[2000000000, 2000000000]")]
    [InlineData("parent.widths", "[6, 100000000]")]
    [InlineData("parent.widths", "null")]
    [InlineData("parent.pairs", "0")]
    [InlineData("parent.pairs", "-1")]
    [InlineData("parent.pairs", "2147483647")]
    [InlineData("parent.structure", "\"square\"")]
    [InlineData("parent.structure", "0")]
    [InlineData("parent.seed", "-1")]
    [InlineData("input", "[7]")]
    [InlineData("input", "[]")]
    [InlineData("input", "[-6]")]
    [InlineData("front", "null")]
    [InlineData("front", "[null]")]
    [InlineData("front", "[{\"kind\":\"pruned\"}]")]
    [InlineData("front", "[{\"kind\":\"affine\",\"first\":{\"shape\":[2000000000],\"precision\":\"double\"}}]")]
    [InlineData("masks", "[]")]
    [InlineData("masks", "null")]
    [InlineData("masks", "[null, null, null, null]")]
    [InlineData("masks.1.bytes", "-1")]
    [InlineData("masks.1.bytes", "2147483647")]
    [InlineData("masks.1.bytes", "0")]
    [InlineData("masks.1.coding", "\"choices\"")]
    [InlineData("masks.1.coding", "\"ranked\"")]
    [InlineData("masks.1.frequencies", "[1]")]
    [InlineData("search.removedShare", "1.5")]
    [InlineData("search.removedShare", "\"NaN\"")]
    [InlineData("search.epochs", "-1")]
    [InlineData("search.learningRate", "\"Infinity\"")]
    [InlineData("search.method", "\"magic\"")]
    [InlineData("search.data", "\"\\u001b[2J\"")]
    [InlineData("search.data", "null")]
    [InlineData("claims.accuracy", "{\"data\":\"x\",\"examples\":0,\"correct\":0}")]
    [InlineData("claims.accuracy", "{\"data\":\"x\",\"examples\":10,\"correct\":11}")]
    [InlineData("claims.keptEdges", "null")]
    [InlineData("claims.digest", "null")]
    [InlineData("claims.digest", "\"\\u001b[2J\"")]
    [InlineData("front", "[{\"kind\":\"softmax\"}]")]
    [InlineData("unknown", "1")]
    public void Headers_that_no_file_bears_out_are_refused_cheaply(string path, string value)
    {
        byte[] forged = Forged("linear", header => Set(header, path, value));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidInputException>(() => TicketFile.Read(forged, "forged"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
    }

    [Fact]
    public void Versions_and_kinds_do_not_mix()
    {
        byte[] searched = TicketFile.Write(Searches.Named("linear"));
        Assert.Equal(2, searched[8]);
        Assert.Equal(1, TicketFile.Write(Targets.Draw(Targets.Dense(1, false, 3, 2), Targets.Recipe(Construction.Linear, 5)))[8]);
        foreach (byte version in new byte[] { 0, 1, 3 })
        {
            searched[8] = version;
            Forgery.Seal(searched);
            Assert.Throws<InvalidInputException>(() => TicketFile.Read(searched, "memory"));
        }
    }

    private static byte[] Forged(string name, Action<JsonObject> edit) => Forgery.WithHeader(TicketFile.Write(Searches.Named(name)), edit);

    private static void Finds(string name, string problem, Action<JsonObject> edit) =>
        Assert.Contains(Verify(Forged(name, edit)).Problems, found => found.Contains(problem, StringComparison.Ordinal));

    /// <summary>The forgery is refused on reading, or has a problem.</summary>
    private static void Caught(byte[] forged)
    {
        try
        {
            Assert.NotEmpty(Verify(forged).Problems);
        }
        catch (InvalidInputException)
        {
            // A mask that does not fit its parent cannot even be read.
        }
    }

    private static TicketVerification Verify(byte[] file) => TicketVerification.Of(TicketFile.Read(file, "forged"), null, threads: 1);

    private static string Problem(SearchedTicket ticket, LabelledImages images) =>
        Assert.Single(TicketVerification.Of(ticket, null, 1).WithAccuracy(ticket, images, 1).Problems);

    private static void Set(JsonObject header, string path, string value)
    {
        string[] steps = path.Split('.');
        JsonNode at = header;
        foreach (string step in steps[..^1]) at = int.TryParse(step, out int index) ? at[index]! : at[step]!;
        at[steps[^1]] = JsonNode.Parse(value);
    }
}
