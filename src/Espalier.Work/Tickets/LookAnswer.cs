using System.Collections.Immutable;
using Espalier.Parents.Masks;
using Espalier.Tickets;
using Espalier.Tickets.Inside;

namespace Espalier.Work.Tickets;

/// <summary>What is inside a ticket.</summary>
/// <param name="Mask">How its masks were made: <c>free</c>, <c>coded</c>, or <c>searched</c> for accuracy.</param>
/// <param name="Tolerance">In words, or null where there is none.</param>
/// <param name="BitsPerWeight">What its masks take per weight, biases left out; null without the target.</param>
/// <param name="RelativeError">‖w − ŵ‖/‖w‖ over all grids; null without the target.</param>
/// <param name="Yardsticks">What about so many bits buy elsewhere, on the same weights; null without the target.</param>
/// <param name="Grids">Each pruned grid.</param>
/// <param name="Weight">The weight that was asked for, or null.</param>
public sealed record LookAnswer(
    string Mask,
    string? Tolerance,
    double? BitsPerWeight,
    double? RelativeError,
    ImmutableSortedDictionary<string, YardstickAnswer>? Yardsticks,
    LookGrid[] Grids,
    LookWeight? Weight);

/// <summary>One pruned grid.</summary>
/// <param name="Operator">The operator without its numbers.</param>
/// <param name="Outputs">Outputs or output channels.</param>
/// <param name="Weights">The weights of an output, without its bias.</param>
/// <param name="HasBias">Whether an output has a bias, which is a weight like others; that of a coded mask is carried.</param>
/// <param name="Sides">2 where inputs of the two signs choose apart.</param>
/// <param name="Candidates">Candidates of a weight.</param>
/// <param name="Kept">Kept entries of the parent.</param>
/// <param name="Met">Weights within their tolerance; null without the target, or a tolerance.</param>
/// <param name="Beyond">Weights beyond it.</param>
/// <param name="MaxError">The largest error, as claimed; null where nothing is.</param>
/// <param name="MeanError">The mean error, as claimed.</param>
/// <param name="ErrorShares">Of all weights, those whose error lies in each twentieth of the tolerance.</param>
/// <param name="Widths">How many weights (of each side) need 0, 1, 2, … candidates; null where all have the same.</param>
/// <param name="BitsPerWeight">What the mask takes per weight, biases left out; null without the target.</param>
/// <param name="RelativeError">‖w − ŵ‖/‖w‖; null without the target.</param>
/// <param name="KeptPicture">How many entries weights keep; of the grid that is looked at, else null.</param>
/// <param name="ErrorPicture">How far weights are, as a share of the tolerance where there is one; likewise.</param>
public sealed record LookGrid(
    string Operator,
    int Outputs,
    int Weights,
    bool HasBias,
    int Sides,
    int Candidates,
    long Kept,
    long? Met,
    long? Beyond,
    double? MaxError,
    double? MeanError,
    double[]? ErrorShares,
    long[]? Widths,
    double? BitsPerWeight,
    double? RelativeError,
    LookPicture? KeptPicture,
    LookPicture? ErrorPicture)
{
    /// <summary>All weights and biases.</summary>
    public long All => (long)Outputs * (HasBias ? Weights + 1 : Weights);

    internal static LookGrid Of(PrunedNode node, GridClaims claims) => new(
        node.Form.Text,
        node.Parent.Shape.Channels,
        node.Parent.Shape.Kernel,
        node.Parent.Shape.HasBias,
        node.Parent.IsTwoSided ? 2 : 1,
        node.Parent.Candidates,
        claims.KeptEdges + claims.KeptUnits,
        null,
        null,
        claims.Errors?.Max,
        claims.Errors?.Mean,
        null,
        node.Mask is PrefixMask mask ? Trimmed(mask.Widths()) : null,
        null,
        null,
        null,
        null);

    private static long[] Trimmed(long[] widths) => widths[..(Array.FindLastIndex(widths, count => count > 0) + 1)];
}

/// <summary>A number for each weight, several weights to a cell where the grid is large.</summary>
/// <param name="Rows">From top to bottom: outputs.</param>
/// <param name="Columns">From left to right: the weights of an output.</param>
/// <param name="Values">Row by row.</param>
public sealed record LookPicture(int Rows, int Columns, double[] Values)
{
    internal static LookPicture Of(GridPicture picture) => new(picture.Rows, picture.Columns, [.. picture.Values]);
}

/// <summary>One weight.</summary>
/// <param name="Grid">Its grid, from 0.</param>
/// <param name="Output">The output, from 0.</param>
/// <param name="Index">Its place in the row, from 0; the bias stands behind all others.</param>
/// <param name="Target">The weight of the target, or null without it.</param>
/// <param name="Tolerance">How far it may be from there, or null.</param>
/// <param name="Positive">The weight for inputs of at least 0.</param>
/// <param name="Negative">The weight for inputs below 0.</param>
/// <param name="Error">How far it is, or null.</param>
/// <param name="Candidates">The candidates: the first of them and all that are kept.</param>
/// <param name="All">How many there are.</param>
/// <param name="Scale">What the sum of the kept is multiplied with after adding the offset; 1 but for coded masks.</param>
/// <param name="Offset">See there; 0 but for coded masks.</param>
/// <param name="IsRotated">Whether that makes an entry of the rotated row.</param>
public sealed record LookWeight(
    int Grid,
    int Output,
    int Index,
    double? Target,
    double? Tolerance,
    double Positive,
    double Negative,
    double? Error,
    WeightCandidate[] Candidates,
    int All,
    double Scale,
    double Offset,
    bool IsRotated);
