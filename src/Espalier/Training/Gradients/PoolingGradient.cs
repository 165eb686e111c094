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

    public PoolingGradient(MaxPooling pooling, Shape input, Shape output, BatchValue reads, Receiver receiver, BatchValue made, Batch batch)
    {
        (_pooling, _input, _output, _reads, _receiver, _made, _batch) = (pooling, input, output, reads, receiver, made, batch);
        _forward = new Pieces(Pool);
        _backward = new Pieces(Return);
    }

    public override void Forward() => _forward.Run(_batch, _input[0]);

    public override void Backward()
    {
        if (_receiver.IsWanted) _backward.Run(_batch, _input[0]);
    }

    private void Pool(int channel)
    {
        nint stride = _batch.Stride, row = _input[2] * stride;
        float* plane = _reads.Data.Pointer + (channel * _input[1] * row), to = _made.Data.Pointer + (
            (nint)channel * _output[1] * _output[2] * stride);
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
