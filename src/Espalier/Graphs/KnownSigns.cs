using Espalier.Graphs.Operators;

namespace Espalier.Graphs;

/// <summary>What is known of the signs of activations from the kinds of layers alone.</summary>
internal static class KnownSigns
{
    /// <summary>Whether a layer's outputs are surely ≥ 0, given whether its inputs are.</summary>
    public static bool After(Operator layer, bool nonNegative) => layer switch
    {
        Relu => true,
        Flatten or MaxPooling => nonNegative,
        ElementwiseAffine affine => nonNegative && IsNonNegative(affine.Scale) && IsNonNegative(affine.Shift),
        _ => false,
    };

    private static bool IsNonNegative(Tensor? factor)
    {
        if (factor is null) return true;
        for (int i = 0; i < factor.Length; i++)
        {
            if (!(factor[i] >= 0)) return false;
        }

        return true;
    }
}
