using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Parents.Masks;
using Espalier.Tickets.Forms;
using Espalier.Training.DataSets;
using Espalier.Training.Popup;

namespace Espalier.Tickets.Verification;

/// <summary>What verifying a ticket found.</summary>
/// <param name="Problems">One sentence for each claim that does not hold; empty for a valid ticket.</param>
/// <param name="Unchecked">What the file claims and nothing at hand could be held against: errors without the target, accuracy without the
/// data.</param>
/// <param name="Found">The claims computed anew; null where the ticket is not that of the target.</param>
public sealed record TicketVerification(ImmutableArray<string> Problems, ImmutableArray<string> Unchecked, TicketClaims? Found)
{
    /// <summary>What <see cref="Unchecked"/> says of errors.</summary>
    public const string Errors = "the errors of weights, and what is certified of outputs: they need the target";

    /// <summary>What <see cref="Unchecked"/> says of accuracy.</summary>
    public const string Accuracy = "the accuracy: it needs the test set";

    /// <summary>Whether every claim holds; null where all that could be checked do, and some could not.</summary>
    public bool? IsValid => !Problems.IsEmpty ? false : Unchecked.IsEmpty ? true : null;

    /// <summary>
    /// Rebuilds the parent from the seed, applies the masks and computes every claim anew. Without a target, what can be checked
    /// is what the ticket computes, that known signs are known, that numbers are finite, and the counts of kept entries.
    /// </summary>
    public static TicketVerification Of(ClaimedTicket claimed, Network? target, int threads, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        (Ticket ticket, TicketClaims said) = claimed;
        var problems = ImmutableArray.CreateBuilder<string>();
        ImmutableArray<string> open =
            [.. new[] { target is null && ticket.Origin is DrawnOrigin ? Errors : null, said.Accuracy is null ? null : Accuracy }.OfType<string>()];
        CheckSigns(ticket, problems);
        CheckNumbers(ticket, problems);
        CheckShare(ticket, problems);
        CheckModel(ticket, problems);
        if (target is not null && MisfitOf(ticket, target) is { } misfit)
        {
            problems.Add(misfit);
            return new TicketVerification(problems.ToImmutable(), open, null);
        }

        TicketClaims found = target is null
            ? TicketAudit.Of(ticket)
            : TicketAudit.Of(ticket, target, said.Certified?.BallRadius ?? 1, threads, null, said.Certified, cancel);
        ClaimChecks.Add(said, found, problems);
        if (target is not null && said.Certified is not null && found.Certified is null)
            problems.Add("an error over all inputs is certified, and the network is too large for one to be found");
        return new TicketVerification(problems.ToImmutable(), open, found);
    }

    /// <summary>The same for a ticket of a model that only another engine runs.</summary>
    /// <param name="claimed">The ticket.</param>
    /// <param name="target">The bytes of the model that it was drawn for.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="cancel">Stops the work.</param>
    public static TicketVerification OfModel(
        ClaimedTicket claimed, ReadOnlyMemory<byte> target, int threads, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        var found = Of(claimed, null, threads, cancel);
        Ticket ticket = claimed.Ticket;
        if (MisfitOf(ticket, target.Span) is { } misfit) return found with { Problems = found.Problems.Add(misfit), Found = null };
        if (!found.Problems.IsEmpty) return found;
        TicketClaims claims = TicketAudit.Of(ticket, [.. ticket.Model!.Grids.Select(grid => grid.Read(target.Span))], threads, null, cancel);
        var problems = ImmutableArray.CreateBuilder<string>();
        ClaimChecks.Add(claimed.Claims, claims, problems);
        return new TicketVerification(problems.ToImmutable(), found.Unchecked.Remove(Errors), claims);
    }

    /// <summary>These findings, and whether the ticket reaches the accuracy that it claims.</summary>
    /// <param name="claimed">The ticket that was verified.</param>
    /// <param name="images">The test set that it names.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="progress">Told how many images are done.</param>
    /// <param name="cancel">Stops the work.</param>
    public TicketVerification WithAccuracy(
        ClaimedTicket claimed, ILabelledSet images, int threads, IProgress<int>? progress = null, CancellationToken cancel = default)
    {
        string? problem = ProblemOfAccuracy(claimed, images, threads, progress, cancel);
        return this with { Problems = problem is null ? Problems : Problems.Add(problem), Unchecked = Unchecked.Remove(Accuracy) };
    }

    private static string? ProblemOfAccuracy(
        ClaimedTicket claimed, ILabelledSet images, int threads, IProgress<int>? progress, CancellationToken cancel)
    {
        if (claimed.Claims.Accuracy is not { } claim) return "the ticket claims no accuracy";
        if (claim.Data != images.Name || claim.Examples != images.Count)
            return Invariant($"the accuracy is claimed on {claim.Examples} images of {claim.Data}, not on {images.Count} of {images.Name}");
        Network folded = TicketForms.Folded(claimed.Ticket);
        if (folded.InputShape.Length != images.Example.Length || folded.OutputShape.Length < images.Classes)
            return $"the ticket does not classify images of {images.Name}";
        int correct = Classification.CountCorrect(folded, images, images.Count, threads, Precision.Single, progress, cancel);
        return correct == claim.Correct ? null : Invariant($"{correct} of {images.Count} images are classified correctly, not {claim.Correct}");
    }

    private static string? MisfitOf(Ticket ticket, ReadOnlySpan<byte> target)
    {
        if (ticket.Model is not { } model) return "the ticket is not of a model that only ONNX Runtime runs";
        return OtherTarget(ticket, TargetDigest.Of(target))
            ?? (target.Length == model.Length && CarriedModel.Of(target, model.Grids).Rest.Span.SequenceEqual(model.Rest.Span)
                ? null
                : "the model is not that of the target outside its grids");
    }

    private static string? OtherTarget(Ticket ticket, string digest) =>
        ticket.Origin is not DrawnOrigin drawn ? "the ticket was searched on data: it imitates no target"
        : digest == drawn.Target ? null
        : $"the ticket was drawn for another target (digest {DigestText.Short(drawn.Target)}, this one has {DigestText.Short(digest)})";

    private static string? MisfitOf(Ticket ticket, Network target)
    {
        if (OtherTarget(ticket, TargetDigest.Of(target)) is { } other) return other;
        return TicketAudit.HaveSameNodes(ticket, target)
            ? null
            : "the layers are not those of the target: one has another shape, or was carried with other numbers";
    }

    /// <summary>Whether the holes of a model are grids of it.</summary>
    private static void CheckModel(Ticket ticket, ImmutableArray<string>.Builder problems)
    {
        if (ticket.Model is { } model && !model.IsOf(model.Hollow())) problems.Add("the grids are not where the model stores weights");
    }

    /// <summary>Whether inputs that are said to be ≥ 0 are.</summary>
    private static void CheckSigns(Ticket ticket, ImmutableArray<string>.Builder problems)
    {
        if (ticket.Model is not null) return;
        var known = new bool[ticket.Nodes.Length + 1];
        known[0] = ticket.NonNegativeInputs;
        int ordinal = 0;
        for (int i = 0; i < ticket.Nodes.Length; i++)
        {
            TicketNode node = ticket.Nodes[i];
            if (node is CarriedNode carried) known[i + 1] = carried.Operator.IsNonNegative([.. node.Reads.Select(read => known[read])]);
            if (node is not PrunedNode pruned) continue;
            if (pruned.Parent.OneSided && !known[node.Reads[0]])
                problems.Add(Invariant($"pruned layer {ordinal}: its inputs are said to be ≥ 0, which nothing before it ensures"));
            if (pruned.Parent.IsTwoSided && ticket.NonNegativeInputs && ReadsInput(ticket, node.Reads[0]))
                problems.Add(Invariant($"pruned layer {ordinal}: its inputs are said to be of either sign, and the ticket to be for inputs ≥ 0"));
            ordinal++;
        }
    }

    /// <summary>Whether a value is the network's input, at most in another shape.</summary>
    private static bool ReadsInput(Ticket ticket, int value)
    {
        while (value > 0 && ticket.Nodes[value - 1] is CarriedNode { Operator.KeepsElements: true } node) value = node.Reads[0];
        return value == 0;
    }

    private static void CheckNumbers(Ticket ticket, ImmutableArray<string>.Builder problems)
    {
        for (int i = 0; i < ticket.Nodes.Length; i++)
        {
            if (ticket.Nodes[i] is CarriedNode carried && carried.Operator.Parameters.Any(tensor => tensor.FirstNonFinite() is not null))
                problems.Add(Invariant($"layer {i} holds a number that is not finite"));
        }
    }

    /// <summary>⌊share·n⌋ of the n entries of every tensor, or of all of them together, should be removed by a search.</summary>
    private static void CheckShare(Ticket ticket, ImmutableArray<string>.Builder problems)
    {
        if (ticket.Origin is not SearchedOrigin { Search: { } search }) return;
        TensorMask[] masks = [.. SearchedMasks.Of(ticket)];
        bool holds = search.Scope == SelectionScope.Global
            ? Keeps(masks.Sum(mask => mask.Kept), ticket.ParentParameters, search.RemovedShare)
            : masks.All(mask => Keeps(mask.Kept, mask.Length, search.RemovedShare));
        if (!holds) problems.Add(Invariant($"the masks do not remove a share of {search.RemovedShare:R}"));
    }

    private static bool Keeps(long kept, long all, double removed) => kept == all - (long)(removed * all);
}
