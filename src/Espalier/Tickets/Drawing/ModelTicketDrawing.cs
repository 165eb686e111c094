using System.Collections.Immutable;
using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Tickets.Parts;
using Espalier.Tickets.Verification;

namespace Espalier.Tickets.Drawing;

/// <summary>Makes a ticket for a model that only another engine runs: its grids are pruned out of the parent, its other bytes are carried.</summary>
/// <remarks>
/// Candidates are direct. Pairs would need two maps wherever inputs may have either sign, and nothing is known here of what a grid reads.
/// </remarks>
public static class ModelTicketDrawing
{
    /// <summary>Draws a ticket of free masks.</summary>
    /// <param name="model">The bytes of the model.</param>
    /// <param name="source">What messages call it.</param>
    /// <param name="options">The parent and the choice of masks; direct candidates.</param>
    /// <param name="threads">Cores to use; never changes the ticket.</param>
    /// <param name="progress">Hears the share of weights drawn.</param>
    /// <param name="cancel">Stops the work with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidInputException">The model has no grids, or an option is out of range.</exception>
    public static ModelTarget Draw(
        ReadOnlyMemory<byte> model,
        string source,
        DrawingOptions options,
        int threads,
        IProgress<double>? progress = null,
        CancellationToken cancel = default)
    {
        TicketRecipe recipe = Recipe(options);
        ModelGrids grids = ModelGrids.Of(model, source);
        long done = 0;
        void Count(long weights) => progress?.Report((double)Interlocked.Add(ref done, weights) / grids.Weights);
        var origin = Origin(model, recipe);
        return grids.Draw(
            recipe.Seed, (each, ordinal) => TicketDrawing.Draw(recipe, each, ordinal, threads, Count, cancel), origin, threads, cancel);
    }

    /// <summary>Draws one share of a ticket of free masks: the same masks as in the whole.</summary>
    /// <param name="model">The bytes of the model.</param>
    /// <param name="source">What messages call it.</param>
    /// <param name="options">The parent and the choice of masks; direct candidates.</param>
    /// <param name="share">Which grids.</param>
    /// <param name="threads">Cores to use; never changes the ticket.</param>
    /// <param name="progress">Hears the share of weights drawn.</param>
    /// <param name="cancel">Stops the work with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidInputException">The model has no grids, or an option is out of range.</exception>
    public static PartialTicket DrawPart(
        ReadOnlyMemory<byte> model,
        string source,
        DrawingOptions options,
        PartShare share,
        int threads,
        IProgress<double>? progress = null,
        CancellationToken cancel = default)
    {
        TicketRecipe recipe = Recipe(options);
        ModelGrids grids = ModelGrids.Of(model, source);
        bool[] own = share.Own([.. grids.Prunable.Select(each => (long)each.Grid.Weights.Length)]);
        long all = grids.Prunable.Where((_, i) => own[i]).Sum(each => (long)each.Grid.Weights.Length);
        long done = 0;
        void Count(long weights) => progress?.Report((double)Interlocked.Add(ref done, weights) / all);
        var nodes = ImmutableArray.CreateBuilder<TicketNode>(own.Length);
        var claims = ImmutableArray.CreateBuilder<GridClaims>();
        for (int i = 0; i < own.Length; i++)
        {
            if (!own[i])
            {
                nodes.Add(new MissingNode(CarriedModel.GridForm, []));
                continue;
            }

            PrunedNode node = TicketDrawing.Draw(recipe, grids.Prunable[i], i, threads, Count, cancel);
            nodes.Add(node);
            claims.Add(TicketAudit.Of(recipe.Seed, node, grids.Prunable[i].Grid, recipe.Tolerance, threads, cancel));
        }

        return new PartialTicket(
            share, recipe.Seed, new Shape(1), false, nodes.MoveToImmutable(), Origin(model, recipe), claims.ToImmutable(), null)
        {
            Model = grids.Carried(),
        };
    }

    private static TicketRecipe Recipe(DrawingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return options.Recipe.Construction == Construction.Linear ? options.Recipe
            : throw new InvalidInputException(
                "construction", null, "the layers of a model that only ONNX Runtime runs are pruned out of direct candidates", "use linear");
    }

    private static DrawnOrigin Origin(ReadOnlyMemory<byte> model, TicketRecipe recipe) =>
        new(TargetDigest.Of(model.Span), recipe.Construction, recipe.Objective, recipe.Tolerance);

    /// <summary>Draws a ticket of coded masks; of the inputs of a grid nothing is known.</summary>
    /// <inheritdoc cref="Draw" path="/param"/>
    /// <exception cref="InvalidInputException">The model has no grids, or an option is out of range.</exception>
    public static ModelTarget DrawCoded(
        ReadOnlyMemory<byte> model,
        string source,
        CodedOptions options,
        int threads,
        IProgress<double>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        ModelGrids grids = ModelGrids.Of(model, source);
        var drawing = new CodedTicketDrawing.GridByGrid(options with { Inputs = null }, grids.Prunable, threads);
        long done = 0;
        var origin = new DrawnOrigin(
            TargetDigest.Of(model.Span), Construction.Linear, SubsetSums.SubsetSumObjective.Error, Tolerance.Default, options.Bits);
        return grids.Draw(
            options.Seed,
            (each, ordinal) =>
            {
                cancel.ThrowIfCancellationRequested();
                PrunedNode node = drawing.Draw(each, ordinal, cancel);
                progress?.Report((double)(done += each.Grid.Weights.Length) / grids.Weights);
                return node;
            },
            origin,
            threads,
            cancel);
    }
}

/// <summary>A ticket of a model, and the grids of the model that it imitates.</summary>
/// <param name="Ticket">The ticket.</param>
/// <param name="Grids">The grids as matrices, in the order of the ticket.</param>
public sealed record ModelTarget(ClaimedTicket Ticket, ImmutableArray<WeightGrid> Grids);

/// <summary>The grids of a model that can be pruned: those of finite numbers.</summary>
internal sealed class ModelGrids
{
    private readonly ReadOnlyMemory<byte> _model;
    private readonly ImmutableArray<StoredGrid> _stored;

    private ModelGrids(ReadOnlyMemory<byte> model, ImmutableArray<StoredGrid> stored, ImmutableArray<PrunableGrid> prunable) =>
        (_model, _stored, Prunable) = (model, stored, prunable);

    public ImmutableArray<PrunableGrid> Prunable { get; }

    public long Weights => Prunable.Sum(each => (long)each.Grid.Weights.Length);

    public static ModelGrids Of(ReadOnlyMemory<byte> model, string source)
    {
        var stored = ImmutableArray.CreateBuilder<StoredGrid>();
        var prunable = ImmutableArray.CreateBuilder<PrunableGrid>();
        foreach (StoredGrid each in StoredGrids.Of(model, source))
        {
            WeightGrid grid = each.Read(model.Span);
            if (grid.Weights.FirstNonFinite() is not null) continue;
            prunable.Add(new PrunableGrid(stored.Count, new Dense(grid.Weights, null), grid, NonNegative: false));
            stored.Add(each);
        }

        if (stored.Count == 0)
            throw new InvalidInputException(
                source,
                null,
                "the model has no weights to prune",
                "give a model with constant weights of float32 or float64 in products or convolutions");
        return new ModelGrids(model, stored.ToImmutable(), prunable.ToImmutable());
    }

    /// <summary>The model without the numbers of the grids.</summary>
    public CarriedModel Carried() => CarriedModel.Of(_model.Span, _stored);

    public ModelTarget Draw(ulong seed, Func<PrunableGrid, int, PrunedNode> draw, DrawnOrigin origin, int threads, CancellationToken cancel)
    {
        ImmutableArray<PrunedNode> nodes = [.. Prunable.Select((each, ordinal) => draw(each, ordinal) with { Reads = [] })];
        var ticket = Ticket.Of(seed, Carried(), nodes, origin);
        ImmutableArray<WeightGrid> grids = [.. Prunable.Select(each => each.Grid)];
        return new ModelTarget(new ClaimedTicket(ticket, TicketAudit.Of(ticket, grids, threads, null, cancel)), grids);
    }
}
