using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Parents;
using Espalier.Parents.Masks;
using Espalier.Tickets.Parts;
using Espalier.Tickets.Verification;

namespace Espalier.Tickets.Drawing;

/// <summary>Makes a ticket for a target by pruning the weights of a random parent, never by training.</summary>
public static class TicketDrawing
{
    /// <summary>The share of the work that drawing is, about; the rest is certifying.</summary>
    private const double Drawing = 0.6;

    /// <summary>Refuses a network that cannot be a target: one without constant weights, or with a number that is not finite.</summary>
    /// <param name="target">The network.</param>
    /// <param name="source">What messages call it, such as its file.</param>
    /// <exception cref="InvalidInputException">It cannot be a target.</exception>
    public static void RequireUsable(Network target, string source)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!PrunableGrids.Of(target).Any())
            throw new InvalidInputException(
                source, null, "the network has no weights to prune", "give a network with at least one dense layer or convolution");
        if (target.FirstNonFinite() is { } odd)
        {
            throw new InvalidInputException(
                source, $"{target.Place(odd.Node)}, element {odd.Position}", $"the value is {odd.Value}", "a target needs finite weights");
        }
    }

    /// <summary>
    /// Draws a ticket. A weight without a subset within ε keeps its best subset and is counted; nothing is drawn again, because
    /// that would condition on success.
    /// </summary>
    /// <param name="target">The network to imitate; its weight grids are pruned out of the parent, all else is carried.</param>
    /// <param name="options">The parent and the choice of masks.</param>
    /// <param name="threads">Cores to use; never changes the ticket.</param>
    /// <param name="progress">Hears the share of the work that is done: weights drawn, then weights certified.</param>
    /// <param name="cancel">Stops the work with an <see cref="OperationCanceledException"/>; a ticket exists whole or not at all.</param>
    /// <exception cref="InvalidInputException">The target has no weights or a weight that is not finite, or an option is out of
    /// range.</exception>
    public static ClaimedTicket Draw(
        Network target, DrawingOptions options, int threads, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        IProgress<double>? drawing = progress is null ? null : new ShareOfProgress(progress, 0, Drawing);
        IProgress<double>? auditing = progress is null ? null : new ShareOfProgress(progress, Drawing, 1);
        if (options.Recipe.Construction == Construction.Shallow)
        {
            Ticket shallow = ShallowDrawing.Draw(target, options, threads, drawing, cancel);
            return new ClaimedTicket(shallow, TicketAudit.Of(shallow, target, options.BallRadius, threads, auditing, null, cancel));
        }

        PartialTicket whole = DrawPart(target, options, new PartShare(1, 1), threads, drawing, audits: false, cancel);
        var ticket = new Ticket(whole.Seed, whole.InputShape, whole.NonNegativeInputs, whole.Nodes, whole.Origin);
        CertifiedErrors? wanted = CertifiedErrors.Wanted(options.BallRadius, options.Tight);
        return new ClaimedTicket(ticket, TicketAudit.Of(ticket, target, options.BallRadius, threads, auditing, wanted, cancel));
    }

    /// <summary>Draws one share of a ticket: the same masks as in the whole.</summary>
    /// <param name="target">The network to imitate.</param>
    /// <param name="options">The parent and the choice of masks.</param>
    /// <param name="share">Which grids.</param>
    /// <param name="threads">Cores to use; never changes the ticket.</param>
    /// <param name="progress">Hears the share of weights drawn.</param>
    /// <param name="cancel">Stops the work with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidInputException">The target has no weights or a weight that is not finite, or an option is out of
    /// range.</exception>
    public static PartialTicket DrawPart(
        Network target,
        DrawingOptions options,
        PartShare share,
        int threads,
        IProgress<double>? progress = null,
        CancellationToken cancel = default) =>
        DrawPart(target, options, share, threads, progress, audits: true, cancel);

    private static PartialTicket DrawPart(
        Network target, DrawingOptions options, PartShare share, int threads, IProgress<double>? progress, bool audits, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        RequireUsable(target, "target");
        TicketRecipe recipe = options.Recipe;
        if (recipe.Construction == Construction.Shallow)
            throw new InvalidInputException(
                "part", null, "how many copies a layer is made in is known only when those behind it are drawn", "draw the whole ticket at once");
        PrunableGrid[] grids = [.. PrunableGrids.Of(target, recipe.NonNegativeInputs)];
        ParentGrid[] parents = [.. grids.Select((each, ordinal) => ParentOf(recipe, each, ordinal))];
        foreach (ParentGrid parent in parents) RequireSize(parent);
        bool[] own = share.Own([.. parents.Select(parent => parent.Shape.Weights)]);
        long all = parents.Where((_, i) => own[i]).Sum(parent => parent.Shape.Weights);
        long done = 0;
        void Count(long weights) => progress?.Report((double)Interlocked.Add(ref done, weights) / all);
        var nodes = ImmutableArray.CreateBuilder<TicketNode>(target.Nodes.Length);
        var claims = ImmutableArray.CreateBuilder<GridClaims>();
        int ordinal = 0;
        for (int i = 0; i < target.Nodes.Length; i++)
        {
            Node node = target.Nodes[i];
            if (ordinal == grids.Length || grids[ordinal].Node != i)
            {
                nodes.Add(new CarriedNode(node.Operator, node.Reads));
                continue;
            }

            int at = ordinal++;
            if (!own[at])
            {
                nodes.Add(new MissingNode(node.Operator.Form, node.Reads));
                continue;
            }

            (ParentGrid parent, GridMask mask) = Draw(recipe, grids[at].Grid, parents[at], threads, Count, cancel);
            var pruned = new PrunedNode(node.Operator.Form, parent, mask, [.. grids[at].Grid.Weights.Shape.Extents[2..]], node.Reads);
            nodes.Add(pruned);
            if (audits) claims.Add(TicketAudit.Of(recipe.Seed, pruned, grids[at].Grid, recipe.Tolerance, threads, cancel));
        }

        var origin = new DrawnOrigin(TargetDigest.Of(target), recipe.Construction, recipe.Objective, recipe.Tolerance);
        double? radius = TicketAudit.CanCertify(target) ? options.BallRadius : null;
        return new PartialTicket(
            share, recipe.Seed, target.InputShape, recipe.NonNegativeInputs, nodes.MoveToImmutable(), origin, claims.ToImmutable(), radius);
    }

    /// <summary>A node of a grid by itself, as it stands in a ticket but for what it reads.</summary>
    internal static PrunedNode Draw(
        TicketRecipe recipe, PrunableGrid each, int ordinal, int threads, Action<long> done, CancellationToken cancel)
    {
        ParentGrid widest = ParentOf(recipe, each, ordinal);
        RequireSize(widest);
        (ParentGrid parent, GridMask mask) = Draw(recipe, each.Grid, widest, threads, done, cancel);
        return new PrunedNode(each.Operator.Form, parent, mask, [.. each.Grid.Weights.Shape.Extents[2..]], []);
    }

    /// <summary>The laws of the numbers behind a grid.</summary>
    internal static GridLaws LawsOf(TicketRecipe recipe, WeightGrid grid) =>
        recipe.Distribution is { } law ? new GridLaws(law, law)
        : recipe is { Objective: SubsetSums.SubsetSumObjective.Bits, IsPair: false } ? ParentLaw.ForShortWords(grid, recipe.Tolerance)
        : ParentLaw.For(grid, recipe.Construction);

    private static ParentGrid ParentOf(TicketRecipe recipe, PrunableGrid each, int ordinal) => recipe.ParentOf(
        GridAudit.ShapeOf(each.Grid), ordinal, each.NonNegative, LawsOf(recipe, each.Grid), recipe.Candidates
            ?? HittingDrawing.MostCandidates(recipe));

    private static (ParentGrid Parent, GridMask Mask) Draw(
        TicketRecipe recipe, WeightGrid grid, ParentGrid parent, int threads, Action<long> done, CancellationToken cancel)
    {
        if (recipe.Candidates is null) return new HittingDrawing(recipe, grid, parent).Draw(threads, done, cancel);
        return (parent, new GridDrawing(recipe, grid, parent).Draw(threads, added => done(added), cancel));
    }

    private static void RequireSize(ParentGrid parent)
    {
        long numbers = (long)parent.Shape.RowLength * parent.Candidates;
        if (parent.Order != CandidateOrder.Planes && numbers > ParentGrid.MaxRowNumbers)
        {
            int length = parent.Shape.RowLength;
            throw new InvalidInputException(
                "candidates",
                null,
                $"{parent.Candidates} for each of {length} weights of a row are {numbers} numbers, above the limit of {ParentGrid.MaxRowNumbers}",
                "give fewer candidates");
        }
    }

    /// <summary>A part of the work, as a part of the progress.</summary>
    private sealed class ShareOfProgress(IProgress<double> whole, double from, double to) : IProgress<double>
    {
        public void Report(double value) => whole.Report(from + ((to - from) * value));
    }
}
