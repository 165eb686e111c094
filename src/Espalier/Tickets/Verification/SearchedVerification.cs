using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Tickets.Forms;
using Espalier.Training.DataSets;
using Espalier.Training.Popup;

namespace Espalier.Tickets.Verification;

/// <summary>Checks what a searched ticket claims.</summary>
internal static class SearchedVerification
{
    public static TicketVerification Of(SearchedTicket ticket, Network? target)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        if (target is not null) problems.Add("the ticket was searched on data: it imitates no target");
        CheckNumbers(ticket, problems);
        CheckCounts(ticket, problems);
        CheckShare(ticket, problems);
        string digest = TicketDigest.Of(ticket);
        if (digest != ticket.Claims.Digest) problems.Add($"parent and masks have the digest {DigestText.Short(digest)}, not {DigestText.Short(ticket.Claims.Digest)}");
        return new TicketVerification(problems.ToImmutable(), null);
    }

    /// <summary>What is wrong with the accuracy that a ticket claims, or null.</summary>
    public static string? ProblemOfAccuracy(SearchedTicket ticket, LabelledImages images, int threads, IProgress<int>? progress, CancellationToken cancel)
    {
        if (ticket.Claims.Accuracy is not { } claim) return "the ticket claims no accuracy";
        if (claim.Data != images.Name || claim.Examples != images.Count)
            return Invariant($"the accuracy is claimed on {claim.Examples} images of {claim.Data}, not on {images.Count} of {images.Name}");
        Network folded = TicketForms.Folded(ticket);
        if (folded.InputShape.Length != images.Image.Length || folded.OutputShape.Length < images.Classes) return $"the ticket does not classify images of {images.Name}";
        int correct = Classification.CountCorrect(folded, images, images.Count, threads, Precision.Single, progress, cancel);
        return correct == claim.Correct ? null : Invariant($"{correct} of {images.Count} images are classified correctly, not {claim.Correct}");
    }

    private static void CheckNumbers(SearchedTicket ticket, ImmutableArray<string>.Builder problems)
    {
        for (int i = 0; i < ticket.Front.Length; i++)
            if (ticket.Front[i].Parameters.Any(tensor => tensor.FirstNonFinite() is not null)) problems.Add(Invariant($"front layer {i} holds a number that is not finite"));
    }

    /// <summary>Counts bit by bit, not by what the masks say of themselves.</summary>
    private static void CheckCounts(SearchedTicket ticket, ImmutableArray<string>.Builder problems)
    {
        ImmutableArray<long> said = ticket.Claims.KeptEdges;
        if (said.Length != ticket.Masks.Length)
        {
            problems.Add($"{said.Length} counts of kept edges are claimed for {ticket.Masks.Length} tensors");
            return;
        }

        for (int tensor = 0; tensor < said.Length; tensor++)
        {
            TensorMask mask = ticket.Masks[tensor];
            int kept = mask.KeptWithin(0, mask.Length);
            if (kept != said[tensor]) problems.Add(Invariant($"tensor {tensor}: {kept} edges are kept, not {said[tensor]}"));
        }
    }

    /// <summary>⌊share·n⌋ of the n entries of every tensor, or of all of them together, should be removed.</summary>
    private static void CheckShare(SearchedTicket ticket, ImmutableArray<string>.Builder problems)
    {
        double share = ticket.Search.RemovedShare;
        bool holds = ticket.Search.Scope == SelectionScope.Global
            ? Keeps(ticket.Masks.Sum(mask => mask.Kept), ticket.ParentParameters, share)
            : ticket.Masks.All(mask => Keeps(mask.Kept, mask.Length, share));
        if (!holds) problems.Add(Invariant($"the masks do not remove a share of {share:R}"));
    }

    private static bool Keeps(long kept, long all, double removed) => kept == all - (long)(removed * all);
}
