using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Tickets.Verification;

namespace Espalier.Tickets.Drawing;

/// <summary>Makes a ticket for a target by pruning the weights of a random parent, never by training.</summary>
public static class TicketDrawing
{
    /// <summary>Refuses a network that cannot be a target: one without a dense layer, or with a number that is not finite.</summary>
    /// <param name="target">The network.</param>
    /// <param name="source">What messages call it, such as its file.</param>
    /// <exception cref="InvalidInputException">It cannot be a target.</exception>
    public static void RequireUsable(Network target, string source)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!target.Layers.OfType<Dense>().Any())
            throw new InvalidInputException(source, null, "the network has no dense layer to prune", "give a network with at least one dense layer");
        if (target.FirstNonFinite() is { } odd)
        {
            throw new InvalidInputException(
                source, $"layer {odd.Node} ({target.Layers[odd.Node].Kind}), element {odd.Position}", $"the value is {odd.Value}", "a target needs finite weights");
        }
    }

    /// <summary>
    /// Draws a ticket. A weight without a subset within ε keeps its best subset and is counted; nothing is drawn again, because
    /// that would condition on success.
    /// </summary>
    /// <param name="target">The network to imitate; its dense layers are pruned out of the parent, all others are carried.</param>
    /// <param name="options">The parent and the choice of masks.</param>
    /// <param name="threads">Cores to use; never changes the ticket.</param>
    /// <param name="progress">Hears the share of weights drawn.</param>
    /// <param name="cancel">Stops the work with an <see cref="OperationCanceledException"/>; a ticket exists whole or not at all.</param>
    /// <exception cref="InvalidInputException">The target has no dense layer or a weight that is not finite, or an option is out of range.</exception>
    public static ConstructedTicket Draw(Network target, DrawingOptions options, int threads, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        options.Check();
        RequireUsable(target, "target");
        foreach (Dense dense in target.Layers.OfType<Dense>()) RequireSize(dense, options.Recipe);
        bool nonNegative = options.Recipe.NonNegativeInputs;
        long all = target.Layers.OfType<Dense>().Sum(dense => dense.ParameterCount);
        long done = 0;
        var layers = ImmutableArray.CreateBuilder<TicketLayer>(target.Layers.Length);
        int ordinal = 0;
        foreach (Operator layer in target.Layers)
        {
            if (layer is Dense dense)
            {
                bool oneSided = options.Recipe.IsPair && nonNegative;
                var drawing = new LayerDrawing(options.Recipe, dense, ordinal++, oneSided);
                layers.Add(drawing.Draw(threads, tile => progress?.Report((double)Interlocked.Add(ref done, tile) / all), cancel));
            }
            else
            {
                layers.Add(new CarriedLayer(layer));
            }

            nonNegative = KnownSigns.After(layer, nonNegative);
        }

        var uncertified = new ConstructedTicket(
            options.Recipe, target.InputShape, layers.MoveToImmutable(), TargetDigest.Of(target), new CertifiedErrors(options.BallRadius, double.PositiveInfinity, double.PositiveInfinity));
        return uncertified with { Certified = TicketAudit.Of(uncertified, target, threads, cancel).Certified };
    }

    private static void RequireSize(Dense dense, TicketRecipe recipe)
    {
        long columns = dense.Bias is null ? dense.Inputs : dense.Inputs + 1L;
        long numbers = columns * recipe.Candidates;
        if (numbers > TicketRecipe.MostRowNumbers)
            throw new InvalidInputException("candidates", null, $"{recipe.Candidates} for each of {columns} weights of a row are {numbers} numbers, above the limit of {TicketRecipe.MostRowNumbers}", "give fewer candidates");
    }
}
