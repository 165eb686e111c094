using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Graphs.Evaluation;

/// <summary>Cross-correlation as a matrix product of kernels with patches, which are never gathered into a matrix.</summary>
/// <remarks>
/// The chain of an output runs over (channel, row, column) of the kernel in this order from +0, as in <see cref="MatrixProduct"/>;
/// then comes what <see cref="Finish"/> says. No instruction set, thread count or blocking changes a bit.
/// </remarks>
internal abstract class ConvolutionKernel<T> : Kernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What is done with the sums.</summary>
    public required ConvolutionFinish<T> Finish { get; set; }

    /// <summary>Makes the kernel for the instruction set at hand.</summary>
    public static ConvolutionKernel<T> Of(Convolution layer, Shape input, Shape output)
    {
        var finish = new ConvolutionFinish<T>(ValuesOf(layer.Bias));
        if (!Vector256.IsHardwareAccelerated || !Fma.IsSupported)
            return new PanelConvolution<T, TileKernelPlain<T>>(layer, input, output) { Finish = finish };
        return Vector512.IsHardwareAccelerated
            ? new PanelConvolution<T, TileKernel512<T>>(layer, input, output) { Finish = finish }
            : new PanelConvolution<T, TileKernel256<T>>(layer, input, output) { Finish = finish };
    }
}
