using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Graphs.Evaluation;

/// <summary>A 3×3 convolution of many channels by <see cref="Winograd"/>: at each of sixteen points a matrix product over the channels.</summary>
/// <remarks>
/// An output is made of sixteen chains over the channels, in order from +0, and so are its bits, whatever the threads, the instruction set
/// and the images beside it. Products that an image could drive beyond float32 are left to the chains of <see cref="PanelConvolution{T, TKernel}"/>.
/// </remarks>
internal sealed unsafe class WinogradConvolution<TKernel> : ConvolutionKernel<float>
    where TKernel : struct, ITileKernel<float>
{
    /// <summary>With fewer channels on either side the transforms cost more than they save.</summary>
    private const int LeastChannels = 16;

    private readonly Lazy<PanelConvolution<float, TKernel>> _chains;
    private readonly float[] _weights;
    private readonly float _largest;

    private WinogradConvolution(Convolution layer, Shape input, Shape output, PatchLines lines)
    {
        Layer = layer;
        Input = input;
        Output = output;
        Lines = lines;
        Tiles = (Rows + TKernel.Rows - 1) / TKernel.Rows;
        int stretches = (Channels + LongestStretch - 1) / LongestStretch;
        Stretch = (Channels + stretches - 1) / stretches;
        _chains = new(() => new PanelConvolution<float, TKernel>(layer, input, output) { Finish = new ConvolutionFinish<float>(null) });
        _weights = GC.AllocateUninitializedArray<float>(checked(Winograd.Points * Tiles * TKernel.Rows * Channels));
        _largest = float.MaxValue / Math.Max(1, Winograd.Growth * Channels * Pack(ValuesOf(layer.Weights)!));
    }

    /// <summary>Two cache lines.</summary>
    public static int Gap => 32;

    private static int LongestStretch => 192;

    public Convolution Layer { get; }

    public Shape Input { get; }

    public Shape Output { get; }

    /// <summary>The images by tiles: even and odd columns apart.</summary>
    public PatchLines Lines { get; }

    public int Channels => Layer.Kernels[1];

    public int Rows => Layer.Kernels[0];

    /// <summary>The tiles of four outputs, down and across an image.</summary>
    public int Down => (Output[1] + 1) / 2;

    /// <inheritdoc cref="Down"/>
    public int Across => (Output[2] + 1) / 2;

    /// <summary>The tiles of a panel.</summary>
    public static int Width => 2 * TKernel.Lanes;

    /// <summary>From the numbers of a panel at one point to those at the next; the gap keeps sixteen streams out of one set of a cache.</summary>
    public int PatchStep => (Channels * Width) + Gap;

    /// <summary>The numbers of a panel at all points.</summary>
    public int Patches => Winograd.Points * PatchStep;

    /// <summary>The bands of kernels that the tile kernel takes at once.</summary>
    public int Tiles { get; }

    /// <summary>The links of a chain that are computed before the next panel has its turn.</summary>
    public int Stretch { get; }

    /// <summary>Makes the kernel if the layer is one that gains by it, else null.</summary>
    public static WinogradConvolution<TKernel>? Of(Convolution layer, Shape input, Shape output, ConvolutionFinish<float> finish)
    {
        Shape kernels = layer.Kernels;
        Window window = layer.Window;
        bool gains = (kernels[2], kernels[3], layer.Groups) == (3, 3, 1) && kernels[0] >= LeastChannels && kernels[1] >= LeastChannels
            && (window.StrideY, window.StrideX, window.DilationY, window.DilationX) == (1, 1, 1, 1);
        if (!gains) return null;
        var lines = new PatchLines(
            input, new Shape(output[0], (output[1] + 1) / 2, (output[2] + 1) / 2), new Shape(kernels[0], kernels[1], 4, 4),
            window with { StrideY = 2, StrideX = 2 });
        if (lines.IsSparse) return null;
        var made = new WinogradConvolution<TKernel>(layer, input, output, lines) { Finish = finish };
        return made._largest >= 0 ? made : null;
    }

    public override void Apply(Reads<float> reads, Span<float> outputs, int count, Scratch<float> scratch)
    {
        ReadOnlySpan<float> images = reads[0], other = Finish.AddsOther ? reads[1] : default;
        int inside = Input.Length, made = Output.Length;
        if (IsCalm(images))
        {
            Run(images, other, outputs, count, scratch);
            return;
        }

        // Each image by itself, so that its bits do not depend on those beside it.
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> image = images.Slice(i * inside, inside), added = other.IsEmpty ? other : other.Slice(i * made, made);
            if (IsCalm(image)) Run(image, added, outputs.Slice(i * made, made), 1, scratch);
            else Chains().Apply(image, added, outputs.Slice(i * made, made), 1, scratch);
        }
    }

    /// <summary>Whether nothing on the way can leave float32.</summary>
    private bool IsCalm(ReadOnlySpan<float> images)
    {
        Vector256<float> largest = Vector256.Create(_largest);
        int i = 0;
        for (; i + Vector256<float>.Count <= images.Length; i += Vector256<float>.Count)
            if (!Vector256.LessThanOrEqualAll(Vector256.Abs(Vector256.Create(images[i..])), largest)) return false;
        for (; i < images.Length; i++)
            if (!(MathF.Abs(images[i]) <= _largest)) return false;
        return true;
    }

    private PanelConvolution<float, TKernel> Chains()
    {
        _chains.Value.Finish = Finish;
        return _chains.Value;
    }

    private void Run(ReadOnlySpan<float> images, ReadOnlySpan<float> other, Span<float> outputs, int count, Scratch<float> scratch)
    {
        var division = new WinogradDivision(checked(count * Down * Across), Width, Channels, Tiles, TKernel.Rows, scratch.Threads);
        int laid = checked((count * Lines.Sample) + Width), shared = division.IsShared ? checked(division.Panels * Patches) : 0;
        fixed (float* from = images, added = other, to = outputs, lines = scratch.Buffer(0, laid + shared + 16), weights = _weights)
        {
            float* patches = lines + laid;
            patches += (-(nint)patches & 63) / sizeof(float);
            new WinogradWork<TKernel>(this, division, from, lines, patches, weights, added, to, count, scratch).Run();
        }
    }

    /// <summary>
    /// Packs the kernels by points, then stretches of the chains, then tiles; rows of a last tile that do not exist are zeros.
    /// </summary>
    /// <returns>The largest magnitude; NaN where a number is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Pack(float[] values)
    {
        nint point = (nint)Channels * Tiles * TKernel.Rows;
        int step = (Stretch * TKernel.Rows) + Gap;
        float* numbers = stackalloc float[Winograd.Points];
        float largest = 0;
        fixed (float* from = values, to = _weights, block = new float[Winograd.Points * step])
        {
            for (int first = 0; first < Channels; first += Stretch)
            {
                int depth = Math.Min(Stretch, Channels - first), length = depth * TKernel.Rows;
                for (int tile = 0; tile < Tiles; tile++)
                {
                    for (int at = 0; at < length; at++)
                    {
                        (int k, int inside) = Math.DivRem(at, TKernel.Rows);
                        int row = (tile * TKernel.Rows) + inside;
                        if (row < Rows) Winograd.Kernel(from + ((((nint)row * Channels) + first + k) * 9), numbers);
                        else new Span<float>(numbers, Winograd.Points).Clear();
                        for (int i = 0; i < Winograd.Points; i++)
                        {
                            largest = MathF.Max(largest, MathF.Abs(numbers[i]));
                            block[(i * step) + at] = numbers[i];
                        }
                    }

                    // In one piece for each point: sixteen streams at distances of a power of two would drive one another out of the cache.
                    float* target = to + (((((nint)first * Tiles) + ((nint)tile * depth)) * TKernel.Rows));
                    for (int i = 0; i < Winograd.Points; i++) new Span<float>(block + (i * step), length).CopyTo(new(target + (i * point), length));
                }
            }
        }

        return largest;
    }
}
