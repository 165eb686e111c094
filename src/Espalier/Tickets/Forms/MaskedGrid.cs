using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Parents;
using Espalier.Parents.Masks;

namespace Espalier.Tickets.Forms;

/// <summary>A pruned node in the parent's full shape: the kept entries as they are, all others 0.</summary>
/// <remarks>
/// The first map of a pair, dense or a 1×1 convolution, makes the hidden units, each of one column; for direct candidates it is the fixed map
/// that repeats every input once per candidate, left out where there is one of each, or where such copies are what the node reads. The second
/// map has the target's own form. Each group has units of its own for the constant input 1 of biases; of a kernel, they act at the place that
/// never lies in the padding.
/// </remarks>
internal sealed class MaskedGrid
{
    private readonly PrunedNode _node;
    private readonly CandidateMask _mask;
    private readonly ParentGrid _parent;
    private readonly GridShape _shape;
    private readonly ParentNumbers _numbers;
    private readonly int _columns;
    private readonly int _units;
    private readonly bool[] _used;

    private MaskedGrid(ulong seed, PrunedNode node)
    {
        (_node, _parent, _shape) = (node, node.Parent, node.Parent.Shape);
        _mask = node.Mask as CandidateMask
            ?? throw new InvalidInputException("masked form", null, "the mask keeps no candidates that could be shown", "use the folded form");
        _numbers = new ParentNumbers(seed, node.Parent);
        _columns = _shape.HasBias ? _shape.Inputs + 1 : _shape.Inputs;
        _units = checked(_columns * _parent.Candidates);
        _used = new bool[checked(_units * _shape.Groups)];
    }

    /// <summary>Refuses a matrix with more entries than the caller or an array takes.</summary>
    /// <exception cref="InvalidInputException">The matrix is too large.</exception>
    public static void RequireSize(PrunedNode node, long maxEntries, string place)
    {
        Int128 entries = node.Mask is CodedMask ? MaskedCode.LargestMatrix(node) : LargestMatrix(node.Parent);
        long limit = Math.Min(maxEntries, Array.MaxLength);
        if (entries > limit)
            throw new InvalidInputException(
                "masked form",
                place,
                $"a matrix of the parent has {entries} entries, above the limit of {limit}",
                "use the folded form, or raise the limit");
    }

    public static int Add(GraphBuilder builder, ulong seed, PrunedNode node, int read)
    {
        if (node.Mask is CodedMask) return MaskedCode.Add(builder, node, read);
        var grid = new MaskedGrid(seed, node);
        Tensor last = Tensor.Own(node.WeightShape(grid._units), grid.Last());
        bool readsUnits = node.Parent.Structure == ParentStructure.Copies
            || node.Parent is { Structure: ParentStructure.Direct, Candidates: 1, Shape.HasBias: false };
        if (!readsUnits)
        {
            read = builder.Add(grid.First(), read);
            if (node.Parent.Structure == ParentStructure.Rectified) read = builder.Add(new Relu(), read);
        }

        return builder.Add(node.Form.WithWeights(last, null), read);
    }

    private static Int128 LargestMatrix(ParentGrid parent)
    {
        GridShape shape = parent.Shape;
        Int128 width = (Int128)(shape.HasBias ? shape.Inputs + 1 : shape.Inputs) * parent.Candidates;
        return Int128.Max(width * shape.Groups * shape.AllInputs, width * shape.Channels * shape.Places);
    }

    /// <summary>The matrix of a node that reads copies: channels × (inputs · copies).</summary>
    public static float[] OnCopies(ulong seed, PrunedNode node) => new MaskedGrid(seed, node).Last();

    /// <summary>The unit, within its group, of a candidate of a column of the group.</summary>
    private int Unit(int column, int candidate) =>
        _parent.Order == CandidateOrder.Rounds ? (candidate * _columns) + column : (column * _parent.Candidates) + candidate;

    private float[] Last()
    {
        var last = new float[checked(_shape.Channels * _units * _shape.Places)];
        int biasPlace = _shape.HasBias ? BiasPlace() : 0;
        var kept = new int[_mask.MaxKept];
        for (int channel = 0; channel < _shape.Channels; channel++)
        {
            int group = channel / (_shape.Channels / _shape.Groups);
            for (int position = 0; position < _shape.RowLength; position++)
            {
                bool isBias = position == _shape.Kernel;
                (int column, int place) = isBias ? (_shape.Inputs, biasPlace) : Math.DivRem(position, _shape.Places);
                foreach (int k in Kept(channel, position, kept))
                {
                    int unit = Unit(column, k);
                    _used[(group * _units) + unit] = true;
                    last[(((channel * _units) + unit) * _shape.Places) + place] = _numbers.Number(channel, position, k);
                }
            }
        }

        return last;
    }

    /// <summary>The kept candidates of a weight; of a searched mask, what is kept of the last matrix, whether or not its unit is.</summary>
    private ReadOnlySpan<int> Kept(int channel, int position, int[] kept)
    {
        if (_mask is not EntryMask entries)
            return kept.AsSpan(0, _mask.CopyKept(_parent.Number(channel, position), _shape.Column(channel, position), kept));
        int count = 0;
        for (int k = 0; k < _parent.Candidates; k++)
            if (entries.Last[(channel * _units) + Unit(position, k)]) kept[count++] = k;
        return kept.AsSpan(0, count);
    }

    private Operator First()
    {
        int inputs = _shape.AllInputs;
        var weights = new float[checked(_used.Length * inputs)];
        float[]? bias = _shape.HasBias ? new float[_used.Length] : null;
        for (int group = 0; group < _shape.Groups; group++)
        {
            for (int j = 0; j < _columns; j++)
            {
                int input = (group * _shape.Inputs) + j;
                for (int k = 0; k < _parent.Candidates; k++)
                {
                    int unit = (group * _units) + Unit(j, k);
                    bool isKept = _mask is EntryMask { First: { } first } ? first[unit] : _used[unit];
                    float value = !_parent.IsPair ? 1 : isKept ? _numbers.Factor(j < _shape.Inputs ? input : inputs, k) : 0;
                    if (j < _shape.Inputs) weights[(unit * inputs) + input] = value;
                    else bias![unit] = value;
                }
            }
        }

        Tensor? biases = bias is null ? null : Tensor.Own(new Shape(bias.Length), bias);
        return _node.Kernel.IsEmpty
            ? _node.Form.WithWeights(Tensor.Own(new Shape(_used.Length, inputs), weights), biases)
            : new Convolution(Tensor.Own(new Shape([_used.Length, inputs, .. _node.Kernel.Select(_ => 1)]), weights), biases, Window.Uniform(1, 0));
    }

    /// <summary>A place of the kernel that always lies within the image, so that a constant reaches every output.</summary>
    private int BiasPlace()
    {
        if (_node.Form is not ConvolutionForm { Window: { } window }) return 0;
        (int height, int width) = (_node.Kernel.Length == 1 ? 1 : _node.Kernel[0], _node.Kernel[^1]);
        int row = Inside(window.Top, window.DilationY);
        int column = Inside(window.Left, window.DilationX);
        bool isInside = (row * window.DilationY) + window.Bottom <= (height - 1) * window.DilationY
            && (column * window.DilationX) + window.Right <= (width - 1) * window.DilationX;
        if (!isInside)
            throw new InvalidInputException(
                "masked form",
                null,
                "the padding of a convolution is as wide as its kernel, so that no place carries its bias",
                "use the folded form");
        return (row * width) + column;
    }

    /// <summary>The first tap of a kernel that lies behind the padding.</summary>
    private static int Inside(int padding, int dilation) => (padding + dilation - 1) / dilation;
}
