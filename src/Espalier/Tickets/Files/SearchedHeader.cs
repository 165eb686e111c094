using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Tickets.Verification;
using Espalier.Training.Popup;

namespace Espalier.Tickets.Files;

/// <summary>The header of a searched ticket, version 2: everything but masks and tensors.</summary>
internal static class SearchedHeader
{
    private const int MostFrontLayers = 10_000;
    private const int LongestName = 200;

    public static byte[] Write(SearchedTicket ticket, List<ReadOnlyMemory<byte>> sections)
    {
        LayerFields[] front = [.. ticket.Front.Select(layer => CarriedLayers.Describe(layer, sections))];
        MaskFields[] masks = [.. ticket.Masks.Select(mask => Describe(mask, sections))];
        PopupParent parent = ticket.Parent;
        return HeaderText.Write(new Header(
            new ParentFields(parent.Seed, parent.Structure, parent.Pairs, [.. parent.Widths]),
            [.. ticket.InputShape.Extents],
            ticket.NonNegativeInputs,
            front,
            masks,
            ticket.Search,
            new ClaimFields([.. ticket.Claims.KeptEdges], ticket.Claims.Digest, ticket.Claims.Accuracy)));
    }

    public static SearchedTicket Read(ReadOnlyMemory<byte> json, SectionReader sections, string source)
    {
        Header header = HeaderText.Read<Header>(json, source);
        if (header.Front.Length > MostFrontLayers) throw TicketFile.Damaged(source, $"the header announces {header.Front.Length} layers");
        if (!IsSane(header.Search)) throw TicketFile.Damaged(source, "the settings of the search are out of range");
        if (header.Claims.KeptEdges.Any(kept => kept is < 0 or > int.MaxValue)) throw TicketFile.Damaged(source, "the counts of kept edges are out of range");
        if (!IsSane(header.Claims.Accuracy)) throw TicketFile.Damaged(source, "the accuracy is out of range");
        if (!DigestText.IsDigest(header.Claims.Digest)) throw TicketFile.Damaged(source, "the digest is no digest");
        try
        {
            return Assemble(header, sections, source);
        }
        catch (ArgumentException mismatch)
        {
            throw TicketFile.Damaged(source, mismatch.Message);
        }
    }

    private static SearchedTicket Assemble(Header header, SectionReader sections, string source)
    {
        var shape = new Shape(header.Input);
        var front = ImmutableArray.CreateBuilder<Operator>(header.Front.Length);
        for (int i = 0; i < header.Front.Length; i++) front.Add(CarriedLayers.Read(header.Front[i], sections, source, Invariant($"front layer {i}")));
        var parent = new PopupParent(header.Parent.Seed, header.Parent.Structure, header.Parent.Pairs, [.. header.Parent.Widths]);
        if (header.Masks.Length != parent.Tensors.Length) throw TicketFile.Damaged(source, $"{header.Masks.Length} masks do not fit {parent.Tensors.Length} tensors");
        var masks = ImmutableArray.CreateBuilder<TensorMask>(header.Masks.Length);
        for (int tensor = 0; tensor < header.Masks.Length; tensor++) masks.Add(ReadMask(header.Masks[tensor], parent.Tensors[tensor].Length, sections, source, Invariant($"mask {tensor}")));
        if (sections.Left != 0) throw TicketFile.Damaged(source, $"{sections.Left} bytes follow the last section");
        var claims = new SearchClaims([.. header.Claims.KeptEdges], header.Claims.Digest, header.Claims.Accuracy);
        return new SearchedTicket(parent, shape, front.MoveToImmutable(), header.NonNegativeInputs, masks.MoveToImmutable(), header.Search, claims);
    }

    private static MaskFields Describe(TensorMask mask, List<ReadOnlyMemory<byte>> sections)
    {
        MaskSection section = TensorMaskSection.Write(mask);
        sections.Add(section.Bytes);
        return new MaskFields(section.Coding, section.Bytes.Length, section.Frequencies.IsEmpty ? null : [.. section.Frequencies]);
    }

    private static TensorMask ReadMask(MaskFields fields, int length, SectionReader sections, string source, string place) =>
        TensorMaskSection.TryRead(length, fields.Coding, fields.Frequencies, sections.Take(fields.Bytes, place))
        ?? throw TicketFile.Damaged(source, "the mask cannot be read", place);

    private static bool IsSane(SearchSettings search) =>
        search.RemovedShare is >= 0 and <= 1
        && search.Epochs >= 0
        && search.Batch >= 0
        && search.Examples >= 0
        && double.IsFinite(search.LearningRate)
        && double.IsFinite(search.Momentum)
        && double.IsFinite(search.WeightDecay)
        && IsName(search.Data);

    private static bool IsSane(AccuracyClaim? claim) =>
        claim is null || (claim.Examples >= 1 && claim.Correct >= 0 && claim.Correct <= claim.Examples && IsName(claim.Data));

    /// <summary>Names are shown to people: nothing that could steer a terminal.</summary>
    private static bool IsName(string text) => text.Length <= LongestName && !text.Any(char.IsControl);

    internal sealed record Header(ParentFields Parent, int[] Input, bool NonNegativeInputs, LayerFields[] Front, MaskFields[] Masks, SearchSettings Search, ClaimFields Claims);

    internal sealed record ParentFields(ulong Seed, PopupStructure Structure, int Pairs, int[] Widths);

    internal sealed record MaskFields(MaskCoding Coding, int Bytes, int[]? Frequencies = null);

    internal sealed record ClaimFields(long[] KeptEdges, string Digest, AccuracyClaim? Accuracy = null);
}
