using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Parents.Masks;
using Espalier.SubsetSums.Coded;

namespace Espalier.Tickets.Forms;

/// <summary>A node of a coded mask in the parent's full shape: the kept numbers as they are, all others 0.</summary>
/// <remarks>
/// The rotation is a fixed orthogonal map from the seed; over a kernel it acts on what the kernel meets at a place, so it is a convolution whose
/// kernels are its rows; where one of two bands is rotated, what is read stands beside it as it is. Then every entry is repeated once for each
/// number and once more, for half the total that is always taken away, and the last map holds the kept numbers, each row times its scale, and the
/// carried biases.
/// </remarks>
internal sealed class MaskedCode
{
    private readonly PrunedNode _node;
    private readonly CodedMask _mask;
    private readonly int _columns;
    private readonly int _copies;
    private readonly bool[] _turns;
    private readonly int _entries;

    private MaskedCode(PrunedNode node)
    {
        (_node, _mask) = (node, (CodedMask)node.Mask);
        _columns = node.Parent.Shape.Kernel;
        _copies = Copies(node);
        _turns = Turns(_mask);
        _entries = checked(_columns * _turns.Length);
        if (node.Parent.Shape.Groups > 1)
            throw new InvalidInputException("masked form", null, "a coded mask of several groups has no masked form", "use the folded form");
    }

    /// <summary>The entries of the largest matrix.</summary>
    public static Int128 LargestMatrix(PrunedNode node)
    {
        Int128 entries = (Int128)node.Parent.Shape.Kernel * Turns((CodedMask)node.Mask).Length;
        return entries * Copies(node) * Int128.Max(entries, node.Parent.Shape.Channels);
    }

    public static int Add(GraphBuilder builder, PrunedNode node, int read)
    {
        var grid = new MaskedCode(node);
        if (grid._turns is not [false] || node.Parent.Shape.Places > 1) read = builder.Add(grid.Turned(), read);
        read = builder.Add(grid.PlaceByPlace(grid._entries * grid._copies, grid._entries, grid.Repeats(), null), read);
        return builder.Add(grid.PlaceByPlace(node.Parent.Shape.Channels, grid._entries * grid._copies, grid.Kept(), grid.Biases()), read);
    }

    private static int Copies(PrunedNode node) => node.Parent.Candidates + 1;

    /// <summary>Whether bands are rotated: one answer, or both.</summary>
    private static bool[] Turns(CodedMask mask) => [.. mask.Bands.Select(band => band.Coding.Rotated).Distinct()];

    /// <summary>The rows of the rotation, of the identity, or of both, as an operator of the node's own form.</summary>
    private Operator Turned()
    {
        var rows = new float[checked(_entries * _columns)];
        var unit = new float[_columns];
        for (int turn = 0; turn < _turns.Length; turn++)
        {
            RandomRotation? rotation = _mask.Bands.First(band => band.Coding.Rotated == _turns[turn]).Coding.Rotation(_columns);
            for (int column = 0; column < _columns; column++)
            {
                unit.AsSpan().Clear();
                unit[column] = 1;
                rotation?.Apply(unit);
                for (int row = 0; row < _columns; row++) rows[(((turn * _columns) + row) * _columns) + column] = unit[row];
            }
        }

        return _node.Form.WithWeights(Tensor.Own(new Shape([_entries, _node.Parent.Shape.Inputs, .. _node.Kernel]), rows), null);
    }

    private float[] Repeats()
    {
        var repeats = new float[checked(_entries * _copies * _entries)];
        for (int unit = 0; unit < _entries * _copies; unit++) repeats[(unit * _entries) + (unit / _copies)] = 1;
        return repeats;
    }

    private float[] Kept()
    {
        int width = checked(_entries * _copies);
        var kept = new float[checked(_node.Parent.Shape.Channels * width)];
        int[] next = [0, 0];
        float[][] windows = [.. _mask.Bands.Select(Windows)];
        for (int row = 0; row < _node.Parent.Shape.Channels; row++)
        {
            int which = _mask.Rows is { } rows && !rows[row] ? 1 : 0;
            int own = next[which]++;
            CodedGrid band = _mask.Bands[which];
            int first = (row * width) + (Array.IndexOf(_turns, band.Coding.Rotated) * _columns * _copies);
            Keep(band, own, windows[which].AsSpan(own * _columns, _columns), kept.AsSpan(first, _columns * _copies));
        }

        return kept;
    }

    private void Keep(CodedGrid band, int row, ReadOnlySpan<float> windows, Span<float> kept)
    {
        MaskCode code = band.Coding.Code();
        var numbers = new RandomStream(band.Coding.Seed, band.Coding.Tensor, StreamPurpose.Parent);
        float scale = band.ScaleOf(row);
        double half = 0;
        for (int j = 0; j < _copies - 1; j++) half -= 0.5 * numbers.UniformSingle((ulong)j);
        for (int column = 0; column < windows.Length; column++)
        {
            ulong mask = code.Mask((int)windows[column]);
            for (int j = 0; j < _copies - 1; j++)
                if (((mask >> j) & 1) != 0) kept[(column * _copies) + j] = scale * numbers.UniformSingle((ulong)j);
            kept[(column * _copies) + _copies - 1] = (float)(scale * half);
        }
    }

    /// <summary>The window of every weight; below 2^16 each is a float32 number.</summary>
    private static float[] Windows(CodedGrid band)
    {
        float[] table = [.. Enumerable.Range(0, 1 << band.Coding.WindowBits).Select(window => (float)window)];
        var windows = new float[band.Rows * band.Columns];
        band.Read(table, windows);
        return windows;
    }

    private Tensor? Biases() => _mask.Biases.IsEmpty ? null : new Tensor(new Shape(_mask.Biases.Length), _mask.Biases);

    /// <summary>A map of the entries at each place of an image, or of a vector.</summary>
    private Operator PlaceByPlace(int outputs, int inputs, float[] weights, Tensor? bias)
    {
        var tensor = Tensor.Own(new Shape([outputs, inputs, .. Enumerable.Repeat(1, _node.Kernel.Length)]), weights);
        return _node.Kernel.IsEmpty ? new Dense(tensor, bias) : new Convolution(tensor, bias, new Window());
    }
}
