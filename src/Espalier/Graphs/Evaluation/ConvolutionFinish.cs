using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Espalier.Graphs.Evaluation;

/// <summary>What is done with the sums of a convolution while they are at hand: + bias, ·factor + summand, + another value, ReLU.</summary>
/// <remarks>Each step rounds as the operator does that it stands for.</remarks>
/// <param name="Bias">One number per output channel, or null.</param>
/// <param name="Affine">A factor and a summand per output channel, or null.</param>
/// <param name="AddsOther">Whether another value of the same shape is added.</param>
/// <param name="IsRelu">Whether what is not above 0 becomes +0.</param>
internal sealed record ConvolutionFinish<T>(T[]? Bias, (T Factor, T Summand)[]? Affine = null, bool AddsOther = false, bool IsRelu = false)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Finishes a stretch of one output channel; the other value may be null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Apply(T* sums, T* other, T* made, int length, int channel)
    {
        bool hasBias = Bias is not null, isAffine = Affine is not null, adds = AddsOther, clips = IsRelu;
        T bias = hasBias ? Bias![channel] : T.Zero;
        (T factor, T summand) = isAffine ? Affine![channel] : default;
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<T> biases = Vector256.Create(bias), factors = Vector256.Create(factor), summands = Vector256.Create(summand);
            for (; i + Vector256<T>.Count <= length; i += Vector256<T>.Count)
            {
                Vector256<T> value = Vector256.Load(sums + i);
                if (hasBias) value += biases;
                if (isAffine) value = (value * factors) + summands;
                if (adds) value += Vector256.Load(other + i);
                if (clips) value = Vector256.ConditionalSelect(Vector256.LessThanOrEqual(value, Vector256<T>.Zero), Vector256<T>.Zero, value);
                value.Store(made + i);
            }
        }

        for (; i < length; i++)
        {
            T value = sums[i];
            if (hasBias) value += bias;
            if (isAffine) value = (value * factor) + summand;
            if (adds) value += other[i];
            made[i] = clips && value <= T.Zero ? T.Zero : value;
        }
    }
}
