using System.Text.Json.Nodes;
using Espalier.Graphs.Operators;
using Espalier.Parents.Masks;
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
    private const long MaxAllocated = 4 << 20;

    [Theory]
    [MemberData(nameof(Searches.Names), MemberType = typeof(Searches))]
    public void Every_bit_of_the_sections_matters(string name)
    {
        byte[] file = Searches.File(Searches.Named(name));
        int sections = file.Length - 48 - System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(12));
        for (int bit = 0; bit < sections * 8; bit++) Assert.True(Forgery.IsCaught(Forgery.WithFlippedSectionBit(file, bit / 8, bit % 8)));
    }

    [Theory]
    [InlineData("seed", "4")]
    [InlineData("structure", "\"relu\"")]
    [InlineData("structure", "\"wide\"")]
    [InlineData("pairs", "4")]
    [InlineData("widths", "[6, 7, 5]")]
    [InlineData("widths", "[6, 4, 7]")]
    public void Another_parent_is_found(string field, string value) =>
        Assert.True(Forgery.IsCaught(
            Forged("linear", header => (field == "seed" ? header : header["origin"]!["searched"]!)[field] = JsonNode.Parse(value))));

    [Fact]
    public void Every_other_claim_is_found()
    {
        Finds("linear", "edges are kept", header => Forgery.Claims(header, 0)["keptEdges"] = 87);
        Finds("linear", "rows are kept", header => Forgery.Claims(header, 1)["keptUnits"] = 1);
        Finds("linear", "digest", header => header["claims"]!["digest"] = new string('0', 64));
        Finds("linear", "digest", header => header["nonNegativeInputs"] = true);
        Finds("linear", "do not remove a share", header => header["origin"]!["searched"]!["search"]!["removedShare"] = 0.51);
        Finds("global", "do not remove a share", header => header["origin"]!["searched"]!["search"]!["removedShare"] = 0.2);
    }

    [Fact]
    public void The_accuracy_is_checked_where_the_data_are_at_hand()
    {
        var parent = new PopupParent(1, PopupStructure.Wide, 1, [784, 10]);
        var kept = new bool[7840];
        for (int i = 0; i < kept.Length; i += 2) kept[i] = true;
        Ticket ticket = Searches.Make(
            parent, Glyphs.Image, [new Flatten()], true, [new TensorMask(kept)], Searches.Settings(0.5));
        LabelledImages images = Glyphs.Make(1, training: false, 100, threads: 1);
        int correct = Classification.CountCorrect(TicketForms.Folded(ticket), images, 100, 1);
        Assert.Contains("claims no accuracy", Problem(ticket, images), StringComparison.Ordinal);
        var right = new AccuracyClaim(images.Name, 100, correct);
        ClaimedTicket claimed = Searches.Claimed(ticket, right);
        Assert.True(TicketVerification.Of(claimed, null, 1).WithAccuracy(claimed, images, 1).IsValid);
        Assert.Contains("not on 99", Problem(ticket, images.Slice(0, 99), right), StringComparison.Ordinal);
        var wrong = right with { Correct = correct + 1 };
        Assert.Contains($"not {correct + 1}", Problem(ticket, images, wrong), StringComparison.Ordinal);
        Assert.Contains("glyphs", Problem(ticket, Glyphs.Make(1, training: true, 100, threads: 1), right), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("origin.searched.widths", "[6]")]
    [InlineData("origin.searched.widths", "[6, 0, 4]")]
    [InlineData("origin.searched.widths", "[6, 2000000000, 4]")]
    [InlineData("origin.searched.widths", "[2000000000, 2000000000]")]
    [InlineData("origin.searched.widths", "[6, 100000000]")]
    [InlineData("origin.searched.widths", "null")]
    [InlineData("origin.searched.pairs", "0")]
    [InlineData("origin.searched.pairs", "-1")]
    [InlineData("origin.searched.pairs", "2147483647")]
    [InlineData("origin.searched.structure", "\"square\"")]
    [InlineData("origin.searched.structure", "0")]
    [InlineData("seed", "-1")]
    [InlineData("input", "[7]")]
    [InlineData("input", "[]")]
    [InlineData("input", "[-6]")]
    [InlineData("nodes.0.grid.masks", "[]")]
    [InlineData("nodes.0.grid.masks", "null")]
    [InlineData("nodes.0.grid.masks", "[null, null]")]
    [InlineData("nodes.0.grid.order", "\"columns\"")]
    [InlineData("nodes.0.grid.tensor", "7")]
    [InlineData("nodes.0.grid.bias", "true")]
    [InlineData("nodes.0.grid.masks.1.bytes", "-1")]
    [InlineData("nodes.0.grid.masks.1.bytes", "2147483647")]
    [InlineData("nodes.0.grid.masks.1.bytes", "0")]
    [InlineData("nodes.0.grid.masks.1.coding", "\"choices\"")]
    [InlineData("nodes.0.grid.masks.1.coding", "\"ranked\"")]
    [InlineData("nodes.0.grid.masks.1.frequencies", "[1]")]
    [InlineData("origin.searched.search.removedShare", "1.5")]
    [InlineData("origin.searched.search.removedShare", "\"NaN\"")]
    [InlineData("origin.searched.search.epochs", "-1")]
    [InlineData("origin.searched.search.learningRate", "\"Infinity\"")]
    [InlineData("origin.searched.search.method", "\"magic\"")]
    [InlineData("origin.searched.search.data", "\"\\u001b[2J\"")]
    [InlineData("origin.searched.search.data", "null")]
    [InlineData("claims.accuracy", "{\"data\":\"x\",\"examples\":0,\"correct\":0}")]
    [InlineData("claims.accuracy", "{\"data\":\"x\",\"examples\":10,\"correct\":11}")]
    [InlineData("claims.grids", "null")]
    [InlineData("claims.digest", "null")]
    [InlineData("claims.digest", "\"\\u001b[2J\"")]
    [InlineData("unknown", "1")]
    public void Headers_that_no_file_bears_out_are_refused_cheaply(string path, string value)
    {
        byte[] forged = Forged("linear", header => Set(header, path, value));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidInputException>(() => TicketFile.Read(forged, "forged"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocated);
    }

    [Fact]
    public void A_file_of_another_version_is_refused()
    {
        byte[] searched = Searches.File(Searches.Named("linear"));
        Assert.Equal(TicketFile.Version, searched[8]);
        foreach (byte version in new byte[] { 0, 1, 2, 5 })
        {
            searched[8] = version;
            Forgery.Seal(searched);
            Assert.Throws<InvalidInputException>(() => TicketFile.Read(searched, "memory"));
        }
    }

    private static byte[] Forged(string name, Action<JsonObject> edit) => Forgery.WithHeader(Searches.File(Searches.Named(name)), edit);

    private static void Finds(string name, string problem, Action<JsonObject> edit) =>
        Assert.Contains(
            TicketVerification.Of(TicketFile.Read(Forged(name, edit), "forged"), null, threads: 1).Problems,
            found => found.Contains(problem, StringComparison.Ordinal));

    private static string Problem(Ticket ticket, LabelledImages images, AccuracyClaim? accuracy = null)
    {
        ClaimedTicket claimed = Searches.Claimed(ticket, accuracy);
        return Assert.Single(TicketVerification.Of(claimed, null, 1).WithAccuracy(claimed, images, 1).Problems);
    }

    private static void Set(JsonObject header, string path, string value)
    {
        string[] steps = path.Split('.');
        JsonNode at = header;
        foreach (string step in steps[..^1]) at = int.TryParse(step, out int index) ? at[index]! : at[step]!;
        at[steps[^1]] = JsonNode.Parse(value);
    }
}
