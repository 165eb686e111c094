using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Numerics;
using Espalier.Graphs.Evaluation;
using Espalier.Numerics;

namespace Espalier.Graphs;

/// <summary>A network made ready for evaluation: weights converted and laid out once, used any number of times.</summary>
/// <typeparam name="T">float or double: the format in which every operation rounds.</typeparam>
/// <remarks>
/// <para>Immutable; many threads may call <see cref="Run"/> at once. Memory is bounded: inputs pass in batches.</para>
/// <para>
/// The order of arithmetic is fixed, so the bits of an output depend on the network and its input alone, not on the batch,
/// the thread count or the instruction set. Dense: the chain c ← fma(x_k, w_jk, c) from +0 for k ascending, then + bias.
/// Convolution: the same chain over (channel, row, column) of the kernel in this order, with padding as +0, then + bias. Affine: scale·x rounded,
/// then + shift. ReLU: x where x &gt; 0, NaN where x is NaN, else +0. Max-pooling: NaN if one element
/// is NaN, else the largest, +0 above −0. Softmax: exponentials of x − max in float64 by an own series, summed in
/// ascending order, each divided by the sum and rounded to <typeparamref name="T"/>; the logarithm is (x − max) − ln(sum).
/// </para>
/// </remarks>
public sealed class ForwardPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int BatchElements = 1 << 17;
    private const int LargestBatch = 256;

    private readonly ImmutableArray<Step> _steps;
    private readonly MemoryPlan _plan;
    private readonly int _widest;
    private readonly bool _isFused;
    private readonly ConcurrentBag<Scratch<T>> _spare = [];

    /// <summary>Converts the weights: float32 to float64 exactly, float64 to float32 rounded once.</summary>
    public ForwardPass(Network network)
        : this(network, isFused: true, static _ => null)
    {
    }

    /// <summary>Prepares with other kernels for some nodes; where there is none, with the operator's own.</summary>
    internal ForwardPass(Network network, Func<int, Kernel<T>?> kernelOf)
        : this(network, isFused: true, kernelOf)
    {
    }

    private ForwardPass(Network network, bool isFused, Func<int, Kernel<T>?> kernelOf)
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double)) throw new NotSupportedException("networks compute in float or double");
        ArgumentNullException.ThrowIfNull(network);
        Network = network;
        Kernel<T>?[] kernels =
        [
            .. network.Nodes.Select((node, i) => kernelOf(i) ?? node.Operator.Prepare<T>(network.ShapesRead(i), network.Shapes[i + 1])),
        ];
        int[] shown = [.. kernels.Select((kernel, i) => kernel is null ? network.Nodes[i].Reads[0] : -1)];
        int[] added = isFused ? Fusion.Of(network, kernels, shown) : [.. Enumerable.Repeat(-1, kernels.Length)];
        _plan = new MemoryPlan(network, shown);
        _steps = [
            .. kernels.Index().Where(each => each.Item is not null).Select(
                each => new Step(each.Index, each.Item!, PlacesRead(each.Index, added[each.Index]), _plan[each.Index + 1])),
        ];
        _isFused = isFused;
        _widest = network.Shapes.Max(shape => shape.Length);
    }

    /// <summary>The network that is evaluated.</summary>
    public Network Network { get; }

    /// <summary>Computes the outputs for a number of inputs.</summary>
    /// <param name="inputs">The inputs one after the other, each row-major.</param>
    /// <param name="outputs">Receives the outputs one after the other, each row-major. It must not overlap the inputs.</param>
    /// <param name="count">The number of inputs.</param>
    /// <param name="threads">The number of threads that may work on this call; it never changes the result.</param>
    /// <param name="cancel">Stops the work between two batches.</param>
    /// <exception cref="ArgumentException">A span does not have the length that the count demands.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public void Run(ReadOnlySpan<T> inputs, Span<T> outputs, int count, int threads = 1, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Require("inputs", inputs.Length, count, Network.InputShape);
        Require("outputs", outputs.Length, count, Network.OutputShape);
        if (outputs.Overlaps(inputs)) throw new ArgumentException("the outputs overlap the inputs");
        if (count > 0) RunBatches(inputs, outputs, count, threads, cancel);
    }

    /// <summary>Evaluates batch after batch and lets somebody hear what every node reads first; what is made is thrown away.</summary>
    internal void Watch(ReadOnlySpan<T> inputs, int count, INodeReader<T> reader, IProgress<double>? progress, CancellationToken cancel)
    {
        Require("inputs", inputs.Length, count, Network.InputShape);
        if (_isFused)
        {
            new ForwardPass<T>(Network, isFused: false, static _ => null).Watch(inputs, count, reader, progress, cancel);
            return;
        }

        int batch = Math.Min(Batch, count);
        var scratch = new Scratch<T>(_plan, batch);
        var outputs = new T[checked(batch * Network.OutputShape.Length)];
        int length = Network.InputShape.Length;
        for (int start = 0; start < count; start += batch)
        {
            cancel.ThrowIfCancellationRequested();
            int size = Math.Min(batch, count - start);
            RunBatch(inputs.Slice(start * length, size * length), outputs.AsSpan(0, size * Network.OutputShape.Length), size, scratch, reader);
            progress?.Report((double)(start + size) / count);
        }
    }

    private static void Require(string what, int length, int count, Shape shape)
    {
        if (length != (long)count * shape.Length)
            throw new ArgumentException(Invariant($"{count} {what} of shape {shape} are {(long)count * shape.Length} numbers, not {length}"));
    }

    private int Batch => Math.Clamp(BatchElements / _widest, 1, LargestBatch);

    private ImmutableArray<Place> PlacesRead(int node, int added) =>
        added < 0 ? _plan.Of(Network.Nodes[node]) : [.. _plan.Of(Network.Nodes[node]), _plan[added]];

    /// <summary>Batches keep the buffers small; with few inputs they shrink, so that every thread has some, and one input is shared.</summary>
    private unsafe void RunBatches(ReadOnlySpan<T> inputs, Span<T> outputs, int count, int threads, CancellationToken cancel)
    {
        int batch = Math.Min(Batch, ((count - 1) / threads) + 1);
        int batches = ((count - 1) / batch) + 1;
        fixed (T* pinnedInputs = inputs, pinnedOutputs = outputs)
        {
            var work = new Batches(this, pinnedInputs, pinnedOutputs, count, batch, Math.Min(threads, batches), threads, cancel);
            new Crew().Run(work, batches, threads);
            work.Release();
        }
    }

    /// <summary>Memory of an earlier call, or new memory: to get some from the system costs more than small networks.</summary>
    private Scratch<T> ScratchOf(int batch, int threads) =>
        _spare.TryTake(out Scratch<T>? spare) && spare.Batch >= batch && spare.Threads == threads ? spare : new Scratch<T>(_plan, batch, threads);

    private void RunBatch(ReadOnlySpan<T> inputs, Span<T> outputs, int size, Scratch<T> scratch, INodeReader<T>? reader = null)
    {
        if (_plan[Network.Nodes.Length].IsInput) inputs.CopyTo(outputs);
        foreach (Step step in _steps)
        {
            Span<T> made = step.Makes.IsOutput ? outputs : scratch.Slot(step.Makes.Slot)[..(size * step.Makes.Length)];
            var reads = new Reads<T>(inputs, outputs, scratch, step.Reads.AsSpan(), size);
            reader?.Read(step.Node, reads[0], size);
            step.Kernel.Apply(reads, made, size, scratch);
        }
    }

    /// <summary>A kernel and where it finds and leaves its values.</summary>
    private sealed record Step(int Node, Kernel<T> Kernel, ImmutableArray<Place> Reads, Place Makes);

    /// <summary>One call's batches. The spans stay pinned by the caller while it runs.</summary>
    private sealed unsafe class Batches(
        ForwardPass<T> pass, T* inputs, T* outputs, int count, int batch, int workers, int threads, CancellationToken cancel) : ICrewWork
    {
        private readonly Scratch<T>?[] _scratch = new Scratch<T>?[workers];

        public void Do(int piece, int worker)
        {
            cancel.ThrowIfCancellationRequested();
            int start = piece * batch;
            int size = Math.Min(batch, count - start);
            long inputLength = pass.Network.InputShape.Length;
            long outputLength = pass.Network.OutputShape.Length;
            pass.RunBatch(
                new ReadOnlySpan<T>(inputs + (start * inputLength), (int)(size * inputLength)),
                new Span<T>(outputs + (start * outputLength), (int)(size * outputLength)),
                size,
                _scratch[worker] ??= pass.ScratchOf(batch, Math.Max(1, threads / workers)));
        }

        /// <summary>Leaves the memory to later calls.</summary>
        public void Release()
        {
            foreach (Scratch<T>? scratch in _scratch)
                if (scratch is not null) pass._spare.Add(scratch);
        }
    }
}
