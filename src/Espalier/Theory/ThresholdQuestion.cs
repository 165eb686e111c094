namespace Espalier.Theory;

/// <summary>
/// For which widths is it unlikely that any pruned network comes within ε of one neuron? (Ferre' et al., Theorem 1, with
/// explicit constants.)
/// </summary>
/// <param name="Dimension">d ≥ 2.</param>
/// <param name="Epsilon">
/// The sup error on the ball of radius R that is to be excluded; bins have the width ε/c, where c is what a kink leaves in
/// a bin.
/// </param>
/// <param name="Delta">The probability with which some pruned network may come within ε all the same.</param>
public sealed record ThresholdQuestion(int Dimension, double Epsilon, double Delta)
{
    private const int LargestBinCount = 300_000;

    /// <summary>R &gt; 1.</summary>
    public double Radius { get; init; } = 2;

    /// <summary>Which c.</summary>
    public SlopeStep Step { get; init; } = SlopeStep.Strict;

    /// <summary>B₀: 1 in the paper, where the target's own bin starts broken; 0 assumes nothing.</summary>
    public int Start { get; init; } = 1;

    /// <summary>γ, or null to choose the best.</summary>
    public double? Gamma { get; init; }

    /// <summary>T, or null to choose the best.</summary>
    public int? Cap { get; init; }

    /// <summary>⌊d/2⌋.</summary>
    public int Families => InputFamily.Count(Dimension);

    /// <summary>c = γ/32 or γ/16.</summary>
    public double ErrorShare(double gamma) => gamma / (Step == SlopeStep.Strict ? 32 : 16);

    /// <summary>Why the paper's argument gives no threshold here, or null if it can be asked for one.</summary>
    public string? Obstacle => !(Radius > 1)
        ? "the paper's input families have a fixed coordinate of 1 and need a radius above 1"
        : IsTooFine ? $"at this epsilon the interval of an input family has more than {LargestBinCount} bins" : null;

    private bool IsTooFine => Length * ErrorShare(Gamma ?? 1) / Epsilon > LargestBinCount;

    private double Length => 2 * InputFamily.Reach(Radius);

    /// <summary>The bins for a γ, or null if one bin holds the whole interval, or if there would be too many to integrate over.</summary>
    internal Bins? BinsFor(double gamma)
    {
        double width = Epsilon / ErrorShare(gamma);
        return Length / width is > 1 and <= LargestBinCount ? new Bins(Radius, width) : null;
    }

    /// <summary>Refuses what is no question, with the reason.</summary>
    internal void Check()
    {
        _ = Families;
        _ = InputFamily.Reach(Radius);
        if (!(Epsilon > 0) || !double.IsFinite(Epsilon))
            throw new InvalidInputException("epsilon", null, $"the value is {Epsilon}", "give a number above 0");
        if (Epsilon >= Radius)
        {
            throw new InvalidInputException(
                "epsilon", null, $"the empty network is within {Radius} on the ball of radius {Radius}, so that nothing "
                    + $"can be excluded at {Epsilon}", "give an epsilon below the radius");
        }

        if (!(Delta > 0 && Delta < 1)) throw new InvalidInputException("delta", null, $"the value is {Delta}", "give a probability between 0 and 1");
        if (Start is not (0 or 1)) throw new InvalidInputException("start", null, $"the value is {Start}", "give 0 or 1");
        if (Gamma is { } gamma && !(gamma > 0 && double.IsFinite(gamma)))
            throw new InvalidInputException("gamma", null, $"the value is {gamma}", "give a finite number above 0");
        if (Cap < 1)
        {
            throw new InvalidInputException(
                "T", null, $"the cap is {Cap}", "give a whole number from 1 on: at T = 0 the chain never leaves 0 and excludes nothing");
        }

        if (IsTooFine)
            throw new InvalidInputException(
                "epsilon", null, $"at {Epsilon} the interval has more than {LargestBinCount} bins",
                "give a larger epsilon, a smaller radius or a smaller gamma");
    }
}
