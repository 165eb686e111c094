using System.Runtime.CompilerServices;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Parents;

namespace Espalier.Tickets.Forms;

/// <summary>What the kept candidates of each weight of a grid add up to, rounded to float64; those of negative inputs with the other sign.</summary>
/// <remarks>Rows are taken in any order and by any thread, each by one.</remarks>
internal sealed class RoundedSums
{
    private readonly PrunedNode _node;
    private readonly int _length;
    private readonly double[] _positive;
    private readonly double[]? _negative;
    private readonly double[]? _bias;

    /// <summary>Room for all rows.</summary>
    /// <param name="node">The pruned node.</param>
    /// <param name="isJoined">Whether the weights of negative inputs stand behind the others of each output, in one map of twice the inputs.</param>
    public RoundedSums(PrunedNode node, bool isJoined)
    {
        GridShape shape = node.Parent.Shape;
        _node = node;
        IsJoined = isJoined;
        _length = isJoined ? checked(2 * shape.Kernel) : shape.Kernel;
        _positive = new double[checked(shape.Channels * _length)];
        _negative = node.Parent.IsTwoSided && !isJoined ? new double[_positive.Length] : null;
        _bias = shape.HasBias ? new double[shape.Channels] : null;
    }

    /// <summary>Whether the weights of negative inputs stand behind the others of each output.</summary>
    public bool IsJoined { get; }

    public Tensor PositiveTensor => Tensor.Own(Extents, _positive);

    public Tensor? NegativeTensor => _negative is null ? null : Tensor.Own(Extents, _negative);

    public Tensor? BiasTensor => _bias is null ? null : Tensor.Own(new Shape(_bias.Length), _bias);

    private Shape Extents => _node.WeightShape((IsJoined ? 2 : 1) * _node.Parent.Shape.Inputs);

    /// <summary>All rows.</summary>
    public static RoundedSums Of(ulong seed, PrunedNode node, bool isJoined)
    {
        var sums = new RoundedSums(node, isJoined);
        RealisedRows rows = node.Mask.Realise(seed, node.Parent);
        for (int channel = 0; channel < node.Parent.Shape.Channels; channel++)
        {
            rows.Realise(channel);
            sums.Take(channel, rows);
        }

        return sums;
    }

    /// <summary>One row.</summary>
    public void Take(int channel, RealisedRows rows)
    {
        int kernel = _node.Parent.Shape.Kernel;
        Span<double> row = _positive.AsSpan(channel * _length, _length);
        Round(rows.Positive, row[..kernel], 1);
        if (IsJoined) Round(rows.Negative, row[kernel..], -1);
        if (_negative is not null) Round(rows.Negative, _negative.AsSpan(channel * _length, _length), -1);
        if (_bias is not null) _bias[channel] = (double)rows.Positive[kernel];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Round(DoubleDouble[] from, Span<double> to, int sign)
    {
        for (int i = 0; i < to.Length; i++) to[i] = sign * (double)from[i];
    }
}
