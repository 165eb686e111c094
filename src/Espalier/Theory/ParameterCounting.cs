using System.Numerics;

namespace Espalier.Theory;

/// <summary>
/// The lower bound by counting subnetworks (Pensia et al., Theorem 2): a two-layer parent of width s whose subnetworks come within ε
/// of every linear map of spectral norm at most 1 on R^d with probability at least ½ needs 2·2^{2sd} &gt; (1/(2ε))^{d²}.
/// </summary>
/// <param name="Dimension">d.</param>
/// <param name="Epsilon">ε.</param>
public sealed record ParameterCounting(int Dimension, double Epsilon)
{
    /// <summary>(d² log₂(1/(2ε)) − 1)/(2d): the width is larger than this.</summary>
    public double WidthBound => ParameterBound / (2.0 * Dimension);

    /// <summary>d² log₂(1/(2ε)) − 1: a parent of any depth has more parameters than this.</summary>
    public double ParameterBound => ((double)Dimension * Dimension * -Math.Log2(2 * Epsilon)) - 1;

    /// <summary>The smallest whole width above the bound; 0 if the bound says nothing.</summary>
    public double Width => Above(WidthBound);

    /// <summary>The smallest whole number of parameters above the bound; 0 if the bound says nothing.</summary>
    public double Parameters => Above(ParameterBound);

    /// <summary>The bound for a dimension and an ε below ½.</summary>
    /// <exception cref="InvalidInputException">The bound says nothing there.</exception>
    public static ParameterCounting For(int dimension, double epsilon)
    {
        if (dimension < 1) throw new InvalidInputException("dimension", null, $"the dimension is {dimension}", "give a whole number from 1 on");
        if (!(epsilon > 0 && epsilon < 0.5))
            throw new InvalidInputException(
                "epsilon", null, $"the value is {epsilon}", "give a number between 0 and 1/2; from 1/2 on there is nothing to count");
        return new(dimension, epsilon);
    }

    /// <summary>The inequality itself in whole numbers, for ε = 1/(2·ratio): 2·2^{2sd} &gt; ratio^{d²}.</summary>
    public static bool Suffices(int width, int dimension, int ratio) =>
        BigInteger.One << (1 + (2 * width * dimension)) > BigInteger.Pow(ratio, dimension * dimension);

    private static double Above(double bound) => Math.Max(0, Math.Floor(bound) + 1);
}
