using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Espalier.Formats.Architectures;
using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics;
using Espalier.Numerics.Random;
using Espalier.Parents;
using Espalier.Parents.Masks;
using Espalier.Tickets.Verification;
using Espalier.Training.Popup;

namespace Espalier.Tickets.Files;

/// <summary>Makes a ticket of a header and the sections behind it. Sizes are checked before anything is allocated for them.</summary>
internal sealed class HeaderReading(TicketHeader header, SectionReader sections, string source)
{
    private const string CodedLaw = "uniform(-1,1)";

    public const int MaxNodes = 10_000;

    private const int MaxName = 10_000;

    /// <summary>The bytes of a model that a file of any length may stand for: grids may be nothing but zeros.</summary>
    private const long MostOfModel = 256 << 20;

    /// <summary>The bytes of a model for each byte of the file, beyond those.</summary>
    private const long SharesOfModel = 64;

    private const long MaxFactors = 1L << 26;

    private long _maxWeights = MaskSection.MaxWeights(sections.Left);

    public Ticket Read()
    {
        if (header.Nodes.Length is 0 or > MaxNodes) throw TicketFile.Damaged(source, $"the header announces {header.Nodes.Length} layers");
        return TicketFile.Fitting(source, () => header.Model is { } model ? OfModel(model) : OfNetwork());
    }

    private Ticket OfNetwork()
    {
        var shape = new Shape(header.Input);
        var shapes = new List<Shape> { shape };
        var nodes = ImmutableArray.CreateBuilder<TicketNode>(header.Nodes.Length);
        foreach (NodeFields fields in header.Nodes) nodes.Add(Node(fields, shapes, $"layer {nodes.Count}"));
        RequireEnd();
        var ticket = new Ticket(header.Seed, shape, header.NonNegativeInputs, nodes.MoveToImmutable(), Origin());
        RequireParent(ticket);
        return ticket;
    }

    private void RequireEnd()
    {
        if (sections.Left != 0) throw TicketFile.Damaged(source, $"{sections.Left} bytes follow the last section");
    }

    private Ticket OfModel(ModelFields fields)
    {
        long most = MostOfModel + (SharesOfModel * (long)sections.Left);
        var model = new CarriedModel(sections.TakeMemory(fields.Rest, "model"), [.. fields.Grids.Select(Stored)]);
        if (model.Length > most) throw TicketFile.Damaged(source, $"a model of {model.Length} bytes is more than the file can hold");
        var nodes = ImmutableArray.CreateBuilder<PrunedNode>(header.Nodes.Length);
        foreach (NodeFields each in header.Nodes)
        {
            string place = $"layer {nodes.Count}";
            bool isGrid = each is { Reads: [], Grid: not null, Tensors: null, IsMissing: null } && each.Operator == CarriedModel.GridForm.Text;
            if (!isGrid) throw TicketFile.Damaged(source, "it is no grid of a model", place);
            nodes.Add(Pruned(each.Grid!, CarriedModel.GridForm, [], place));
        }

        RequireEnd();
        bool isSane = header is { Input: [1], NonNegativeInputs: false } && fields.Grids.All(grid => grid.Name.Length <= MaxName);
        return isSane && Origin() is DrawnOrigin origin
            ? Ticket.Of(header.Seed, model, nodes.ToImmutable(), origin)
            : throw TicketFile.Damaged(source, "the header is none of a model");
    }

    private static StoredGrid Stored(StoredFields fields) => new(
        fields.Name,
        fields.Precision == Precision.Double ? NumberType.Float64 : NumberType.Float32,
        fields.Offset,
        new StoredOrder(fields.Blocks, fields.Rows, fields.Inputs, fields.Places, fields.InputsFirst));

    private TicketNode Node(NodeFields fields, List<Shape> shapes, string place)
    {
        if (fields.Reads.Length == 0 || fields.Reads.Any(read => read < 0 || read >= shapes.Count))
            throw TicketFile.Damaged(source, "it reads what is not there", place);
        ImmutableArray<int> reads = [.. fields.Reads];
        if (fields.IsMissing is not null) throw TicketFile.Damaged(source, "a part of a ticket is no ticket", place);
        OperatorForm form = ArchitectureText.ParseForm(fields.Operator, source, place);
        if (fields.Grid is null)
        {
            Operator carried = form.Make(Tensors(fields.Tensors ?? [], place));
            shapes.Add(carried.OutputShape([.. reads.Select(read => shapes[read])]));
            return new CarriedNode(carried, reads);
        }

        if (reads.Length != 1) throw TicketFile.Damaged(source, "a pruned layer reads one value", place);
        if (fields.Tensors is not null) throw TicketFile.Damaged(source, "a pruned layer carries no tensors", place);
        PrunedNode pruned = Pruned(fields.Grid, form, reads, place);
        shapes.Add(OutputShape(pruned, shapes[reads[0]], place));
        return pruned;
    }

    /// <summary>The shape that a pruned node makes, asked of an operator of its form with one output channel per group.</summary>
    private Shape OutputShape(PrunedNode node, Shape read, string place)
    {
        GridShape shape = node.Parent.Shape;
        int channels = shape.Groups;
        int inputs = checked(shape.Inputs * node.Parent.CopiesRead);
        var hollow = new Tensor(
            new Shape([channels, inputs, .. node.Kernel]), new float[checked(channels * inputs * shape.Places)]);
        Operator single = node.Form.WithWeights(hollow, null);
        if (single.Grid is not { } grid || grid.Channels != channels || grid.Groups != channels)
            throw TicketFile.Damaged(source, $"'{node.Form.Text}' has no weights", place);
        Shape one = single.OutputShape(read);
        // A dense map makes its outputs along the last extent, a convolution along the first.
        return new Shape(one.Extents.SetItem(node.Kernel.IsEmpty ? one.Rank - 1 : 0, shape.Channels).AsSpan());
    }

    private Func<string, Tensor?> Tensors(TensorFields[] fields, string place)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (TensorFields each in fields)
            if (!tensors.TryAdd(each.Role, Values(each, place)))
                throw TicketFile.Damaged(source, $"it has two tensors of the role '{each.Role}'", place);
        return tensors.GetValueOrDefault;
    }

    private Tensor Values(TensorFields fields, string place)
    {
        var shape = new Shape(fields.Shape);
        bool isSingle = fields.Precision == Precision.Single;
        ReadOnlySpan<byte> bytes = sections.Take((long)shape.Length * (isSingle ? sizeof(float) : sizeof(double)), place);
        return isSingle ? new Tensor(shape, MemoryMarshal.Cast<byte, float>(bytes)) : new Tensor(shape, MemoryMarshal.Cast<byte, double>(bytes));
    }

    private PrunedNode Pruned(GridFields fields, OperatorForm form, ImmutableArray<int> reads, string place)
    {
        ParentGrid parent = Parent(fields, place);
        _maxWeights -= parent.Shape.Weights;
        return new PrunedNode(form, parent, Mask(fields, parent, place), [.. fields.Kernel], reads);
    }

    private ParentGrid Parent(GridFields fields, string place)
    {
        bool isSane = fields.Channels >= 1
            && fields.Inputs is >= 1 and < int.MaxValue
            && fields.Kernel.All(extent => extent >= 1)
            && fields.Kernel.Length <= 2;
        long places = fields.Kernel.Aggregate(1L, (product, extent) => product > Array.MaxLength ? product : product * extent);
        if (!isSane || places > Array.MaxLength || (Int128)fields.Channels * places * fields.Inputs > Array.MaxLength
            || fields.Groups < 1 || fields.Channels % fields.Groups != 0)
            throw TicketFile.Damaged(source, "its extents make no grid of weights", place);
        var shape = new GridShape(fields.Channels, (int)places, fields.Inputs, fields.Bias, fields.Groups);
        if (fields.Order == CandidateOrder.Rounds && (shape.Groups > 1 || places > 1))
            throw TicketFile.Damaged(source, "candidates in rounds make no kernels", place);
        if (fields.Order != CandidateOrder.Planes && fields.BiasLaw is not null)
            throw TicketFile.Damaged(source, "only candidates in planes have a law of their own for biases", place);
        bool isOfCopies = fields.Structure == ParentStructure.Copies;
        if (isOfCopies && (fields.Order != CandidateOrder.Planes || fields.Kernel.Length > 0 || fields.Bias || fields.Groups > 1))
            throw TicketFile.Damaged(source, "only matrices without biases read copies", place);
        int maxCandidates = MaxCandidates(fields);
        if (fields.Candidates < 1 || fields.Candidates > maxCandidates)
            throw TicketFile.Damaged(source, $"{fields.Candidates} candidates per weight are out of range", place);
        if (fields.Share == CandidateShare.Row && (fields.Structure != ParentStructure.Direct || fields.Order != CandidateOrder.Columns))
            throw TicketFile.Damaged(source, "candidates in pairs or rounds cannot be shared by a row", place);
        if (fields.Order == CandidateOrder.Once && !IsCoded(fields))
            throw TicketFile.Damaged(source, "candidates that all weights share are direct and uniform on (-1, 1)", place);
        // In planes nothing is as long as a row's candidates; factors stand in a table.
        bool isLong = fields.Order == CandidateOrder.Planes
            ? (long)shape.Columns * fields.Candidates > MaxFactors
            : (long)Math.Max(shape.Columns, shape.RowLength) * fields.Candidates > ParentGrid.MaxRowNumbers;
        if (isLong)
            throw TicketFile.Damaged(
                source, $"{fields.Candidates} candidates for each of {shape.Columns} columns are more than any parent has", place);
        if (shape.Weights > Math.Min(_maxWeights, Array.MaxLength))
            throw TicketFile.Damaged(source, $"{shape.Weights} weights are more than the file can hold", place);
        return new ParentGrid(
            shape,
            fields.Structure,
            fields.Candidates,
            fields.Share,
            fields.Order,
            fields.OneSided,
            fields.Tensor,
            Distribution.Parse(fields.First, source),
            Distribution.Parse(fields.Last, source),
            fields.BiasLaw is { } law ? Distribution.Parse(law, source) : null);
    }

    private static int MaxCandidates(GridFields fields) => (fields.Structure, fields.Order) switch
    {
        (ParentStructure.Direct or ParentStructure.Copies, _) => SubsetSums.SubsetSum.MaxCandidates,
        (_, CandidateOrder.Planes) => BlockRows.Most,
        (_, CandidateOrder.Columns) when !IsChoice(fields) => SubsetMask.MaxCandidates,
        _ => ParentGrid.MaxCandidates,
    };

    private static bool IsCoded(GridFields fields) =>
        fields is { Structure: ParentStructure.Direct, Share: CandidateShare.Weight, OneSided: false }
        and { BiasLaw: null, First: CodedLaw, Last: CodedLaw };

    private static bool IsChoice(GridFields fields) => fields.Masks is [{ Coding: MaskCoding.Choices }];

    private GridMask Mask(GridFields fields, ParentGrid parent, string place)
    {
        if (!MaskSections.Fits(parent, fields.Masks.Length))
            throw TicketFile.Damaged(source, $"{fields.Masks.Length} masks do not fit its tensors", place);
        return MaskSections.TryRead(header.Seed, parent, fields.Masks, mask => sections.TakeMemory(mask.Bytes, place))
            ?? throw TicketFile.Damaged(source, "the mask cannot be read", place);
    }

    private TicketOrigin Origin()
    {
        switch (header.Origin)
        {
            case { Drawn: { } drawn, Searched: null }:
                if (!DigestText.IsDigest(drawn.Target)) throw TicketFile.Damaged(source, "the target's digest is no digest");
                if (drawn.Tolerance() is not { } tolerance || !(tolerance.Value > 0) || !double.IsFinite(tolerance.Value))
                    throw TicketFile.Damaged(source, "the tolerance is out of range");
                if (drawn.Bits is { } bits && !(bits is >= 1 and <= SubsetSums.Coded.MaskCode.MostBitsPerWeight))
                    throw TicketFile.Damaged(source, "the bits per weight are out of range");
                return new DrawnOrigin(drawn.Target, drawn.Construction, drawn.Objective, tolerance, drawn.Bits);
            case { Drawn: null, Searched: { } searched }:
                if (!ClaimRanges.IsSane(searched.Search)) throw TicketFile.Damaged(source, "the settings of the search are out of range");
                return new SearchedOrigin(new PopupParent(header.Seed, searched.Structure, searched.Pairs, [.. searched.Widths]), searched.Search);
            default:
                throw TicketFile.Damaged(source, "the header does not say how the masks came about");
        }
    }

    /// <summary>A searched parent is described once for the search and once grid by grid.</summary>
    private void RequireParent(Ticket ticket)
    {
        if (ticket.Origin is not SearchedOrigin searched) return;
        ImmutableArray<ParentGrid> grids = searched.Parent.Grids(ticket.Pruned[0].Parent.OneSided);
        if (!grids.SequenceEqual(ticket.Pruned.Select(node => node.Parent)))
            throw TicketFile.Damaged(source, "the grids are not those of the parent that was searched");
    }
}
