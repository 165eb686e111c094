using Espalier.Numerics;

namespace Espalier.Formats.VnnLib;

/// <summary>The tightest bounds that were written for one input.</summary>
internal sealed class InputRange
{
    private ExactDecimal? _least;
    private ExactDecimal? _most;

    public void AtLeast(ExactDecimal value)
    {
        if (_least is not { } old || value > old) _least = value;
    }

    public void AtMost(ExactDecimal value)
    {
        if (_most is not { } old || old > value) _most = value;
    }

    /// <summary>Both ends, rounded outward; emptiness is decided before any rounding.</summary>
    public (double Lower, double Upper) Ends(Origin origin, int index)
    {
        if (_least is not { } least || _most is not { } most)
            throw origin.Refusal($"X_{index} has no {(_least is null ? "lower" : "upper")} bound", "bound every input from both sides");
        if (least > most)
            throw origin.Refusal($"the lower bound of X_{index} lies above its upper bound", "an empty box holds no input; exchange the two");
        (double lower, double upper) = (least.RoundDown(), most.RoundUp());
        return double.IsFinite(lower) && double.IsFinite(upper)
            ? (lower, upper)
            : throw origin.Refusal($"a bound of X_{index} is beyond the largest float64", "bound the input by a number that can be computed with");
    }
}
