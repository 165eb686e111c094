using Espalier.Graphs;
using Espalier.Parents;
using Espalier.SubsetSums;
using Espalier.Training.Popup;

namespace Espalier.Tickets.Files;

/// <summary>The header of a ticket file, versions 3 to 5: everything but masks and the numbers of tensors.</summary>
internal sealed record TicketHeader(ulong Seed, int[] Input, bool NonNegativeInputs, OriginFields Origin, NodeFields[] Nodes, ClaimFields Claims)
{
    /// <summary>The model that the grids belong to, in version 5 and only there.</summary>
    public ModelFields? Model { get; init; }
}

/// <summary>A model whose bytes, without those of its grids, are the first section.</summary>
/// <param name="Rest">How many bytes that are.</param>
/// <param name="Grids">Where the numbers of each grid stand.</param>
internal sealed record ModelFields(int Rest, StoredFields[] Grids);

/// <summary>A grid in the bytes of a model.</summary>
/// <param name="Name">The name of the tensor.</param>
/// <param name="Precision">The type of its numbers.</param>
/// <param name="Offset">The first byte.</param>
/// <param name="Blocks">The order of the numbers: blocks,</param>
/// <param name="Rows">rows of a block,</param>
/// <param name="Inputs">inputs of a row,</param>
/// <param name="Places">places of an input,</param>
/// <param name="InputsFirst">and whether inputs come before rows.</param>
internal sealed record StoredFields(string Name, Precision Precision, int Offset, int Blocks, int Rows, int Inputs, int Places, bool InputsFirst);

/// <summary>How the masks came about: one of the two.</summary>
internal sealed record OriginFields
{
    public DrawnFields? Drawn { get; init; }

    public SearchedFields? Searched { get; init; }
}

/// <summary>What a drawn ticket says of its drawing.</summary>
/// <param name="Target">The digest of the target.</param>
/// <param name="Construction">How the parent holds a weight.</param>
/// <param name="Objective">What the subset sums minimise.</param>
/// <param name="Epsilon">The tolerance; or</param>
/// <param name="Relative">the share of the standard deviation of each row.</param>
/// <param name="Bits">Bits per weight of coded masks.</param>
internal sealed record DrawnFields(
    string Target, Construction Construction, SubsetSumObjective Objective, double? Epsilon = null, double? Relative = null, double? Bits = null)
{
    /// <summary>The tolerance; null unless just one of the two is given.</summary>
    public Tolerance? Tolerance() => (Epsilon, Relative) switch
    {
        ({ } epsilon, null) => new Tolerance(epsilon),
        (null, { } share) => new Tolerance(share, IsRelative: true),
        _ => null,
    };
}

internal sealed record SearchedFields(PopupStructure Structure, int Pairs, int[] Widths, SearchSettings Search);

/// <summary>One node; a grid stands where its weights are carved out of the parent.</summary>
/// <param name="Operator">The operator without its numbers, as the text of an architecture spells it.</param>
/// <param name="Reads">The values that it reads.</param>
internal sealed record NodeFields(string Operator, int[] Reads)
{
    /// <summary>The tensors of a carried node, whose values follow in the sections.</summary>
    public TensorFields[]? Tensors { get; init; }

    public GridFields? Grid { get; init; }

    /// <summary>True, in a part of a ticket, where another part has the grid.</summary>
    public bool? IsMissing { get; init; }
}

/// <summary>A tensor whose values stand in a section of their own, little-endian.</summary>
internal sealed record TensorFields(string Role, int[] Shape, Precision Precision);

internal sealed record GridFields(
    int Channels,
    int Inputs,
    int[] Kernel,
    bool Bias,
    ParentStructure Structure,
    int Candidates,
    CandidateShare Share,
    CandidateOrder Order,
    bool OneSided,
    uint Tensor,
    string First,
    string Last,
    MaskFields[] Masks,
    int Groups = 1,
    string? BiasLaw = null);

internal sealed record MaskFields(MaskCoding Coding, int Bytes, int[]? Frequencies = null, CodeFields? Code = null);

/// <summary>What a reader must know of a band of a coded mask besides its bytes.</summary>
internal sealed record CodeFields(int Bits, int Window, uint Number, bool Rotated, bool ByColumns);

internal sealed record ClaimFields(string Digest, GridClaims[] Grids, CertifiedErrors? Certified = null, AccuracyClaim? Accuracy = null);
