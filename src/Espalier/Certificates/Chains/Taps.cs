using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Certificates.Chains;

/// <summary>Which input elements a sliding kernel meets at which output elements; padding is left out.</summary>
internal static class Taps
{
    /// <summary>All of a pooling layer: the elements that compete at each output element.</summary>
    public static IEnumerable<(int From, int To)> Of(MaxPooling pooling, Shape input)
    {
        Shape output = pooling.OutputShape(input);
        for (int channel = 0; channel < output[0]; channel++)
        {
            foreach ((int from, int to, _) in OfPlane(input, output, pooling.Window, pooling.KernelHeight, pooling.KernelWidth))
                yield return ((channel * input[1] * input[2]) + from, (channel * output[1] * output[2]) + to);
        }
    }

    /// <summary>All of a convolution, with the index of the weight between the two elements.</summary>
    public static IEnumerable<(int From, int To, int Weight)> Of(Convolution convolution, Shape input)
    {
        Shape output = convolution.OutputShape(input);
        Shape kernel = convolution.Weights.Shape;
        int area = kernel[2] * kernel[3];
        for (int channel = 0; channel < kernel[0] * kernel[1]; channel++)
        {
            (int into, int from) = Math.DivRem(channel, kernel[1]);
            foreach ((int at, int to, int tap) in OfPlane(input, output, convolution.Window, kernel[2], kernel[3]))
                yield return ((from * input[1] * input[2]) + at, (into * output[1] * output[2]) + to, (channel * area) + tap);
        }
    }

    private static IEnumerable<(int From, int To, int Tap)> OfPlane(Shape input, Shape output, Window window, int kernelHeight, int kernelWidth)
    {
        for (int to = 0; to < output[1] * output[2]; to++)
        {
            for (int tap = 0; tap < kernelHeight * kernelWidth; tap++)
            {
                int row = (to / output[2] * window.StrideY) + (tap / kernelWidth) - window.Top;
                int column = (to % output[2] * window.StrideX) + (tap % kernelWidth) - window.Left;
                if ((uint)row < (uint)input[1] && (uint)column < (uint)input[2]) yield return ((row * input[2]) + column, to, tap);
            }
        }
    }
}
