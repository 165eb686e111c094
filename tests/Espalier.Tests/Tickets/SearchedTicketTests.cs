using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Parents.Masks;
using Espalier.Tickets;
using Espalier.Tickets.Costs;
using Espalier.Tickets.Files;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Verification;
using Espalier.Training.Popup;

namespace Espalier.Tests.Tickets;

public sealed class SearchedTicketTests
{
    public static TheoryData<string> Names => Searches.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void It_verifies_and_accounts_for_itself(string name)
    {
        Ticket ticket = Searches.Named(name);
        Assert.Empty(TicketVerification.Of(Searches.Claimed(ticket), null, threads: 1).Problems);
        Assert.NotEmpty(TicketVerification.Of(Searches.Claimed(ticket), Targets.Dense(1, false, 6, 4), threads: 1).Problems);
        TicketCost cost = TicketCost.Of(ticket);
        Assert.Equal(
            (Searches.ParentOf(ticket).ParameterCount, Searches.MasksOf(ticket).Sum(mask => mask.Kept)),
            (cost.ParentParameters, cost.KeptEdges + cost.KeptUnits));
        Assert.Equal(Searches.ParentOf(ticket).ParameterCount, cost.Mask.Raw);
        Assert.Equal(Searches.MasksOf(ticket).Sum(mask => LogBinomial(mask.Length, (int)mask.Kept)), cost.Mask.Coded, 1e-4);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_forms_compute_what_the_definition_says(string name)
    {
        Ticket ticket = Searches.Named(name);
        Network folded = TicketForms.Folded(ticket);
        Network masked = TicketForms.Masked(ticket);
        double[] inputs = Targets.Inputs(ticket.InputShape.Length * 50, ticket.NonNegativeInputs);
        double[] byFold = Targets.Run(folded, inputs);
        double[] byMask = Targets.Run(masked, inputs);
        double[] byDefinition = [.. inputs.Chunk(ticket.InputShape.Length).SelectMany(input => Define(ticket, input))];
        for (int i = 0; i < byFold.Length; i++)
        {
            double tolerance = 1e-11 * (1 + Math.Abs(byDefinition[i]));
            Assert.Equal(byDefinition[i], byFold[i], tolerance);
            Assert.Equal(byDefinition[i], byMask[i], tolerance);
        }

        // Only a ReLU between the pairs makes the two sides of an input differ, and only where inputs may be negative.
        Assert.Equal(name == "relu" ? 5 : ticket.Nodes.Length, folded.Layers.Length);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_reads_back_as_the_same_ticket_and_the_same_bytes(string name)
    {
        Ticket ticket = Searches.Named(name);
        var accuracy = new AccuracyClaim("glyphs, test", 1000, 977);
        byte[] bytes = Searches.File(ticket, accuracy);
        ClaimedTicket back = TicketFile.Read(bytes, "memory");
        Assert.Equal(bytes, TicketFile.Write(back));
        Assert.Empty(TicketVerification.Of(back, null, threads: 1).Problems);
        Assert.Equal(Searches.MasksOf(ticket), Searches.MasksOf(back.Ticket));
        Assert.Equal((ticket.Origin, accuracy), (back.Ticket.Origin, back.Claims.Accuracy));
        double[] inputs = Targets.Inputs(ticket.InputShape.Length * 5, ticket.NonNegativeInputs);
        Assert.Equal(Targets.Run(TicketForms.Folded(ticket), inputs), Targets.Run(TicketForms.Folded(back.Ticket), inputs));
    }

    [Fact]
    public void Masks_are_stored_near_their_entropy()
    {
        foreach (double removed in new[] { 0.05, 0.5, 0.99 })
        {
            var parent = new PopupParent(1, PopupStructure.Wide, 1, [500, 200]);
            var kept = new bool[100_000];
            foreach (int element in RandomOrder.Subset(new RandomStream(1, 0, StreamPurpose.Order), 100_000, 100_000 - (int)(removed * 100_000)))
                kept[element] = true;
            Ticket ticket = Searches.Make(parent, new Shape(500), [], true, [new TensorMask(kept)], Searches.Settings(removed));
            double entropy = TicketCost.Of(ticket).Mask.Coded / 8;
            Assert.InRange(Searches.File(ticket).Length, entropy, (1.02 * entropy) + 1200);
        }
    }

    [Fact]
    public void Every_flipped_bit_is_caught()
    {
        byte[] bytes = Searches.File(Searches.Named("image"));
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<InvalidInputException>(() => TicketFile.Read(bytes, "memory"));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Forms_larger_than_allowed_are_refused()
    {
        Ticket ticket = Searches.Named("relu, pixels");
        // 60 units × 30 inputs, and 20 outputs × 60 units.
        Assert.Throws<InvalidInputException>(() => TicketForms.Masked(ticket, 1799));
        TicketForms.Masked(ticket, 1800);
    }

    [Fact]
    public void Parts_that_do_not_fit_are_refused()
    {
        Ticket ticket = Searches.Named("linear");
        SearchSettings settings = Searches.Settings(0.5);
        Assert.Throws<ArgumentException>(
            () => Searches.Make(Searches.ParentOf(ticket), new Shape(5), [], true, [.. Searches.MasksOf(ticket)], settings));
        Assert.Throws<ArgumentException>(
            () => Searches.Make(Searches.ParentOf(ticket), ticket.InputShape, [], true, [.. Searches.MasksOf(ticket)[1..]], settings));
        Assert.Throws<ArgumentException>(
            () =>
                Searches.Make(
                    Searches.ParentOf(ticket), ticket.InputShape, [], true, [TensorMask.All(29), .. Searches.MasksOf(ticket)[1..]], settings));
    }

    /// <summary>Straight from the definition of the parent, element by element.</summary>
    private static double[] Define(Ticket ticket, double[] input)
    {
        double[] x = input;
        Operator[] front = [.. ticket.Nodes.TakeWhile(node => node is CarriedNode).Select(node => ((CarriedNode)node).Operator)];
        if (front.Length > 0) x = Targets.Run(new Network(ticket.InputShape, front), input);
        int tensor = 0;
        for (int layer = 0; layer < Searches.ParentOf(ticket).Layers; layer++)
        {
            if (layer > 0) x = [.. x.Select(value => Math.Max(0, value))];
            if (Searches.ParentOf(ticket).IsPair) x = Units(ticket, tensor++, x);
            x = Product(ticket, tensor++, x);
        }

        return x;
    }

    private static double[] Units(Ticket ticket, int tensor, double[] x)
    {
        var units = new double[Searches.ParentOf(ticket).Pairs * x.Length];
        for (int k = 0; k < Searches.ParentOf(ticket).Pairs; k++)
            for (int j = 0; j < x.Length; j++) units[(k * x.Length) + j] = x[j] * Weight(ticket, tensor, (k * x.Length) + j);
        return Searches.ParentOf(ticket).Structure == PopupStructure.Relu ? [.. units.Select(value => Math.Max(0, value))] : units;
    }

    private static double[] Product(Ticket ticket, int tensor, double[] x)
    {
        var y = new double[Searches.ParentOf(ticket).Tensors[tensor].Shape[0]];
        for (int i = 0; i < y.Length; i++)
            for (int j = 0; j < x.Length; j++) y[i] += x[j] * Weight(ticket, tensor, (i * x.Length) + j);
        return y;
    }

    private static double Weight(Ticket ticket, int tensor, int element)
    {
        double deviation = Searches.ParentOf(ticket).Tensors[tensor].Distribution.StandardDeviation;
        return Searches.MasksOf(ticket)[tensor][element]
            ? (float)(deviation * new RandomStream(ticket.Seed, (uint)tensor).Normal((ulong)element))
            : 0;
    }

    private static double LogBinomial(int n, int k) => Enumerable.Range(1, k).Sum(i => Math.Log2((double)(n - k + i) / i));
}
