using System.Collections.Immutable;
using Espalier.Numerics;

namespace Espalier.Certificates;

/// <summary>Every input between two numbers of its own.</summary>
public sealed record BoxDomain : Domain
{
    /// <summary>Creates a box from the ends of its sides.</summary>
    /// <exception cref="InvalidInputException">A side is inverted, infinite or not a number, or the ends do not fit each other.</exception>
    public BoxDomain(ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        if (lower.Length != upper.Length)
            throw new InvalidInputException(
                "box", null, $"it has {lower.Length} lower and {upper.Length} upper ends", "give one of each for every input");
        for (int i = 0; i < lower.Length; i++) Require(i, lower[i], upper[i]);
        Lower = [.. lower];
        Upper = [.. upper];
    }

    /// <summary>The smallest value of each input.</summary>
    public ImmutableArray<double> Lower { get; }

    /// <summary>The largest value of each input.</summary>
    public ImmutableArray<double> Upper { get; }

    /// <inheritdoc/>
    public override int Dimension => Lower.Length;

    /// <summary>The box that has the same two ends in every dimension.</summary>
    /// <inheritdoc cref="BoxDomain(ReadOnlySpan{double}, ReadOnlySpan{double})" path="/exception"/>
    public static BoxDomain Cube(int dimension, double lower, double upper)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        var ends = new double[2 * dimension];
        ends.AsSpan(0, dimension).Fill(lower);
        ends.AsSpan(dimension).Fill(upper);
        return new BoxDomain(ends.AsSpan(0, dimension), ends.AsSpan(dimension));
    }

    /// <inheritdoc/>
    public override double LowerEnd(int input) => Lower[input];

    /// <inheritdoc/>
    public override double UpperEnd(int input) => Upper[input];

    /// <inheritdoc/>
    public override double[] Middle() => [.. Lower.Zip(Upper, (lower, upper) => new Interval(lower, upper).Middle)];

    /// <inheritdoc/>
    public override bool Contains(ReadOnlySpan<double> point)
    {
        if (point.Length != Dimension) return false;
        for (int i = 0; i < point.Length; i++)
        {
            if (!(point[i] >= Lower[i] && point[i] <= Upper[i])) return false;
        }

        return true;
    }

    private static void Require(int input, double lower, double upper)
    {
        if (!double.IsFinite(lower) || !double.IsFinite(upper))
            throw new InvalidInputException("box", $"input {input}", $"its side goes from {lower} to {upper}", "give finite numbers");
        if (lower > upper)
            throw new InvalidInputException(
                "box", $"input {input}", $"its lower end {lower} is above its upper end {upper}", "exchange the two");
    }
}
