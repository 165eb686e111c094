using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Numerics.Random;
using Espalier.Parents;
using Espalier.SubsetSums;
using Espalier.Tickets;
using Espalier.Tickets.Costs;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Verification;
using Espalier.Training.DataSets;

namespace Espalier.Lab.Tour;

/// <summary>The first half of the tour: a ticket for the built-in network, what it costs, and what is proved about it.</summary>
/// <param name="Target">The built-in network.</param>
/// <param name="Ticket">The ticket.</param>
/// <param name="Folded">The ticket as a network of the target's shape.</param>
/// <param name="Cost">What the ticket costs.</param>
/// <param name="Verification">What rebuilding it from its seed showed.</param>
/// <param name="TargetCorrect">Test glyphs that the target reads.</param>
/// <param name="TicketCorrect">Test glyphs that the ticket reads.</param>
/// <param name="Certificate">How far the two are apart at most, over all pictures.</param>
public sealed record TourTicket(
    Network Target, ClaimedTicket Ticket, Network Folded, TicketCost Cost, TicketVerification Verification, int TargetCorrect, int TicketCorrect,
    Certificate Certificate)
{
    /// <summary>What rounding the target's weights to within the tolerance would take, in bits per weight.</summary>
    public double QuantisationBits => TicketCost.QuantisationBits(Ticket.Ticket, Target, Epsilon);

    /// <summary>The tolerance for every weight.</summary>
    public const double Epsilon = 0.01;

    /// <summary>Test glyphs that both networks read.</summary>
    public const int TestImages = 2000;

    /// <summary>Enough rows in a block that every weight of this network has a subset within the tolerance, at nearly every seed.</summary>
    private const int Candidates = 48;

    /// <summary>Pieces of the domain to bound: the bounds meet before, for nearly every seed.</summary>
    private const int MostPieces = 2000;

    private const double Tolerance = 0.05;

    /// <summary>Draws, verifies, evaluates and certifies.</summary>
    /// <param name="seed">The seed of the parent.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="progress">Hears the stage that begins.</param>
    /// <param name="cancel">Stops the work.</param>
    public static TourTicket Make(ulong seed, int threads, IProgress<TourStage>? progress = null, CancellationToken cancel = default)
    {
        Network target = BuiltInDigits.Read();
        progress?.Report(TourStage.Drawing);
        var recipe = new TicketRecipe(
            seed, Construction.Relu, CandidateShare.Weight, SubsetSumObjective.Error, new UniformDistribution(-2, 2), Epsilon, Candidates,
            NonNegativeInputs: true);
        ClaimedTicket ticket = TicketDrawing.Draw(target, new DrawingOptions(recipe, 1), threads, null, cancel);
        progress?.Report(TourStage.Verifying);
        var verification = TicketVerification.Of(ticket, target, threads, cancel);
        Network folded = TicketForms.Folded(ticket.Ticket);
        progress?.Report(TourStage.Reading);
        LabelledImages glyphs = Glyphs.Make(BuiltInDigits.GlyphSeed, training: false, TestImages, threads, cancel);
        int targetCorrect = Classification.CountCorrect(target, glyphs, TestImages, threads, cancel: cancel);
        int ticketCorrect = Classification.CountCorrect(folded, glyphs, TestImages, threads, cancel: cancel);
        progress?.Report(TourStage.Certifying);
        Certificate certificate = Certify(target, folded, threads, cancel);
        cancel.ThrowIfCancellationRequested();
        return new(target, ticket, folded, TicketCost.Of(ticket.Ticket), verification, targetCorrect, ticketCorrect, certificate);
    }

    private static Certificate Certify(Network target, Network folded, int threads, CancellationToken cancel)
    {
        var pair = new NetworkPair(target, folded);
        var everyPicture = new DifferenceQuestion(BoxDomain.Cube(pair.Inputs, 0, 1));
        return Certifier.Bound(pair, everyPicture, new CertifierOptions(Tolerance: Tolerance, MostPieces: MostPieces), threads, cancel: cancel);
    }
}
