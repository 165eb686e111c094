using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Graphs.Evaluation;

/// <summary>Cross-correlation as a matrix product of kernels with patches, which are never gathered into a matrix.</summary>
/// <remarks>
/// The chain of an output runs over (channel, row, column) of the kernel in this order from +0, as in <see cref="MatrixProduct"/>, or
/// over the channels at each point of <see cref="Winograd"/>; then comes what <see cref="Finish"/> says. No instruction set, thread
/// count or blocking changes a bit.
/// </remarks>
internal abstract class ConvolutionKernel<T> : Kernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What is done with the sums.</summary>
    public required ConvolutionFinish<T> Finish { get; set; }

    /// <summary>Makes the kernel for the instruction set at hand.</summary>
    public static ConvolutionKernel<T> Of(Convolution layer, Shape input, Shape output)
    {
        if (!Vector256.IsHardwareAccelerated || !Fma.IsSupported) return Of<TileKernelPlain<T>, TileKernelPlain<float>>(layer, input, output);
        return Vector512.IsHardwareAccelerated
            ? Of<TileKernel512<T>, TileKernel512<float>>(layer, input, output)
            : Of<TileKernel256<T>, TileKernel256<float>>(layer, input, output);
    }

    private static ConvolutionKernel<T> Of<TKernel, TSingle>(Convolution layer, Shape input, Shape output)
        where TKernel : struct, ITileKernel<T>
        where TSingle : struct, ITileKernel<float>
    {
        var finish = new ConvolutionFinish<T>(ValuesOf(layer.Bias));
        return finish is ConvolutionFinish<float> single && WinogradConvolution<TSingle>.Of(layer, input, output, single) is { } found
            ? (ConvolutionKernel<T>)(object)found
            : new PanelConvolution<T, TKernel>(layer, input, output) { Finish = finish };
    }
}
