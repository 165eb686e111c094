using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Parents;
using Espalier.Parents.Masks;
using Espalier.SubsetSums;
using Espalier.Tickets.Verification;
using Espalier.Training.Popup;

namespace Espalier.Tickets.Files;

/// <summary>Reads the headers of versions 1 (drawn tickets) and 2 (searched tickets) as one of today.</summary>
internal static class EarlierHeaders
{
    private const string PrunedKind = "pruned";

    /// <summary>The header of a drawn ticket. It claims no digest: that of the ticket is put in once it is read.</summary>
    public static TicketHeader ReadDrawn(ReadOnlyMemory<byte> json, string source)
    {
        Drawn header = HeaderText.Read<Drawn>(json, source);
        uint tensor = 0;
        var nodes = new List<NodeFields>();
        var claims = new List<GridClaims>();
        foreach (Layer layer in header.Layers)
        {
            int[] reads = [nodes.Count];
            if (layer.Kind != PrunedKind)
            {
                nodes.Add(Carried(layer, reads, source));
                continue;
            }

            string place = string.Create(CultureInfo.InvariantCulture, $"layer {nodes.Count}");
            nodes.Add(new NodeFields("dense", reads) { Grid = Grid(layer, header.Recipe, tensor, source, place) });
            claims.Add(
                new GridClaims(
                    layer.Claims!.KeptEdges,
                    layer.Claims.KeptRows,
                    new WeightErrors(layer.Claims.MaxWeightError, layer.Claims.MeanWeightError, layer.Claims.Infeasible)));
            tensor += 2;
        }

        var origin = new OriginFields
        {
            Drawn = new DrawnFields(header.Target, header.Recipe.Construction, header.Recipe.Objective, header.Recipe.Epsilon),
        };
        return new TicketHeader(
            header.Recipe.Seed, header.Input, header.Recipe.NonNegativeInputs, origin, [.. nodes], new ClaimFields(
                string.Empty, [.. claims], header.Certified));
    }

    /// <summary>The header of a searched ticket; its digest is that of <see cref="SearchedDigest"/>.</summary>
    public static TicketHeader ReadSearched(ReadOnlyMemory<byte> json, string source)
    {
        Searched header = HeaderText.Read<Searched>(json, source);
        var parent = new PopupParent(header.Parent.Seed, header.Parent.Structure, header.Parent.Pairs, [.. header.Parent.Widths]);
        if (header.Masks.Length != parent.Tensors.Length)
            throw TicketFile.Damaged(source, $"{header.Masks.Length} masks do not fit {parent.Tensors.Length} tensors");
        if (header.Claims.KeptEdges.Length != parent.Tensors.Length)
            throw TicketFile.Damaged(
                source, $"{header.Claims.KeptEdges.Length} counts of kept edges are claimed for {parent.Tensors.Length} tensors");
        var nodes = new List<NodeFields>();
        bool nonNegative = header.NonNegativeInputs;
        foreach (Layer layer in header.Front)
        {
            nodes.Add(Carried(layer, [nodes.Count], source));
            // What tensors say of signs is not known yet; elementwise factors are carried, and count as unknown.
            nonNegative = layer.Kind == "relu" || (nonNegative && layer.Kind is "flatten" or "maxpool");
        }

        var claims = new List<GridClaims>();
        int tensor = 0;
        foreach (ParentGrid grid in parent.Grids(nonNegative))
        {
            if (claims.Count > 0) nodes.Add(new NodeFields("relu", [nodes.Count]));
            int masks = grid.IsPair ? 2 : 1;
            nodes.Add(new NodeFields("dense", [nodes.Count]) { Grid = Grid(grid, header.Masks[tensor..(tensor + masks)]) });
            claims.Add(new GridClaims(header.Claims.KeptEdges[tensor + masks - 1], masks == 2 ? header.Claims.KeptEdges[tensor] : 0, null));
            tensor += masks;
        }

        var origin = new OriginFields { Searched = new SearchedFields(parent.Structure, parent.Pairs, header.Parent.Widths, header.Search) };
        return new TicketHeader(
            parent.Seed, header.Input, header.NonNegativeInputs, origin, [.. nodes], new ClaimFields(
                header.Claims.Digest, [.. claims], null, header.Claims.Accuracy));
    }

    /// <summary>The digest of version 2: the layers in front, the parent and the masks.</summary>
    public static string SearchedDigest(Ticket ticket)
    {
        PopupParent parent = ((SearchedOrigin)ticket.Origin).Parent;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, $"input {ticket.InputShape} {(ticket.NonNegativeInputs ? "nonnegative" : "any")}\n");
        foreach (TicketNode node in ticket.Nodes)
        {
            if (node is not CarriedNode carried) break;
            TargetDigest.Append(hash, carried.Operator);
        }

        string structure = parent.Structure.ToString().ToLowerInvariant();
        Append(
            hash,
            string.Create(CultureInfo.InvariantCulture, $"parent {parent.Seed} {structure} {parent.Pairs} {string.Join('-', parent.Widths)}\n"));
        foreach (TensorMask mask in SearchedMasks.Of(ticket)) hash.AppendData(MemoryMarshal.AsBytes(mask.Words));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));

    private static NodeFields Carried(Layer layer, int[] reads, string source)
    {
        Window? window = layer.Window is [var y, var x, var top, var left, var bottom, var right] ? new Window(y, x, top, left, bottom, right) : null;
        OperatorForm? form = layer switch
        {
            { Kind: "affine" } => new AffineForm(layer.First is not null, layer.Second is not null),
            { Kind: "convolution", First: not null } when window is not null => new ConvolutionForm(window),
            { Kind: "maxpool", Kernel: [var height, var width] } when window is not null => new MaxPooling(height, width, window).Form,
            _ => null,
        };
        bool isAffine = layer.Kind == "affine";
        TensorFields[] tensors =
        [
            .. Named(layer.First, isAffine ? Role.Scale : Role.Weight),
            .. Named(layer.Second, isAffine ? Role.Shift : Role.Bias),
        ];
        string text = form?.Text ?? (layer.Kind is "relu" or "flatten" or "softmax" or "logsoftmax"
            ? layer.Kind
            : throw TicketFile.Damaged(source, "the description is incomplete or of an unknown kind", Invariant($"layer {reads[0]}")));
        return new NodeFields(text, reads) { Tensors = tensors };
    }

    private static TensorFields[] Named(Stored? tensor, string role) =>
        tensor is null ? [] : [new TensorFields(role, tensor.Shape, tensor.Precision)];

    private static GridFields Grid(Layer layer, Recipe recipe, uint tensor, string source, string place)
    {
        if (
            layer is not
            {
                Outputs: { } outputs, Inputs: { } inputs, HasBias: { } hasBias, OneSided: { } oneSided, Coding: { } coding,
                Bytes: { } bytes, Claims: not null
            })
            throw TicketFile.Damaged(source, "the description is incomplete", place);
        bool isSingle = recipe.Construction == Construction.Single;
        if ((coding == MaskCoding.Choices) != isSingle) throw TicketFile.Damaged(source, "the mask cannot be read", place);
        bool isPair = recipe.Construction != Construction.Linear;
        return new GridFields(
            outputs,
            inputs,
            [],
            hasBias,
            isPair ? ParentStructure.Rectified : ParentStructure.Direct,
            recipe.Candidates,
            recipe.Share,
            CandidateOrder.Columns,
            oneSided && isPair,
            tensor,
            recipe.Distribution,
            recipe.Distribution,
            [new MaskFields(coding, bytes, layer.Frequencies)]);
    }

    private static GridFields Grid(ParentGrid grid, MaskFields[] masks) => new(
        grid.Shape.Channels,
        grid.Shape.Inputs,
        [],
        grid.Shape.HasBias,
        grid.Structure,
        grid.Candidates,
        grid.Share,
        grid.Order,
        grid.OneSided,
        grid.Tensor,
        grid.First.ToString()!,
        grid.Last.ToString()!,
        masks);

    internal sealed record Drawn(Recipe Recipe, int[] Input, Layer[] Layers, string Target, CertifiedErrors Certified);

    internal sealed record Recipe(
        ulong Seed,
        Construction Construction,
        CandidateShare Share,
        SubsetSumObjective Objective,
        string Distribution,
        double Epsilon,
        int Candidates,
        bool NonNegativeInputs);

    internal sealed record Searched(
        Popup Parent, int[] Input, bool NonNegativeInputs, Layer[] Front, MaskFields[] Masks, SearchSettings Search, SearchClaims Claims);

    internal sealed record Popup(ulong Seed, PopupStructure Structure, int Pairs, int[] Widths);

    internal sealed record SearchClaims(long[] KeptEdges, string Digest, AccuracyClaim? Accuracy = null);

    /// <summary>One layer, pruned or carried; which fields are present depends on its kind.</summary>
    internal sealed record Layer
    {
        public required string Kind { get; init; }

        public int? Outputs { get; init; }

        public int? Inputs { get; init; }

        public bool? HasBias { get; init; }

        public bool? OneSided { get; init; }

        public MaskCoding? Coding { get; init; }

        public int? Bytes { get; init; }

        public int[]? Frequencies { get; init; }

        public LayerClaims? Claims { get; init; }

        public int[]? Kernel { get; init; }

        public int[]? Window { get; init; }

        public Stored? First { get; init; }

        public Stored? Second { get; init; }
    }

    internal sealed record LayerClaims(double MaxWeightError, double MeanWeightError, long Infeasible, long KeptEdges, long KeptRows);

    internal sealed record Stored(int[] Shape, Precision Precision);
}
