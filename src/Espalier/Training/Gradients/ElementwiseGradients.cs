using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Espalier.Numerics;

namespace Espalier.Training.Gradients;

/// <summary>max(x, 0). Where nothing else reads its input, it works in place.</summary>
internal sealed class ReluGradient : GradientKernel
{
    private readonly BatchValue _reads;
    private readonly Receiver _receiver;
    private readonly BatchValue _made;
    private readonly Batch _batch;
    private readonly Stretches _forward;
    private readonly Stretches _backward;
    private bool[] _open = [];

    public ReluGradient(BatchValue reads, Receiver receiver, BatchValue made, Batch batch)
    {
        (_reads, _receiver, _made, _batch) = (reads, receiver, made, batch);
        _forward = new Stretches((start, length) =>
            Elementwise.Relu<float>(_reads.Data.Span.Slice(start, length), _made.Data.Span.Slice(start, length)));
        _backward = new Stretches(Gate);
    }

    public override void Forward()
    {
        int length = _made.Length * _batch.Stride;
        if (_batch.Gates == Gates.Held) Pass(_reads.Data.Span[..length], _made.Data.Span, adds: false);
        else _forward.Run(_batch, length);
        if (_batch.Gates == Gates.Recorded) _open = [.. _made.Data.Span[..length].ToArray().Select(activation => activation > 0)];
    }

    public override void Backward()
    {
        int length = _made.Length * _batch.Stride;
        if (!_receiver.IsWanted) return;
        if (_batch.Gates == Gates.Held) Pass(_made.Gradient.Span[..length], _receiver.Value.Gradient.Span, _receiver.Adds);
        else _backward.Run(_batch, length);
    }

    /// <summary>What the remembered gates let through.</summary>
    private void Pass(ReadOnlySpan<float> from, Span<float> to, bool adds)
    {
        for (int i = 0; i < from.Length; i++) to[i] = (adds ? to[i] : 0) + (_open[i] ? from[i] : 0);
    }

    /// <summary>Nothing passes where the activation is not above 0.</summary>
    private void Gate(int start, int length)
    {
        ReadOnlySpan<Vector<float>> activations = MemoryMarshal.Cast<float, Vector<float>>(_made.Data.Span.Slice(start, length));
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(_made.Gradient.Span.Slice(start, length));
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(_receiver.Value.Gradient.Span.Slice(start, length));
        for (int i = 0; i < to.Length; i++)
        {
            Vector<float> passed = Vector.ConditionalSelect(Vector.GreaterThan(activations[i], Vector<float>.Zero), from[i], Vector<float>.Zero);
            to[i] = _receiver.Adds ? to[i] + passed : passed;
        }
    }
}

/// <summary>scale·x + shift with constants, such as a BatchNorm whose statistics are frozen.</summary>
internal sealed class AffineGradient : GradientKernel
{
    private readonly Graphs.Operators.ElementwiseAffine _affine;
    private readonly BatchValue _reads;
    private readonly Receiver _receiver;
    private readonly BatchValue _made;
    private readonly Batch _batch;
    private readonly Pieces _forward;
    private readonly Pieces _backward;

    public AffineGradient(Graphs.Operators.ElementwiseAffine affine, BatchValue reads, Receiver receiver, BatchValue made, Batch batch)
    {
        (_affine, _reads, _receiver, _made, _batch) = (affine, reads, receiver, made, batch);
        _forward = new Pieces(Map);
        _backward = new Pieces(Scale);
    }

    /// <summary>Elements whose factors are equal make a piece.</summary>
    private int Channels => Math.Max(_affine.Scale?.Length ?? 1, _affine.Shift?.Length ?? 1);

    public override void Forward() => _forward.Run(_batch, Channels);

    public override void Backward()
    {
        if (_receiver.IsWanted) _backward.Run(_batch, Channels);
    }

    private (float Scale, float Shift, int Start, int Length) Of(int channel)
    {
        int length = _made.Length / Channels * _batch.Stride;
        int element = channel * (_made.Length / Channels);
        return ((float)_affine.ScaleAt(element, _made.Length), (float)_affine.ShiftAt(element, _made.Length), channel * length, length);
    }

    /// <summary>The product is rounded, then the sum, as a forward pass does.</summary>
    private void Map(int channel)
    {
        (float scale, float shift, int start, int length) = Of(channel);
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(_reads.Data.Span.Slice(start, length));
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(_made.Data.Span.Slice(start, length));
        Vector<float> factor = new(scale), term = new(shift);
        bool isScaled = _affine.Scale is not null, isShifted = _affine.Shift is not null;
        for (int i = 0; i < to.Length; i++)
        {
            Vector<float> value = isScaled ? from[i] * factor : from[i];
            to[i] = isShifted ? value + term : value;
        }
    }

    private void Scale(int channel)
    {
        (float scale, _, int start, int length) = Of(channel);
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(_made.Gradient.Span.Slice(start, length));
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(_receiver.Value.Gradient.Span.Slice(start, length));
        Vector<float> factor = new(scale);
        for (int i = 0; i < to.Length; i++) to[i] = _receiver.Adds ? to[i] + (factor * from[i]) : factor * from[i];
    }
}

/// <summary>A sum of values: each of them receives the derivatives by the sum.</summary>
internal sealed class SumGradient(ImmutableArray<BatchValue> reads, ImmutableArray<Receiver> receivers, BatchValue made, Batch batch) : GradientKernel
{
    public override void Forward()
    {
        int length = made.Length * batch.Stride;
        Span<float> sum = made.Data.Span[..length];
        reads[0].Data.Span[..length].CopyTo(sum);
        for (int i = 1; i < reads.Length; i++) Elementwise.Add<float>(sum, reads[i].Data.Span[..length]);
    }

    public override void Backward()
    {
        foreach (Receiver receiver in receivers)
            if (receiver.IsWanted) receiver.Take(0, made.Gradient.Span[..(made.Length * batch.Stride)]);
    }
}

/// <summary>(x, −x).</summary>
internal sealed class SplitGradient(BatchValue reads, Receiver receiver, BatchValue made, Batch batch) : GradientKernel
{
    public override void Forward()
    {
        int length = reads.Length * batch.Stride;
        reads.Data.Span[..length].CopyTo(made.Data.Span);
        for (int i = 0; i < length; i++) made.Data.Span[length + i] = -reads.Data.Span[i];
    }

    public override void Backward()
    {
        if (!receiver.IsWanted) return;
        int length = reads.Length * batch.Stride;
        ReadOnlySpan<float> kept = made.Gradient.Span[..length], negated = made.Gradient.Span.Slice(length, length);
        Span<float> to = receiver.Gradient(batch);
        for (int i = 0; i < length; i++) to[i] = receiver.Adds ? to[i] + (kept[i] - negated[i]) : kept[i] - negated[i];
    }
}

/// <summary>Values joined along an extent: runs of their elements that stand together, in turns.</summary>
internal sealed class ConcatGradient(
    ImmutableArray<int> runs, ImmutableArray<BatchValue> reads, ImmutableArray<Receiver> receivers, BatchValue made, Batch batch) : GradientKernel
{
    private readonly int _width = runs.Sum();

    public override void Forward()
    {
        for (int i = 0, before = 0; i < runs.Length; before += runs[i++])
        {
            int run = runs[i] * batch.Stride;
            for (int n = 0; n < made.Length / _width; n++)
                reads[i].Data.Span.Slice(n * run, run).CopyTo(made.Data.Span[(((n * _width) + before) * batch.Stride)..]);
        }
    }

    public override void Backward()
    {
        for (int i = 0, before = 0; i < runs.Length; before += runs[i++])
        {
            if (!receivers[i].IsWanted) continue;
            int run = runs[i] * batch.Stride;
            for (int n = 0; n < made.Length / _width; n++)
                receivers[i].Take(n * run, made.Gradient.Span.Slice(((n * _width) + before) * batch.Stride, run));
        }
    }
}
