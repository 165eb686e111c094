using System.Text.Json.Nodes;
using Espalier.Graphs;
using Espalier.Tickets;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Files;
using Espalier.Tickets.Parts;

namespace Espalier.Tests.Tickets;

/// <summary>Tickets that several machines drew.</summary>
public sealed class PartTests
{
    [Slow]
    [Theory]
    [InlineData("hitting", 1)]
    [InlineData("hitting", 2)]
    [InlineData("hitting", 5)]
    [InlineData("hitting, image", 3)]
    [InlineData("hitting, residual", 2)]
    [InlineData("kernels", 2)]
    public void Joined_parts_are_the_same_file_to_the_byte(string name, int count)
    {
        (Network target, TicketRecipe recipe, _, byte[] file) = Targets.Drawn(name);
        (ReadOnlyMemory<byte>, string)[] parts = [.. Parts(target, recipe, count)];
        Array.Reverse(parts);
        Assert.Equal(file, TicketFile.Write(PartFile.Join(parts, target, threads: 1)));
    }

    [Fact]
    public void Parts_of_what_is_too_large_to_be_certified_need_no_target()
    {
        Network target = Targets.Large();
        Assert.False(Espalier.Tickets.Verification.TicketAudit.CanCertify(target));
        TicketRecipe recipe = Targets.Hitting(Construction.Linear);
        (ReadOnlyMemory<byte>, string)[] parts = [.. Parts(target, recipe, 2)];
        Assert.Equal(TicketFile.Write(Targets.Draw(target, recipe)), TicketFile.Write(PartFile.Join(parts, null, threads: 1)));
    }

    [Fact]
    public void Every_grid_has_one_owner_and_shares_are_alike()
    {
        long[] weights = [100, 7, 7, 50, 49, 3, 1, 900];
        for (int count = 1; count <= 10; count++)
        {
            bool[][] own = [.. Enumerable.Range(1, count).Select(index => new PartShare(index, count).Own(weights))];
            for (int grid = 0; grid < weights.Length; grid++) Assert.Single(own, share => share[grid]);
        }

        Assert.Equal([false, false, false, false, false, false, false, true], new PartShare(1, 2).Own(weights));
    }

    [Fact]
    public void What_is_not_all_of_one_ticket_is_refused()
    {
        (Network target, TicketRecipe recipe, _, byte[] file) = Targets.Drawn("hitting");
        (ReadOnlyMemory<byte> Content, string Source)[] parts = [.. Parts(target, recipe, 2)];
        Refused("part 2 of 2 is missing", parts[..1]);
        Refused("given twice", [parts[0], parts[1], parts[1]]);
        Refused("no part of the same ticket", [parts[0], Parts(target, recipe with { Seed = 8 }, 2).Last()]);
        Refused("no part of the same ticket", [parts[0], Parts(target, recipe, 3).Last()]);
        Refused("no part of a ticket", [parts[0], (file, "whole")]);
        Assert.Contains(
            "certified", Assert.Throws<InvalidInputException>(() => PartFile.Join(parts, null, threads: 1)).Message, StringComparison.Ordinal);
        Network other = Targets.Dense(99, true, 6, 5, 4);
        Assert.Throws<InvalidInputException>(() => PartFile.Join(parts, other, threads: 1));

        void Refused(string problem, (ReadOnlyMemory<byte> Content, string Source)[] some) => Assert.Contains(
            problem, Assert.Throws<InvalidInputException>(() => PartFile.Join(some, target, threads: 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_parts_are_typed_errors()
    {
        (Network target, TicketRecipe recipe, _, _) = Targets.Drawn("hitting");
        (ReadOnlyMemory<byte> Content, string Source)[] parts = [.. Parts(target, recipe, 2)];
        byte[] first = parts[0].Content.ToArray();
        for (int at = 0; at < first.Length; at += 7)
        {
            byte[] flipped = [.. first];
            flipped[at] ^= 4;
            Assert.Throws<InvalidInputException>(() => PartFile.Join([(flipped, "flipped"), parts[1]], target, threads: 1));
            Assert.Throws<InvalidInputException>(() => PartFile.Join([(first.AsMemory(0, at), "cut"), parts[1]], target, threads: 1));
        }

        byte[] claims = Forgery.WithHeader(first, header => header["ticket"]!["claims"]!["grids"] = new JsonArray());
        Assert.Throws<InvalidInputException>(() => PartFile.Join([(claims, "claims"), parts[1]], target, threads: 1));
    }

    [Fact]
    public void Parts_that_say_what_cannot_be_are_typed_errors()
    {
        (Network target, TicketRecipe recipe, _, _) = Targets.Drawn("hitting, image");
        (ReadOnlyMemory<byte> Content, string Source) part = Parts(target, recipe, 1).Single();
        Refused("claims", header => header["claims"]!["grids"]![0]!["keptEdges"] = long.MaxValue);
        Refused("claims", header => header["claims"]!["grids"]![0]!["errors"]!["max"] = -1);
        Refused("extent", header => header["nodes"]![0]!["tensors"]![0]!["shape"] = new JsonArray(0));
        Refused("header", header =>
        {
            for (int i = 0; i < 10_000; i++) header["nodes"]!.AsArray().Add(header["nodes"]![2]!.DeepClone());
        });

        void Refused(string problem, Action<JsonObject> edit)
        {
            byte[] forged = Forgery.WithHeader(part.Content.ToArray(), header => edit(header["ticket"]!.AsObject()));
            Assert.Contains(
                problem,
                Assert.Throws<InvalidInputException>(() => PartFile.Join([(forged, "forged")], target, threads: 1)).Message,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("0/2")]
    [InlineData("3/2")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData("-1/2")]
    [InlineData("1/1000000")]
    [InlineData("")]
    public void Shares_that_are_none(string text) => Assert.Throws<InvalidInputException>(() => PartShare.Parse(text));

    private static IEnumerable<(ReadOnlyMemory<byte> Content, string Source)> Parts(Network target, TicketRecipe recipe, int count)
    {
        for (int index = 1; index <= count; index++)
        {
            var share = new PartShare(index, count);
            PartialTicket part = TicketDrawing.DrawPart(target, new DrawingOptions(recipe, BallRadius: 1), share, threads: 1);
            yield return (PartFile.Write(part), share.ToString());
        }
    }
}
