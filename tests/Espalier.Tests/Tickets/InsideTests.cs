using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Parents;
using Espalier.Tickets;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Inside;

namespace Espalier.Tests.Tickets;

/// <summary>What is told of the inside of a ticket is what the ticket is.</summary>
public sealed class InsideTests
{
    [Theory]
    [InlineData("relu")]
    [InlineData("relu, pixels")]
    [InlineData("linear, rows")]
    [InlineData("single")]
    [InlineData("hitting")]
    [InlineData("hitting, image")]
    [InlineData("hitting, grouped")]
    [InlineData("kernels")]
    public void Kept_candidates_add_up_to_the_weight_of_their_side(string name)
    {
        (_, _, ClaimedTicket claimed, _) = Targets.Drawn(name);
        foreach (PrunedNode node in claimed.Ticket.Pruned)
        {
            GridShape shape = node.Parent.Shape;
            foreach ((int channel, int position) in (ReadOnlySpan<(int, int)>)[(0, 0), (shape.Channels - 1, shape.RowLength - 1)])
            {
                WeightLook look = WeightLook.Of(claimed.Ticket.Seed, node, channel, position);
                double Sum(CandidateSide side) =>
                    look.Candidates.Where(each => each.IsKept && (each.Side == side || each.Side == CandidateSide.Both)).Sum(each => each.Value);
                Assert.Equal(look.Positive, Sum(CandidateSide.Positive), 1e-9);
                Assert.Equal(look.Negative, node.Parent.IsTwoSided ? Sum(CandidateSide.Negative) : Sum(CandidateSide.Positive), 1e-9);
                Assert.Equal(node.Parent.Candidates, look.All);
                Assert.Equal(look.Candidates.Select(each => each.Number).Distinct().Order(), look.Candidates.Select(each => each.Number));
            }
        }
    }

    [Theory]
    [InlineData("relu")]
    [InlineData("hitting, grouped, linear")]
    [InlineData("kernels, linear")]
    public void Pictures_hold_every_kept_candidate_and_the_largest_error(string name)
    {
        (Network target, _, ClaimedTicket claimed, _) = Targets.Drawn(name);
        ImmutableArray<WeightGrid> grids = TargetGrids.Of(claimed.Ticket, target)!.Value;
        for (int i = 0; i < grids.Length; i++)
        {
            PrunedNode node = claimed.Ticket.Pruned[i];
            GridShape shape = node.Parent.Shape;
            GridPicture whole = GridPicture.OfKept(node, 1000);
            Assert.Equal((shape.Channels, shape.Kernel), (whole.Rows, whole.Columns));
            if (!shape.HasBias && !node.Parent.IsPair) Assert.Equal(claimed.Claims.Grids[i].KeptEdges, whole.Values.Sum());
            GridPicture errors = GridPicture.OfErrors(claimed.Ticket.Seed, node, grids[i], null, 1000);
            Assert.InRange(errors.Values.Max(), 0, claimed.Claims.Grids[i].Errors!.Max);
            GridPicture small = GridPicture.OfErrors(claimed.Ticket.Seed, node, grids[i], null, 2);
            Assert.Equal(errors.Values.Max(), small.Values.Max());
            Assert.True(small.Rows <= 2 && small.Columns <= 2);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(2.5)]
    public void The_numbers_that_a_coded_mask_keeps_make_the_weight(double bits)
    {
        // Rows of one weight cannot be rotated, so that every entry of a row of the first grid is a weight itself.
        Network target = Targets.Dense(11, true, 1, 400, 12);
        ClaimedTicket claimed = CodedTicketDrawing.Draw(target, new CodedOptions(7, bits, null), threads: 1);
        int looked = 0;
        foreach (PrunedNode node in claimed.Ticket.Pruned)
        {
            GridPicture kept = GridPicture.OfKept(node, 1000);
            int position = Math.Min(3, node.Parent.Shape.Kernel - 1);
            for (int channel = 0; channel < node.Parent.Shape.Channels; channel += 5)
            {
                WeightLook look = WeightLook.Of(claimed.Ticket.Seed, node, channel, position);
                if (look.Scale == 1) continue;
                Assert.Equal(kept.Values[(channel * kept.Columns) + position], look.Candidates.Count(each => each.IsKept));
                if (look.IsRotated) continue;
                double sum = look.Candidates.Where(each => each.IsKept).Sum(each => each.Value) + look.Offset;
                Assert.Equal(look.Positive, look.Scale * sum, 1e-5);
                looked++;
            }

            WeightLook bias = WeightLook.Of(claimed.Ticket.Seed, node, 0, node.Parent.Shape.Kernel);
            if (node.Mask is Espalier.Parents.Masks.CodedMask) Assert.Empty(bias.Candidates);
        }

        Assert.Equal(83, looked);
    }

    [Fact]
    public void Another_network_is_not_the_target()
    {
        (Network target, _, ClaimedTicket claimed, _) = Targets.Drawn("relu");
        Assert.NotNull(TargetGrids.Of(claimed.Ticket, target));
        Assert.Null(TargetGrids.Of(claimed.Ticket, Targets.Dense(99, false, 6, 5, 4)));
        Assert.Null(TargetGrids.OfModel(claimed.Ticket, new byte[100]));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(5, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 7)]
    public void There_is_no_weight_outside_the_grid(int channel, int position)
    {
        (_, _, ClaimedTicket claimed, _) = Targets.Drawn("relu");
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightLook.Of(claimed.Ticket.Seed, claimed.Ticket.Pruned[0], channel, position));
    }
}
