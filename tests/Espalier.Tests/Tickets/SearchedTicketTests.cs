using Espalier.Graphs;
using Espalier.Numerics.Random;
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
        SearchedTicket ticket = Searches.Named(name);
        Assert.Empty(TicketVerification.Of(ticket, null, threads: 1).Problems);
        Assert.NotEmpty(TicketVerification.Of(ticket, Targets.Dense(1, false, 6, 4), threads: 1).Problems);
        MaskCost cost = MaskCost.Of(ticket);
        Assert.Equal((ticket.Parent.ParameterCount, ticket.Masks.Sum(mask => mask.Kept)), (cost.ParentParameters, cost.KeptEdges));
        Assert.Equal(ticket.Parent.ParameterCount, cost.RawBits);
        Assert.Equal(ticket.Masks.Sum(mask => LogBinomial(mask.Length, (int)mask.Kept)), cost.CodedBits, 1e-4);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_forms_compute_what_the_definition_says(string name)
    {
        SearchedTicket ticket = Searches.Named(name);
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
        Assert.Equal(name == "relu" ? 5 : ticket.Front.Length + (2 * ticket.Parent.Layers) - 1, folded.Layers.Length);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_reads_back_as_the_same_ticket_and_the_same_bytes(string name)
    {
        SearchedTicket ticket = Searches.Named(name);
        ticket = ticket with { Claims = ticket.Claims with { Accuracy = new AccuracyClaim("glyphs, test", 1000, 977) } };
        byte[] bytes = TicketFile.Write(ticket);
        var back = (SearchedTicket)TicketFile.Read(bytes, "memory");
        Assert.Equal(bytes, TicketFile.Write(back));
        Assert.Empty(TicketVerification.Of(back, null, threads: 1).Problems);
        Assert.Equal(ticket.Masks, back.Masks);
        Assert.Equal((ticket.Parent, ticket.Search, ticket.Claims.Accuracy), (back.Parent, back.Search, back.Claims.Accuracy));
        double[] inputs = Targets.Inputs(ticket.InputShape.Length * 5, ticket.NonNegativeInputs);
        Assert.Equal(Targets.Run(TicketForms.Folded(ticket), inputs), Targets.Run(TicketForms.Folded(back), inputs));
    }

    [Fact]
    public void Masks_are_stored_near_their_entropy()
    {
        foreach (double removed in new[] { 0.05, 0.5, 0.99 })
        {
            var parent = new PopupParent(1, PopupStructure.Wide, 1, [500, 200]);
            var kept = new bool[100_000];
            foreach (int element in RandomOrder.Subset(new RandomStream(1, 0, StreamPurpose.Order), 100_000, 100_000 - (int)(removed * 100_000))) kept[element] = true;
            SearchedTicket ticket = SearchedTicket.Create(parent, new Shape(500), [], true, [new TensorMask(kept)], Searches.Settings(removed));
            double entropy = MaskCost.Of(ticket).CodedBits / 8;
            Assert.InRange(TicketFile.Write(ticket).Length, entropy, (1.02 * entropy) + 1200);
        }
    }

    [Fact]
    public void Every_flipped_bit_is_caught()
    {
        byte[] bytes = TicketFile.Write(Searches.Named("image"));
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
        SearchedTicket ticket = Searches.Named("relu, pixels");
        // 60 units × 30 inputs, and 20 outputs × 60 units.
        Assert.Throws<InvalidInputException>(() => TicketForms.Masked(ticket, 1799));
        TicketForms.Masked(ticket, 1800);
    }

    [Fact]
    public void Parts_that_do_not_fit_are_refused()
    {
        SearchedTicket ticket = Searches.Named("linear");
        Assert.Throws<ArgumentException>(() => SearchedTicket.Create(ticket.Parent, new Shape(5), [], true, ticket.Masks, ticket.Search));
        Assert.Throws<ArgumentException>(() => SearchedTicket.Create(ticket.Parent, ticket.InputShape, [], true, ticket.Masks.RemoveAt(0), ticket.Search));
        Assert.Throws<ArgumentException>(() => SearchedTicket.Create(ticket.Parent, ticket.InputShape, [new Espalier.Graphs.Operators.Softmax(false)], true, ticket.Masks, ticket.Search));
        Assert.Throws<ArgumentException>(() => SearchedTicket.Create(ticket.Parent, ticket.InputShape, [], true, ticket.Masks.SetItem(0, TensorMask.All(29)), ticket.Search));
    }

    /// <summary>Straight from the definition of the parent, element by element.</summary>
    private static double[] Define(SearchedTicket ticket, double[] input)
    {
        double[] x = input;
        if (ticket.Front.Length > 0) x = Targets.Run(new Network(ticket.InputShape, [.. ticket.Front]), input);
        int tensor = 0;
        for (int layer = 0; layer < ticket.Parent.Layers; layer++)
        {
            if (layer > 0) x = [.. x.Select(value => Math.Max(0, value))];
            if (ticket.Parent.IsPair) x = Units(ticket, tensor++, x);
            x = Product(ticket, tensor++, x);
        }

        return x;
    }

    private static double[] Units(SearchedTicket ticket, int tensor, double[] x)
    {
        var units = new double[ticket.Parent.Pairs * x.Length];
        for (int k = 0; k < ticket.Parent.Pairs; k++)
            for (int j = 0; j < x.Length; j++) units[(k * x.Length) + j] = x[j] * Weight(ticket, tensor, (k * x.Length) + j);
        return ticket.Parent.Structure == PopupStructure.Relu ? [.. units.Select(value => Math.Max(0, value))] : units;
    }

    private static double[] Product(SearchedTicket ticket, int tensor, double[] x)
    {
        var y = new double[ticket.Parent.Tensors[tensor].Shape[0]];
        for (int i = 0; i < y.Length; i++)
            for (int j = 0; j < x.Length; j++) y[i] += x[j] * Weight(ticket, tensor, (i * x.Length) + j);
        return y;
    }

    private static double Weight(SearchedTicket ticket, int tensor, int element)
    {
        double deviation = ticket.Parent.Tensors[tensor].Distribution.StandardDeviation;
        return ticket.Masks[tensor][element] ? (float)(deviation * new RandomStream(ticket.Seed, (uint)tensor).Normal((ulong)element)) : 0;
    }

    private static double LogBinomial(int n, int k) => Enumerable.Range(1, k).Sum(i => Math.Log2((double)(n - k + i) / i));
}
