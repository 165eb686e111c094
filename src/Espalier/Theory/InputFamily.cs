namespace Espalier.Theory;

/// <summary>The input family x_i(t) = t·e_{2i−1} + e_{2i} of Ferre' et al., Section 5.2; families of different i use different coordinates.</summary>
public readonly record struct InputFamily
{
    /// <summary>The family with a number from 1 on.</summary>
    public InputFamily(int number)
    {
        if (number < 1) throw new InvalidInputException("family", null, $"the number is {number}", "count families from 1 on");
        Number = number;
    }

    /// <summary>i, from 1 on.</summary>
    public int Number { get; }

    /// <summary>How many families there are in dimension d: ⌊d/2⌋. For odd d the last coordinate belongs to none.</summary>
    /// <exception cref="InvalidInputException">In dimension 1 there is none; pruning neurons is then pruning weights, and parameter
    /// counting is the bound.</exception>
    public static int Count(int dimension)
    {
        if (dimension < 1) throw new InvalidInputException("dimension", null, $"the dimension is {dimension}", "give a whole number from 2 on");
        if (dimension == 1)
            throw new InvalidInputException(
                "dimension",
                null,
                "in dimension 1 there is no input family: removing a neuron is removing a weight",
                "give a dimension from 2 on, or use the bound by counting parameters");
        return dimension / 2;
    }

    /// <summary>√(R² − 1): the family is inside the ball of radius R for |t| up to this.</summary>
    /// <exception cref="InvalidInputException">The radius is not above 1: every point of a family has norm at least 1.</exception>
    internal static double Reach(double radius)
    {
        if (!(radius > 1) || !double.IsFinite(radius))
            throw new InvalidInputException(
                "radius",
                null,
                $"the radius is {radius}, and every point of an input family has norm at least 1, so that no interval is left inside the ball",
                "give a finite radius above 1");
        return Math.Sqrt(radius - 1) * Math.Sqrt(radius + 1);
    }

    /// <summary>The kink of t ↦ a·σ(⟨w, x_i(t)⟩): at −w_{2i}/w_{2i−1}, and of size a·|w_{2i−1}|; none if w_{2i−1} is 0.</summary>
    /// <remarks>The paper speaks of a single Gaussian weight; the slope changes by the product.</remarks>
    public Kink? KinkOf(ReadOnlySpan<double> weights, double coefficient)
    {
        (double along, double fixedPart) = Restrict(weights);
        return along == 0 ? null : new Kink(-fixedPart / along, coefficient * Math.Abs(along));
    }

    /// <summary>w_{2i−1} and w_{2i}: on the family a neuron is t ↦ σ(w_{2i−1}·t + w_{2i}).</summary>
    public (double Along, double Fixed) Restrict(ReadOnlySpan<double> weights) => (weights[(2 * Number) - 2], weights[(2 * Number) - 1]);
}
