using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Training.Gradients;

/// <summary>A cross-correlation over a batch of images; its matrix has a row for each output channel and a column for each tap.</summary>
/// <remarks>
/// With examples side by side, the columns of a row of pixels are one long run, and every tap sees the same run from another offset.
/// So values, derivatives by the input (the derivatives by the output, dilated by the stride and padded, under the mirrored kernel) and
/// derivatives by the weights are sums over shifted runs. Values are the chain over (channel, row, column) of
/// <see cref="ForwardPass{T}"/>. A weight's derivative is summed in 16 lanes over each of a fixed number of bands of output rows.
/// </remarks>
internal sealed unsafe class ConvolutionGradient : GradientKernel
{
    private const int MostBands = 8;

    private readonly TrainableLayer _layer;
    private readonly Window _window;
    private readonly Shape _output;
    private readonly BatchValue _reads;
    private readonly Receiver _receiver;
    private readonly BatchValue _made;
    private readonly Batch _batch;
    private readonly PaddedPlanes _images;
    private readonly PaddedPlanes? _derivatives;
    private readonly SlidingKernel _forward;
    private readonly SlidingKernel? _backward;
    private readonly AlignedSingles _bands;
    private readonly Pieces _slide;
    private readonly Pieces _return;
    private readonly Pieces _correlate;
    private float* _from;

    public ConvolutionGradient(
        Convolution convolution, TrainableLayer layer, Shape input, Shape output, BatchValue reads, Receiver receiver, BatchValue made, Batch batch)
    {
        (_layer, _window, _output, _reads, _receiver, _made, _batch) = (layer, convolution.Window, output, reads, receiver, made, batch);
        (int outputs, int channels, int height, int width) =
            (convolution.Weights.Shape[0], convolution.Weights.Shape[1], convolution.Weights.Shape[2], convolution.Weights.Shape[3]);
        _images = new PaddedPlanes(
            new PlaneLayout(
                channels,
                input[1],
                input[2],
                _window.Top,
                _window.Left,
                1,
                1,
                _window.Top + input[1] + _window.Bottom,
                _window.Left + input[2] + _window.Right),
            batch);
        _forward = new SlidingKernel(outputs, channels, height, width, isMirrored: false, _images.Layout);
        if (receiver.IsWanted)
        {
            _derivatives = new PaddedPlanes(
                new PlaneLayout(
                    outputs,
                    output[1],
                    output[2],
                    height - 1 - _window.Top,
                    width - 1 - _window.Left,
                    _window.StrideY,
                    _window.StrideX,
                    input[1] + height - 1,
                    input[2] + width - 1),
                batch);
            _backward = new SlidingKernel(channels, outputs, height, width, isMirrored: true, _derivatives.Layout);
        }

        _bands = new AlignedSingles(layer.IsTrained ? Bands * layer.Effective.Length : 0);
        _slide = new Pieces(Slide);
        _return = new Pieces(row => _backward!.Run(
            _from + ((nint)row * _derivatives!.Layout.PaddedWidth * _batch.Stride),
            _receiver.Value.Gradient.Pointer + ((nint)row * input[2] * _batch.Stride),
            (nint)input[1] * input[2] * _batch.Stride,
            input[2] * _batch.Stride,
            _receiver.Adds));
        _correlate = new Pieces(Correlate);
    }

    private int Bands => Math.Min(MostBands, _output[1]);

    public override void Forward()
    {
        _forward.Pack(_layer, _batch.Stride);
        _from = _images.Of(_reads.Data);
        _slide.Run(_batch, _output[1]);
        _layer.AddBias(_made, _output[1] * _output[2], _batch);
    }

    public override void Backward()
    {
        if (_layer.IsTrained)
        {
            _from = _images.Of(_reads.Data);
            _correlate.Run(_batch, Bands);
            AddBands();
            _layer.SumBias(_made, _output[1] * _output[2], _batch);
        }

        if (!_receiver.IsWanted) return;
        _backward!.Pack(_layer, _batch.Stride);
        _from = _derivatives!.Of(_made.Gradient);
        _return.Run(_batch, _receiver.Value.Length / (_images.Layout.Channels * _images.Layout.Width));
    }

    /// <summary>One row of the output.</summary>
    private void Slide(int y)
    {
        nint stride = _batch.Stride, plane = _output[1] * _output[2] * stride;
        float* to = _made.Data.Pointer + (y * _output[2] * stride);
        float* from = _from + ((nint)y * _window.StrideY * _images.Layout.PaddedWidth * stride);
        if (_window.StrideX == 1)
        {
            _forward.Run(from, to, plane, _output[2] * stride, adds: false);
            return;
        }

        for (int x = 0; x < _output[2]; x++) _forward.Run(from + (x * _window.StrideX * stride), to + (x * stride), plane, stride, adds: false);
    }

    /// <summary>The derivatives by all weights, over a band of output rows.</summary>
    private void Correlate(int band)
    {
        int first = band * _output[1] / Bands, end = (band + 1) * _output[1] / Bands;
        float* sums = stackalloc float[TapKernel.Rows * TapKernel.Taps * Lanes.Count];
        float* to = _bands.Pointer + ((nint)band * _layer.Effective.Length);
        for (int tap = 0; tap < _layer.Inputs; tap += TapKernel.Taps)
        {
            for (int row = 0; row < _layer.Outputs; row += TapKernel.Rows)
            {
                new Span<float>(sums, TapKernel.Rows * TapKernel.Taps * Lanes.Count).Clear();
                for (int y = first; y < end; y++) CorrelateRow(y, row, tap, sums);
                for (int i = 0; i < Math.Min(TapKernel.Rows, _layer.Outputs - row); i++)
                {
                    for (int k = 0; k < Math.Min(TapKernel.Taps, _layer.Inputs - tap); k++)
                        to[((row + i) * _layer.Stride) + tap + k] = TapKernel.Join(sums + (((i * TapKernel.Taps) + k) * Lanes.Count));
                }
            }
        }
    }

    private void CorrelateRow(int y, int row, int tap, float* sums)
    {
        nint stride = _batch.Stride, plane = _output[1] * _output[2] * stride;
        float* g = _made.Gradient.Pointer + (row * plane) + (y * _output[2] * stride);
        float* x = _from + ((nint)y * _window.StrideY * _images.Layout.PaddedWidth * stride);
        int rows = Math.Min(TapKernel.Rows, _layer.Outputs - row);
        float* x0 = x + _forward.Offset(tap), x1 = x + _forward.Offset(tap + 1), x2 = x + _forward.Offset(tap + 2);
        if (_window.StrideX == 1)
        {
            TapKernel.Correlate(g, plane, rows, x0, x1, x2, _output[2] * stride, sums);
            return;
        }

        nint step = _window.StrideX * stride;
        for (int i = 0; i < _output[2]; i++)
            TapKernel.Correlate(g + (i * stride), plane, rows, x0 + (i * step), x1 + (i * step), x2 + (i * step), stride, sums);
    }

    private void AddBands()
    {
        Span<float> gradient = _layer.Gradient.Span;
        _bands.Span[..gradient.Length].CopyTo(gradient);
        for (int band = 1; band < Bands; band++)
            Numerics.Elementwise.Add<float>(gradient, _bands.Span.Slice(band * gradient.Length, gradient.Length));
    }
}
