using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Numerics.Random;
using Espalier.Parents;
using Espalier.Parents.Masks;
using Espalier.SubsetSums.Coded;

namespace Espalier.Tickets.Inside;

/// <summary>Which inputs a candidate acts on.</summary>
public enum CandidateSide
{
    /// <summary>All.</summary>
    Both,

    /// <summary>Those of at least 0.</summary>
    Positive,

    /// <summary>Those below 0.</summary>
    Negative,

    /// <summary>None: no input ever has its sign.</summary>
    None,
}

/// <summary>A random number, or a product of two, that a weight may keep.</summary>
/// <param name="Number">Its place among the candidates of the weight.</param>
/// <param name="Value">What it adds.</param>
/// <param name="Side">The inputs that it acts on.</param>
/// <param name="IsKept">Whether the mask keeps it.</param>
public readonly record struct WeightCandidate(int Number, double Value, CandidateSide Side, bool IsKept);

/// <summary>One weight of a pruned grid: what it might keep, what it keeps, and what that makes.</summary>
/// <param name="Positive">The weight for inputs ≥ 0.</param>
/// <param name="Negative">The weight for inputs below 0.</param>
/// <param name="Candidates">The candidates, the first of them and all that are kept.</param>
/// <param name="All">How many candidates there are.</param>
/// <param name="Scale">What the sum is multiplied with; 1 but for coded masks.</param>
/// <param name="Offset">What is added to the kept before that; 0 but for coded masks.</param>
/// <param name="IsRotated">Whether the sum is an entry of the rotated row, and the weight one of the row turned back.</param>
public sealed record WeightLook(
    double Positive, double Negative, ImmutableArray<WeightCandidate> Candidates, int All, double Scale, double Offset, bool IsRotated)
{
    private const int MostShown = 256;
    private const int LeastShown = 16;
    private const int Beyond = 4;

    /// <summary>Looks at a weight.</summary>
    /// <param name="seed">The seed of the ticket.</param>
    /// <param name="node">The pruned grid.</param>
    /// <param name="channel">The output.</param>
    /// <param name="position">The weight in its row; one more than all weights is the bias.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such weight.</exception>
    public static WeightLook Of(ulong seed, PrunedNode node, int channel, int position)
    {
        ArgumentNullException.ThrowIfNull(node);
        GridShape shape = node.Parent.Shape;
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(channel, shape.Channels);
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, shape.RowLength);
        RealisedRows rows = node.Mask.Realise(seed, node.Parent);
        rows.Realise(channel);
        var bare = new WeightLook((double)rows.Positive[position], (double)rows.Negative[position], [], 0, 1, 0, false);
        return node.Mask switch
        {
            CandidateMask mask => bare.With(seed, node.Parent, mask, channel, position),
            CodedMask mask when position < shape.Kernel => bare.With(mask, channel, position),
            _ => bare,
        };
    }

    /// <summary>How far it is from a weight of the target, on the side that is further.</summary>
    public double Error(double target) => Math.Max(Math.Abs(target - Positive), Math.Abs(target - Negative));

    /// <summary>The weight of the target at its place, and how far it may be from there.</summary>
    /// <param name="node">The pruned grid.</param>
    /// <param name="target">The grid of the target.</param>
    /// <param name="tolerance">The tolerance; null for none.</param>
    /// <param name="channel">The output.</param>
    /// <param name="position">The weight in its row.</param>
    public static (double Weight, double? Tolerance) Wanted(PrunedNode node, WeightGrid target, Tolerance? tolerance, int channel, int position)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(target);
        int kernel = node.Parent.Shape.Kernel;
        double weight = position == kernel ? target.Bias![channel] : target.Weights[(channel * kernel) + position];
        return (weight, tolerance is { } stated ? RowTolerances.Of(target, stated)[channel] : null);
    }

    private WeightLook With(ulong seed, ParentGrid grid, CandidateMask mask, int channel, int position)
    {
        int column = grid.Shape.Column(channel, position);
        int[] kept = new int[mask.MaxKept];
        kept = kept[..mask.CopyKept(grid.Number(channel, position), column, kept)];
        int last = kept.Length == 0 ? -1 : kept.Max();
        int shown = Math.Min(grid.Candidates, last < MostShown ? Math.Max(last + 1 + Beyond, LeastShown) : MostShown);
        var numbers = new ParentNumbers(seed, grid);
        bool isBias = position == grid.Shape.Kernel;
        return this with
        {
            All = grid.Candidates,
            Candidates =
            [
                .. Enumerable.Range(0, shown).Union(kept).Order().Select(k =>
                {
                    double factor = numbers.Factor(column, k);
                    return new WeightCandidate(
                        k, factor * numbers.Number(channel, position, k), SideOf(grid, factor, isBias), kept.Contains(k));
                }),
            ],
        };
    }

    private WeightLook With(CodedMask mask, int channel, int position)
    {
        (CodedGrid band, int row) = mask.BandOf(channel);
        GridCoding coding = band.Coding;
        if (coding.Numbers == 0) return this;
        ulong kept = coding.Code().Mask(band.WindowOf(row, position));
        var numbers = new RandomStream(coding.Seed, coding.Tensor, StreamPurpose.Parent);
        double[] values = [.. Enumerable.Range(0, coding.Numbers).Select(j => (double)numbers.UniformSingle((ulong)j))];
        return this with
        {
            All = values.Length,
            Candidates = [.. values.Select((value, j) => new WeightCandidate(j, value, CandidateSide.Both, ((kept >> j) & 1) != 0))],
            Scale = band.ScaleOf(row),
            Offset = -values.Sum() / 2,
            IsRotated = coding.Rotated,
        };
    }

    private static CandidateSide SideOf(ParentGrid grid, double factor, bool isBias)
    {
        if (grid.Structure != ParentStructure.Rectified) return CandidateSide.Both;
        if (factor > 0) return isBias ? CandidateSide.Both : CandidateSide.Positive;
        return isBias || grid.OneSided ? CandidateSide.None : CandidateSide.Negative;
    }
}
