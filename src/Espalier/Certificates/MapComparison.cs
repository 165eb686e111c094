using Espalier.Graphs;
using Espalier.Graphs.LinearMaps;
using Espalier.Graphs.Operators;

namespace Espalier.Certificates;

/// <summary>An affine operator W·x + b beside one that differs from it a little, perhaps differently for positive and negative inputs.</summary>
/// <remarks>
/// Like <see cref="DenseComparison"/>, for any operator with weights: the other computes (W − E⁺)·max(x, 0) + (W − E⁻)·min(x, 0) + (b − e), every
/// stored error within 2⁻⁵³ of itself plus <see cref="ErrorSlack"/> of the true one. Nothing is written out as a matrix.
/// </remarks>
public sealed class MapComparison
{
    private readonly AffineSum _weights;
    private readonly AffineSum _positive;
    private readonly AffineSum? _negative;

    /// <summary>Describes a pair of operators.</summary>
    /// <param name="weights">W and b.</param>
    /// <param name="positiveErrors">E⁺ and e, as an operator of the same form.</param>
    /// <param name="negativeErrors">E⁻; null where it is E⁺.</param>
    /// <param name="errorSlack">How far a stored error may be from the true one, beside its own rounding.</param>
    /// <param name="input">The shape that the operators read.</param>
    /// <exception cref="ArgumentException">An operator is not affine or does not accept the shape.</exception>
    public MapComparison(Operator weights, Operator positiveErrors, Operator? negativeErrors, double errorSlack, Shape input)
    {
        _weights = Of(weights, input);
        _positive = Of(positiveErrors, input);
        _negative = negativeErrors is null ? null : Of(negativeErrors, input);
        ErrorSlack = errorSlack;
    }

    internal LinearMap Weights => _weights.Maps[0];

    internal LinearMap Positive => _positive.Maps[0];

    /// <summary>E⁻, which may be E⁺.</summary>
    internal LinearMap Negative => (_negative ?? _positive).Maps[0];

    internal bool IsTwoSided => _negative is not null;

    internal double[] Bias => _weights.Bias;

    internal double[] BiasErrors => _positive.Bias;

    internal double ErrorSlack { get; }

    private static AffineSum Of(Operator made, Shape input)
    {
        ArgumentNullException.ThrowIfNull(made);
        made.OutputShape(input);
        return AffineSum.Of(made, [input]) is { Maps.Length: 1 } sum
            ? sum
            : throw new ArgumentException($"a {made.Kind} is not an affine map of one value");
    }
}
