using Espalier.Graphs;
using Espalier.Tickets.Parts;

namespace Espalier.Tickets.Files;

/// <summary>A part that was read, and where the section of each node stands.</summary>
internal sealed class OpenedPart
{
    private readonly ReadOnlyMemory<byte>[] _sections;

    private OpenedPart(PartFields fields, ReadOnlyMemory<byte> rest, ReadOnlyMemory<byte>[] sections, string source) =>
        (Fields, Rest, _sections, Source) = (fields, rest, sections, source);

    public PartFields Fields { get; }

    /// <summary>The bytes of a model outside its grids, in the part that has them.</summary>
    public ReadOnlyMemory<byte> Rest { get; }

    public string Source { get; }

    public static OpenedPart Of(ReadOnlyMemory<byte> content, string source, ReadOnlySpan<byte> magic, int newest)
    {
        if (!content.Span.StartsWith(magic))
            throw new InvalidInputException(source, null, "this is no part of a ticket", "give the files that drawing with a `part` wrote");
        (int version, ReadOnlyMemory<byte> header, SectionReader reader) = SealedFile.Open(content, source, 1, newest);
        PartFields fields = HeaderText.Read<PartFields>(header, source);
        bool isSane = new PartShare(fields.Part, fields.Of).IsValid
            && fields.Ticket.Origin.Drawn is not null
            && (fields.Ticket.Model is null) == (version < newest)
            && fields.Ticket.Model is null or { Rest: >= 0 }
            && fields.BallRadius is null or (> 0 and < double.PositiveInfinity)
            && fields.Ticket.Nodes.Length <= HeaderReading.MaxNodes
            && fields.Ticket.Nodes.Count(node => node.Grid is not null) == fields.Ticket.Claims.Grids.Length;
        if (!isSane) throw TicketFile.Damaged(source, "the header is out of range");
        ReadOnlyMemory<byte> rest =
            fields is { Part: PartFields.WithRest, Ticket.Model: { } model } ? reader.TakeMemory(model.Rest, "model") : default;
        ReadOnlyMemory<byte>[] sections = TicketFile.Fitting<ReadOnlyMemory<byte>[]>(
            source, () => [.. fields.Ticket.Nodes.Select((node, i) => reader.TakeMemory(Length(node), Invariant($"layer {i}")))]);
        if (reader.Left != 0) throw TicketFile.Damaged(source, $"{reader.Left} bytes follow the last section");
        return new OpenedPart(fields, rest, sections, source);
    }

    /// <summary>Whether it has a node: its grid, or what is carried of it.</summary>
    public bool Has(int node) => Fields.Ticket.Nodes[node].IsMissing is null;

    /// <summary>The sections of a node.</summary>
    public ReadOnlyMemory<byte> Section(int node) => _sections[node];

    /// <summary>What is claimed of a node's grid.</summary>
    public GridClaims Claims(int node) => Fields.Ticket.Claims.Grids[Fields.Ticket.Nodes.Take(node).Count(before => before.Grid is not null)];

    /// <summary>Whether all but the share and its grids is that of another part.</summary>
    public bool IsOfSameTicket(OpenedPart other)
    {
        (TicketHeader a, TicketHeader b) = (Fields.Ticket, other.Fields.Ticket);
        return Fields.Of == other.Fields.Of
            && Fields.BallRadius.Equals(other.Fields.BallRadius)
            && a.Seed == b.Seed
            && a.NonNegativeInputs == b.NonNegativeInputs
            && a.Input.AsSpan().SequenceEqual(b.Input)
            && a.Origin == b.Origin
            && a.Model?.Rest == b.Model?.Rest
            && (a.Model?.Grids ?? []).AsSpan().SequenceEqual(b.Model?.Grids ?? [])
            && a.Nodes.Length == b.Nodes.Length
            && a.Nodes.Zip(b.Nodes).All(
                pair => pair.First.Operator == pair.Second.Operator && pair.First.Reads.AsSpan().SequenceEqual(pair.Second.Reads));
    }

    private static long Length(NodeFields node)
    {
        long length = 0;
        foreach (MaskFields mask in node.Grid?.Masks ?? []) length += mask.Bytes;
        foreach (TensorFields tensor in node.Tensors ?? [])
            length += (long)new Shape(tensor.Shape).Length * (tensor.Precision == Precision.Single ? sizeof(float) : sizeof(double));
        return length;
    }
}
