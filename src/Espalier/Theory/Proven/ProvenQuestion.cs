namespace Espalier.Theory.Proven;

/// <summary>Up to which width does it stay improbable that some subset of random neurons comes within ε of one neuron?</summary>
/// <param name="Dimension">d ≥ 2.</param>
/// <param name="Epsilon">The sup error on the ball that counts as success.</param>
/// <param name="Delta">The probability of success that is still allowed.</param>
public sealed record ProvenQuestion(int Dimension, double Epsilon, double Delta)
{
    /// <summary>The radius of the ball; all errors scale with it.</summary>
    public double Radius { get; init; } = 1;

    /// <summary>Whether a ReLU stands behind the output of the pruned network: |σ(g_S) − f| counts.</summary>
    public bool OutputRelu { get; init; }

    /// <summary>Refuses what is no question, with the reason.</summary>
    internal void Check()
    {
        if (Dimension < 2)
        {
            throw new InvalidInputException(
                "dimension", null, $"the dimension is {Dimension}", "give a whole number from 2 on; with one input a kink can be met exactly");
        }

        if (!(Epsilon > 0) || !double.IsFinite(Epsilon))
            throw new InvalidInputException("epsilon", null, $"the value is {Epsilon}", "give a number above 0");
        if (!(Radius > 0) || !double.IsFinite(Radius))
            throw new InvalidInputException("radius", null, $"the value is {Radius}", "give a number above 0");
        if (Epsilon >= Radius)
        {
            throw new InvalidInputException(
                "epsilon", null, $"the empty network is within {Radius} on the ball of radius {Radius}, so that nothing "
                    + $"can be excluded at {Epsilon}", "give an epsilon below the radius");
        }

        if (!(Delta > 0 && Delta < 1)) throw new InvalidInputException("delta", null, $"the value is {Delta}", "give a probability between 0 and 1");
    }
}
