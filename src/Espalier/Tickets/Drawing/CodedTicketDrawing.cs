using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Calibration;
using Espalier.Parents;
using Espalier.Parents.Masks;
using Espalier.SubsetSums;
using Espalier.SubsetSums.Coded;
using Espalier.Tickets.Verification;

namespace Espalier.Tickets.Drawing;

/// <summary>How to draw a ticket of coded masks.</summary>
/// <param name="Seed">The seed of which every parent weight is a function.</param>
/// <param name="Bits">Bits per weight, 1 to 5; a fraction mixes rows.</param>
/// <param name="Inputs">What the grid of every node meets, from <see cref="InputCalibration"/>; null where nothing is known.</param>
/// <param name="NonNegativeInputs">Whether the ticket is for inputs ≥ 0 only, such as pixels.</param>
/// <param name="BallRadius">The radius of the ball for which the error is certified.</param>
/// <param name="Tight">Whether the error is certified as closely as one relaxation can, which takes several times as long.</param>
public sealed record CodedOptions(
    ulong Seed,
    double Bits,
    ImmutableArray<InputMoments?>? Inputs = null,
    bool NonNegativeInputs = false,
    double BallRadius = 1,
    bool Tight = false)
{
    /// <summary>Refuses numbers that make no ticket.</summary>
    /// <exception cref="InvalidInputException">A number is out of its range.</exception>
    public void Check()
    {
        if (!(Bits >= 1) || !(Bits <= MaskCode.MostBitsPerWeight))
            throw new InvalidInputException("bits", null, $"the value is {Bits}", "give a number from 1 to 5, such as 4 or 2.5");
        if (!(BallRadius > 0) || !double.IsFinite(BallRadius))
            throw new InvalidInputException("radius", null, $"the value is {BallRadius}", "give a finite number above 0, such as 1");
    }
}

/// <summary>Makes a ticket for a target whose masks are codewords: so many bits per weight, and the least squared error that they buy.</summary>
public static class CodedTicketDrawing
{
    /// <summary>
    /// The smallest grids, often the first and the last, are held by free masks up to this share of all weights: together they cost the ticket a
    /// tenth of a bit at most, and what few bits would do to them the whole network would feel.
    /// </summary>
    private const int MinorShare = 50;

    /// <summary>Draws a ticket.</summary>
    /// <param name="target">The network to imitate; its weight grids are pruned out of the parent, all else is carried.</param>
    /// <param name="options">Bits, seed and what is known of the inputs.</param>
    /// <param name="threads">Cores to use; never changes the ticket.</param>
    /// <param name="progress">Hears the share of weights drawn.</param>
    /// <param name="cancel">Stops the work with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidInputException">The target has no weights or one that is not finite, or an option is out of range.</exception>
    public static ClaimedTicket Draw(
        Network target, CodedOptions options, int threads, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        TicketDrawing.RequireUsable(target, "target");
        Dictionary<int, PrunableGrid> grids = PrunableGrids.Of(target, options.NonNegativeInputs).ToDictionary(each => each.Node);
        long all = grids.Values.Sum(each => (long)each.Grid.Weights.Length);
        var drawing = new GridByGrid(options, grids.Values, threads);
        long done = 0;
        int ordinal = 0;
        var nodes = ImmutableArray.CreateBuilder<TicketNode>(target.Nodes.Length);
        for (int i = 0; i < target.Nodes.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            Node node = target.Nodes[i];
            if (!grids.TryGetValue(i, out PrunableGrid? each))
            {
                nodes.Add(new CarriedNode(node.Operator, node.Reads));
                continue;
            }

            nodes.Add(drawing.Draw(each, ordinal++, cancel) with { Reads = node.Reads });
            progress?.Report((double)(done += each.Grid.Weights.Length) / all);
        }

        var origin = new DrawnOrigin(TargetDigest.Of(target), Construction.Linear, SubsetSumObjective.Error, Tolerance.Default, options.Bits);
        var ticket = new Ticket(options.Seed, target.InputShape, options.NonNegativeInputs, nodes.MoveToImmutable(), origin);
        CertifiedErrors? wanted = CertifiedErrors.Wanted(options.BallRadius, options.Tight);
        return new ClaimedTicket(ticket, TicketAudit.Of(ticket, target, options.BallRadius, threads, null, wanted, cancel));
    }

    /// <summary>Draws grids one after the other.</summary>
    internal sealed class GridByGrid
    {
        private readonly CodedOptions _options;
        private readonly CodedDrawing _drawing;
        private readonly HashSet<int> _minor;
        private readonly int _threads;

        public GridByGrid(CodedOptions options, IReadOnlyCollection<PrunableGrid> grids, int threads)
        {
            (_options, _threads) = (options, threads);
            _drawing = new CodedDrawing(options.Seed, options.Bits, threads);
            _minor = Minor(grids, grids.Sum(each => (long)each.Grid.Weights.Length) / MinorShare);
        }

        /// <summary>The node of a grid, but for what it reads.</summary>
        public PrunedNode Draw(PrunableGrid each, int ordinal, CancellationToken cancel)
        {
            if (_minor.Contains(each.Node)) return Free(each, ordinal, cancel);
            ParentGrid parent = CodedDrawing.ParentOf(GridAudit.ShapeOf(each.Grid), ordinal);
            CodedMask mask = _drawing.Draw(each.Grid, parent.Tensor, _options.Inputs?[each.Node]);
            return new PrunedNode(each.Operator.Form, parent, mask, [.. each.Grid.Weights.Shape.Extents[2..]], []);
        }

        private PrunedNode Free(PrunableGrid each, int ordinal, CancellationToken cancel)
        {
            var recipe = new TicketRecipe(
                _options.Seed,
                Construction.Linear,
                CandidateShare.Weight,
                SubsetSumObjective.Error,
                null,
                Tolerance.Default,
                null,
                _options.NonNegativeInputs);
            return TicketDrawing.Draw(recipe, each, ordinal, _threads, static _ => { }, cancel);
        }

        /// <summary>The nodes of the smallest grids, the first of equals, that have so many weights together.</summary>
        private static HashSet<int> Minor(IEnumerable<PrunableGrid> grids, long weights)
        {
            var minor = new HashSet<int>();
            foreach (PrunableGrid each in grids.OrderBy(each => each.Grid.Weights.Length).ThenBy(each => each.Node))
            {
                weights -= each.Grid.Weights.Length;
                if (weights < 0) break;
                minor.Add(each.Node);
            }

            return minor;
        }
    }
}
