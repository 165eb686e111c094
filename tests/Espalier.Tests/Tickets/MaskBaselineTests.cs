using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Parents.Masks;
using Espalier.Tickets;
using Espalier.Tickets.Files;
using Espalier.Tickets.Searching;
using Espalier.Tickets.Verification;
using Espalier.Training;
using Espalier.Training.DataSets;
using Espalier.Training.Popup;

namespace Espalier.Tests.Tickets;

public sealed class MaskBaselineTests
{
    [Theory]
    [MemberData(nameof(Searches.Names), MemberType = typeof(Searches))]
    public void Each_changes_what_it_says_and_nothing_else(string name)
    {
        Ticket ticket = Searches.Named(name);
        Ticket random = MaskBaselines.RandomMask(ticket, 55);
        Ticket shuffled = MaskBaselines.ShuffledMask(ticket, 55);
        Ticket redrawn = MaskBaselines.RedrawnWeights(ticket, 55);
        foreach (Ticket baseline in new[] { random, shuffled, redrawn })
        {
            Assert.Empty(TicketVerification.Of(TicketFile.Read(Searches.File(baseline), "baseline"), null, 1).Problems);
            Assert.NotEqual(TicketDigest.Of(ticket), name is "everything" or "nothing" && baseline != redrawn ? null : TicketDigest.Of(baseline));
        }

        Assert.Equal((Searches.ParentOf(ticket), Searches.ParentOf(ticket)), (Searches.ParentOf(random), Searches.ParentOf(shuffled)));
        Assert.Equal(Kept(ticket), Kept(shuffled));
        Assert.Equal(Searches.MasksOf(ticket), Searches.MasksOf(redrawn));
        Assert.Equal(55UL, redrawn.Seed);
        if (name != "global") Assert.Equal(Kept(ticket), Kept(random));
    }

    [Fact]
    [Slow]
    public void A_search_beats_its_baselines_and_becomes_a_ticket_that_verifies()
    {
        LabelledImages images = Glyphs.Make(1, training: true, 3000, threads: 1);
        LabelledImages test = Glyphs.Make(1, training: false, 1000, threads: 1);
        ExampleSet training = ExampleSet.Of(images);
        var options = new PopupOptions { Removed = 0.5 };
        var descent = new TrainingOptions { Epochs = 3, LearningRate = 0.1 };
        Network trained = BaselineTraining.Run(Blueprints.OfWidths(784, 32, 10), training, ExampleSet.Of(test), descent, threads: 1).Network!;
        foreach (PopupStructure structure in Enum.GetValues<PopupStructure>())
        {
            PopupParent parent = PopupParent.For(1, structure, 3, [784, 32, 10]);
            PopupResult result = PopupSearch.Run(parent, options, training, ExampleSet.Of(test), descent, threads: 1);
            ClaimedTicket claimed = TicketAccuracy.Claim(PopupTicket.Of(result, options, descent, training), test, threads: 1);
            Ticket ticket = claimed.Ticket;
            Assert.True(TicketVerification.Of(claimed, null, 1).WithAccuracy(claimed, test, 1).IsValid);
            // The search computes its folded network in float32; a score near another may tip over.
            Assert.Equal(result.Training.Epochs[^1].Accuracy, claimed.Claims.Accuracy!.Accuracy, 0.003);
            PopupBaselines found = PopupBaselines.Measure(ticket, trained, images, test, threads: 1);
            Assert.True(
                claimed.Claims.Accuracy.Accuracy > Math.Max(found.RandomMask, Math.Max(found.ShuffledMask, found.RedrawnWeights)) + 0.2,
                $"{structure}: {claimed.Claims.Accuracy.Accuracy}, {found}");
            Assert.Equal((784 + 10) * 32, found.Trained!.Kept);
            Assert.Equal(Math.Min(found.Trained.Kept, claimed.Claims.KeptEdges), found.Magnitude!.Kept);
            Assert.InRange(found.Neurons!.Kept, 0, claimed.Claims.KeptEdges);
        }
    }

    [Fact]
    public void Pruned_networks_are_measured_at_the_count_that_the_ticket_keeps()
    {
        Network trained = Targets.Dense(3, false, 784, 20, 10);
        LabelledImages images = Glyphs.Make(1, training: true, 100, threads: 1);
        var parent = new PopupParent(1, PopupStructure.Wide, 1, [784, 10]);
        var kept = new bool[7840];
        for (int i = 0; i < 4000; i++) kept[i] = true;
        Ticket ticket = Searches.Make(parent, Glyphs.Image, [new Flatten()], true, [new TensorMask(kept)], Searches.Settings(0.5));
        PopupBaselines found = PopupBaselines.Measure(ticket, trained, images, images, threads: 1);
        Assert.Equal(4000, found.Magnitude!.Kept);
        Assert.Equal(5 * 794, found.Neurons!.Kept);
        Assert.Null(PopupBaselines.Measure(ticket, null, images, images, threads: 1).Magnitude);
    }

    private static IEnumerable<long> Kept(Ticket ticket) => Searches.MasksOf(ticket).Select(mask => mask.Kept);
}
