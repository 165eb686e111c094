using System.Runtime.InteropServices;
using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Parents;
using Espalier.Tickets.Parts;

namespace Espalier.Tickets.Files;

/// <summary>Describes a ticket in a header, and its masks and carried numbers in sections.</summary>
internal static class HeaderWriting
{
    public static TicketHeader Describe(ClaimedTicket claimed, List<ReadOnlyMemory<byte>> sections)
    {
        (Ticket ticket, TicketClaims claims) = claimed;
        if (ticket.Model is { } model) sections.Add(model.Rest);
        return new TicketHeader(
            ticket.Seed,
            [.. ticket.InputShape.Extents],
            ticket.NonNegativeInputs,
            Describe(ticket.Origin),
            [.. ticket.Nodes.Select(node => Describe(ticket.Seed, node, sections))],
            new ClaimFields(claims.Digest, [.. claims.Grids], claims.Certified, claims.Accuracy))
        {
            Model = Describe(ticket.Model),
        };
    }

    /// <summary>Describes a part; what other parts have is named by its operator alone.</summary>
    public static TicketHeader Describe(PartialTicket part, List<ReadOnlyMemory<byte>> sections)
    {
        if (part is { Share.Index: PartFields.WithRest, Model: { } model }) sections.Add(model.Rest);
        return new TicketHeader(
            part.Seed,
            [.. part.InputShape.Extents],
            part.NonNegativeInputs,
            Describe(part.Origin),
            [.. part.Nodes.Select(node => Describe(part.Seed, node, sections))],
            new ClaimFields(string.Empty, [.. part.Grids]))
        {
            Model = Describe(part.Model),
        };
    }

    private static ModelFields? Describe(CarriedModel? model) =>
        model is null ? null : new ModelFields(model.Rest.Length, [.. model.Grids.Select(Describe)]);

    private static StoredFields Describe(StoredGrid grid)
    {
        (int blocks, int rows, int inputs, int places, bool inputsFirst) = grid.Order;
        Precision precision = grid.Type == NumberType.Float64 ? Precision.Double : Precision.Single;
        return new StoredFields(grid.Name, precision, grid.Offset, blocks, rows, inputs, places, inputsFirst);
    }

    private static OriginFields Describe(TicketOrigin origin) => origin switch
    {
        DrawnOrigin { Tolerance: var tolerance } drawn => new OriginFields
        {
            Drawn = new DrawnFields(
                drawn.Target,
                drawn.Construction,
                drawn.Objective,
                tolerance.IsRelative ? null : tolerance.Value,
                tolerance.IsRelative ? tolerance.Value : null,
                drawn.Bits),
        },
        SearchedOrigin { Parent: { } parent, Search: { } search } =>
            new OriginFields { Searched = new SearchedFields(parent.Structure, parent.Pairs, [.. parent.Widths], search) },
        _ => throw new ArgumentException("masks of such an origin cannot be described"),
    };

    private static NodeFields Describe(ulong seed, TicketNode node, List<ReadOnlyMemory<byte>> sections)
    {
        int[] reads = [.. node.Reads];
        if (node is PrunedNode pruned) return new NodeFields(pruned.Form.Text, reads) { Grid = Describe(seed, pruned, sections) };
        if (node is MissingNode missing) return new NodeFields(missing.Form.Text, reads) { IsMissing = true };
        var carried = (CarriedNode)node;
        TensorFields[] tensors = [.. carried.Operator.NamedParameters.Select(parameter => Describe(parameter.Role, parameter.Tensor, sections))];
        return new NodeFields(carried.Operator.Text, reads) { Tensors = tensors.Length == 0 ? null : tensors };
    }

    private static TensorFields Describe(string role, Tensor tensor, List<ReadOnlyMemory<byte>> sections)
    {
        sections.Add(
            tensor.Precision == Precision.Single ? MemoryMarshal.AsBytes(tensor.Singles).ToArray() : MemoryMarshal.AsBytes(tensor.Doubles).ToArray());
        return new TensorFields(role, [.. tensor.Shape.Extents], tensor.Precision);
    }

    private static GridFields Describe(ulong seed, PrunedNode node, List<ReadOnlyMemory<byte>> sections)
    {
        ParentGrid parent = node.Parent;
        MaskSection[] masks = MaskSections.Write(seed, parent, node.Mask);
        foreach (MaskSection mask in masks) sections.Add(mask.Bytes);
        return new GridFields(
            parent.Shape.Channels,
            parent.Shape.Inputs,
            [.. node.Kernel],
            parent.Shape.HasBias,
            parent.Structure,
            parent.Candidates,
            parent.Share,
            parent.Order,
            parent.OneSided,
            parent.Tensor,
            parent.First.ToString()!,
            parent.Last.ToString()!,
            [
                .. masks.Select(
                    mask => new MaskFields(mask.Coding, mask.Bytes.Length, mask.Frequencies.IsEmpty ? null : [.. mask.Frequencies], mask.Code)),
            ],
            parent.Shape.Groups,
            parent.Bias?.ToString());
    }
}
