using System.Runtime.Intrinsics;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Training.Gradients;

/// <summary>The largest element under a sliding kernel; of equal ones the first receives the derivative.</summary>
internal sealed unsafe class PoolingGradient : GradientKernel
{
    private readonly MaxPooling _pooling;
    private readonly Shape _input;
    private readonly Shape _output;
    private readonly BatchValue _reads;
    private readonly Receiver _receiver;
    private readonly BatchValue _made;
    private readonly Batch _batch;
    private readonly Pieces _forward;
    private readonly Pieces _backward;
    private int[] _winners = [];

    public PoolingGradient(MaxPooling pooling, Shape input, Shape output, BatchValue reads, Receiver receiver, BatchValue made, Batch batch)
    {
        (_pooling, _input, _output, _reads, _receiver, _made, _batch) = (pooling, input, output, reads, receiver, made, batch);
        _forward = new Pieces(Pool);
        _backward = new Pieces(Return);
    }

    public override void Forward()
    {
        if (_batch.Gates == Gates.Held)
        {
            for (int i = 0; i < _winners.Length; i++) _made.Data.Span[i] = _reads.Data.Span[_winners[i]];
            return;
        }

        _forward.Run(_batch, _input[0]);
        if (_batch.Gates == Gates.Recorded) _winners = Winners();
    }

    public override void Backward()
    {
        if (!_receiver.IsWanted) return;
        if (_batch.Gates != Gates.Held)
        {
            _backward.Run(_batch, _input[0]);
            return;
        }

        Span<float> to = _receiver.Gradient(_batch);
        if (!_receiver.Adds) to.Clear();
        for (int i = 0; i < _winners.Length; i++) to[_winners[i]] += _made.Gradient.Span[i];
    }

    /// <summary>For every number that was made, where the first of the largest stands that it was made of.</summary>
    private int[] Winners()
    {
        int stride = _batch.Stride;
        var winners = new int[_made.Length * stride];
        ReadOnlySpan<float> read = _reads.Data.Span, made = _made.Data.Span;
        for (int at = 0; at < winners.Length; at++)
        {
            (int element, int example) = Math.DivRem(at, stride);
            (int line, int x) = Math.DivRem(element, _output[2]);
            (int channel, int y) = Math.DivRem(line, _output[1]);
            (int top, int bottom) = Extent(y, _pooling.Window.StrideY, _pooling.Window.Top, _pooling.KernelHeight, _input[1]);
            (int left, int right) = Extent(x, _pooling.Window.StrideX, _pooling.Window.Left, _pooling.KernelWidth, _input[2]);
            int place = (top * _input[2]) + left;
            int Number(int inner) => (((channel * _input[1] * _input[2]) + inner) * stride) + example;
            for (int i = top; i < bottom && read[Number(place)] != made[at]; i++)
                for (int j = left; j < right && read[Number(place)] != made[at]; j++) place = (i * _input[2]) + j;
            winners[at] = Number(place);
        }

        return winners;
    }

    private void Pool(int channel)
    {
        nint stride = _batch.Stride, row = _input[2] * stride;
        float* plane = _reads.Data.Pointer + (channel * _input[1] * row);
        float* to = _made.Data.Pointer + ((nint)channel * _output[1] * _output[2] * stride);
        for (int y = 0; y < _output[1]; y++)
        {
            (int top, int bottom) = Extent(y, _pooling.Window.StrideY, _pooling.Window.Top, _pooling.KernelHeight, _input[1]);
            for (int x = 0; x < _output[2]; x++, to += stride)
            {
                (int left, int right) = Extent(x, _pooling.Window.StrideX, _pooling.Window.Left, _pooling.KernelWidth, _input[2]);
                for (nint b = 0; b < stride; b += Lanes.Count)
                {
                    Vector512<float> best = Vector512.Load(plane + (top * row) + (left * stride) + b);
                    for (int i = top; i < bottom; i++)
                    {
                        for (int j = left; j < right; j++) best = Vector512.Max(best, Vector512.Load(plane + (i * row) + (j * stride) + b));
                    }

                    best.Store(to + b);
                }
            }
        }
    }

    private void Return(int channel)
    {
        nint stride = _batch.Stride, row = _input[2] * stride, outputs = (nint)_output[1] * _output[2] * stride;
        float* plane = _reads.Data.Pointer + (channel * _input[1] * row), back = _receiver.Value.Gradient.Pointer + (channel * _input[1] * row);
        float* pooled = _made.Data.Pointer + (channel * outputs), from = _made.Gradient.Pointer + (channel * outputs);
        if (!_receiver.Adds) new Span<float>(back, (int)(_input[1] * row)).Clear();
        for (int y = 0; y < _output[1]; y++)
        {
            (int top, int bottom) = Extent(y, _pooling.Window.StrideY, _pooling.Window.Top, _pooling.KernelHeight, _input[1]);
            for (int x = 0; x < _output[2]; x++, pooled += stride, from += stride)
            {
                (int left, int right) = Extent(x, _pooling.Window.StrideX, _pooling.Window.Left, _pooling.KernelWidth, _input[2]);
                for (nint b = 0; b < stride; b += Lanes.Count)
                {
                    Vector512<float> best = Vector512.Load(pooled + b), derivative = Vector512.Load(from + b), open = Vector512<float>.AllBitsSet;
                    for (int i = top; i < bottom; i++)
                    {
                        for (int j = left; j < right; j++)
                        {
                            nint at = (i * row) + (j * stride) + b;
                            Vector512<float> first = Vector512.Equals(Vector512.Load(plane + at), best) & open;
                            open = Vector512.AndNot(open, first);
                            (Vector512.Load(back + at) + (derivative & first)).Store(back + at);
                        }
                    }
                }
            }
        }
    }

    /// <summary>The part of a kernel that lies on the image.</summary>
    private static (int First, int End) Extent(int at, int stride, int padding, int kernel, int extent)
    {
        int first = (at * stride) - padding;
        return (Math.Max(first, 0), Math.Min(first + kernel, extent));
    }
}
