using Espalier.Graphs;
using Espalier.Parents;
using Espalier.SubsetSums;
using Espalier.Training.Popup;

namespace Espalier.Tickets.Files;

/// <summary>The header of a ticket file, version 3: everything but masks and the numbers of tensors.</summary>
internal sealed record TicketHeader(ulong Seed, int[] Input, bool NonNegativeInputs, OriginFields Origin, NodeFields[] Nodes, ClaimFields Claims);

/// <summary>How the masks came about: one of the two.</summary>
internal sealed record OriginFields
{
    public DrawnFields? Drawn { get; init; }

    public SearchedFields? Searched { get; init; }
}

internal sealed record DrawnFields(string Target, Construction Construction, SubsetSumObjective Objective, double Epsilon);

internal sealed record SearchedFields(PopupStructure Structure, int Pairs, int[] Widths, SearchSettings Search);

/// <summary>One node; a grid stands where its weights are carved out of the parent.</summary>
/// <param name="Operator">The operator without its numbers, as the text of an architecture spells it.</param>
/// <param name="Reads">The values that it reads.</param>
internal sealed record NodeFields(string Operator, int[] Reads)
{
    /// <summary>The tensors of a carried node, whose values follow in the sections.</summary>
    public TensorFields[]? Tensors { get; init; }

    public GridFields? Grid { get; init; }
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
    MaskFields[] Masks);

internal sealed record MaskFields(MaskCoding Coding, int Bytes, int[]? Frequencies = null);

internal sealed record ClaimFields(string Digest, GridClaims[] Grids, CertifiedErrors? Certified = null, AccuracyClaim? Accuracy = null);
