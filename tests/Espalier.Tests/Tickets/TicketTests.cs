using Espalier.Graphs;
using Espalier.Parents;
using Espalier.Tickets;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Files;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Verification;

namespace Espalier.Tests.Tickets;

public sealed class TicketTests
{
    public static TheoryData<string> Names => Targets.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_drawn_ticket_verifies(string name)
    {
        (Network target, TicketRecipe recipe, ClaimedTicket ticket, _) = Targets.Drawn(name);
        TicketVerification found = TicketVerification.Of(ticket, target, threads: 1);
        Assert.Empty(found.Problems);
        Assert.True(found.IsValid);
        TicketVerification alone = TicketVerification.Of(ticket, null, threads: 1);
        Assert.Equal((true, null), (alone.Problems.IsEmpty, alone.IsValid));
        Assert.Equal(TicketVerification.Errors, Assert.Single(alone.Unchecked));
        Assert.Equal(name == "infeasible", ticket.Claims.Infeasible > 0);
        if (!recipe.Tolerance.IsRelative) Assert.Equal(ticket.Claims.Infeasible > 0, ticket.Claims.MaxWeightError > recipe.Tolerance.Value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Masked_and_folded_compute_the_same(string name)
    {
        (Network target, TicketRecipe recipe, ClaimedTicket ticket, _) = Targets.Drawn(name);
        double[] inputs = Targets.Inputs(200 * target.InputShape.Length, recipe.NonNegativeInputs);
        double[] folded = Targets.Run(TicketForms.Folded(ticket.Ticket), inputs);
        double[] masked = Targets.Run(TicketForms.Masked(ticket.Ticket), inputs);
        for (int i = 0; i < folded.Length; i++) Assert.Equal(folded[i], masked[i], 1e-10);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sampling_never_exceeds_the_certificates(string name)
    {
        (Network target, TicketRecipe recipe, ClaimedTicket ticket, _) = Targets.Drawn(name);
        double[] box = Targets.Inputs(2000 * target.InputShape.Length, nonNegative: true);
        Assert.InRange(LargestDistance(target, ticket, box, euclidean: false), 0, ticket.Claims.Certified!.BoxError);
        double[] ball = OntoSphere(Targets.Inputs(2000 * target.InputShape.Length, recipe.NonNegativeInputs), target.InputShape.Length);
        Assert.InRange(LargestDistance(target, ticket, ball, euclidean: true), 0, ticket.Claims.Certified!.BallError);
    }

    [Fact]
    public void A_closer_certificate_is_smaller_and_verifies_as_well()
    {
        Network target = Targets.Dense(31, true, 12, 40, 40, 5);
        TicketRecipe recipe = Targets.Hitting(Construction.Relu);
        ClaimedTicket quick = Targets.Draw(target, recipe);
        ClaimedTicket tight = TicketDrawing.Draw(target, new DrawingOptions(recipe, Tight: true), threads: 1);
        CertifiedErrors least = tight.Claims.Certified!, claimed = quick.Claims.Certified!;
        Assert.True(least.BoxError < claimed.BoxError, $"{least.BoxError:R} is no less than {claimed.BoxError:R}");
        Assert.InRange(least.BallError, 0, claimed.BallError);
        double[] inputs = Targets.Inputs(2000 * 12, nonNegative: true);
        Assert.InRange(LargestDistance(target, tight, inputs, euclidean: false), 0, least.BoxError);
        Assert.Equal(claimed, TicketVerification.Of(quick, target, threads: 1).Found!.Certified);
        Assert.Equal(least, TicketVerification.Of(tight, target, threads: 2).Found!.Certified);
        Assert.True(TicketVerification.Of(tight, target, threads: 1).IsValid);
        var less = least with { BoxError = Math.BitDecrement(least.BoxError) };
        Assert.Single(TicketVerification.Of(tight with { Claims = tight.Claims with { Certified = less } }, target, threads: 1).Problems);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_reads_back_as_the_same_ticket_and_the_same_bytes(string name)
    {
        (Network target, TicketRecipe recipe, ClaimedTicket ticket, byte[] bytes) = Targets.Drawn(name);
        ClaimedTicket back = TicketFile.Read(bytes, "memory");
        Assert.Equal(bytes, TicketFile.Write(back));
        Assert.Empty(TicketVerification.Of(back, target, threads: 1).Problems);
        double[] inputs = Targets.Inputs(5 * target.InputShape.Length, recipe.NonNegativeInputs);
        Assert.Equal(Targets.Run(TicketForms.Folded(ticket.Ticket), inputs), Targets.Run(TicketForms.Folded(back.Ticket), inputs));
    }

    [Slow]
    [Fact]
    public void Threads_do_not_change_a_byte()
    {
        foreach ((string name, Network target, TicketRecipe recipe) in Targets.All())
            Assert.Equal(Targets.Drawn(name).File, TicketFile.Write(Targets.Draw(target, recipe, threads: 3)));
    }

    [Fact]
    public void Every_flipped_bit_is_caught()
    {
        byte[] bytes = [.. Targets.Drawn("relu").File];
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<InvalidInputException>(() => TicketFile.Read(bytes, "memory"));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Another_target_is_named_as_such()
    {
        Network target = Targets.Dense(1, false, 6, 5, 4);
        ClaimedTicket ticket = Targets.Draw(target, Targets.Recipe(Construction.Relu, 24));
        TicketVerification found = TicketVerification.Of(ticket, Targets.Dense(2, false, 6, 5, 4), threads: 1);
        Assert.Contains("another target", Assert.Single(found.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_parent_that_no_memory_holds_is_refused_before_it_is_drawn()
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(
            () => Targets.Draw(Targets.Dense(1, false, 300, 1), Targets.Recipe(Construction.Single, ParentGrid.MaxCandidates)));
        Assert.Equal("candidates", error.InputSource);
    }

    private static double[] OntoSphere(double[] inputs, int dimension)
    {
        for (int start = 0; start < inputs.Length; start += dimension)
        {
            Span<double> point = inputs.AsSpan(start, dimension);
            double norm = 0;
            foreach (double value in point) norm += value * value;
            // A hair inside, so that rounding cannot leave the ball.
            foreach (ref double value in point) value *= (1 - 1e-12) / Math.Sqrt(norm);
        }

        return inputs;
    }

    private static double LargestDistance(Network target, ClaimedTicket ticket, double[] inputs, bool euclidean)
    {
        double[] wanted = Targets.Run(target, inputs);
        double[] got = Targets.Run(TicketForms.Folded(ticket.Ticket), inputs);
        int outputs = target.OutputShape.Length;
        double largest = 0;
        for (int start = 0; start < wanted.Length; start += outputs)
        {
            double distance = 0;
            for (int i = start; i < start + outputs; i++)
            {
                double difference = Math.Abs(wanted[i] - got[i]);
                distance = euclidean ? distance + (difference * difference) : Math.Max(distance, difference);
            }

            largest = Math.Max(largest, euclidean ? Math.Sqrt(distance) : distance);
        }

        return largest;
    }
}
