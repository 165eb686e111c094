using System.Collections.Immutable;
using Espalier.Numerics;

namespace Espalier.Certificates;

/// <summary>The inputs whose Euclidean distance from a centre is at most a radius.</summary>
public sealed record BallDomain : Domain
{
    /// <summary>Creates a ball.</summary>
    /// <exception cref="InvalidInputException">The radius is negative, or a number is infinite or not a number.</exception>
    public BallDomain(ReadOnlySpan<double> centre, double radius)
    {
        if (!(radius >= 0) || !double.IsFinite(radius))
            throw new InvalidInputException("ball", null, $"its radius is {radius}", "give a finite radius that is not negative");
        for (int i = 0; i < centre.Length; i++)
        {
            if (!double.IsFinite(centre[i]))
                throw new InvalidInputException("ball", $"input {i}", $"its centre is at {centre[i]}", "give finite numbers");
        }

        Centre = [.. centre];
        Radius = radius;
    }

    /// <summary>The middle of the ball.</summary>
    public ImmutableArray<double> Centre { get; }

    /// <summary>The largest distance from the centre.</summary>
    public double Radius { get; }

    /// <inheritdoc/>
    public override int Dimension => Centre.Length;

    /// <summary>The ball around 0.</summary>
    /// <inheritdoc cref="BallDomain(ReadOnlySpan{double}, double)" path="/exception"/>
    public static BallDomain AroundZero(int dimension, double radius)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        return new(new double[dimension], radius);
    }

    /// <inheritdoc/>
    public override double LowerEnd(int input) => Outward.SubtractDown(Centre[input], Radius);

    /// <inheritdoc/>
    public override double UpperEnd(int input) => Outward.AddUp(Centre[input], Radius);

    /// <inheritdoc/>
    public override double[] Middle() => [.. Centre];

    /// <inheritdoc/>
    public override bool Contains(ReadOnlySpan<double> point)
    {
        if (point.Length != Dimension) return false;
        double squares = 0;
        for (int i = 0; i < point.Length; i++)
        {
            double distance = Math.Max(Outward.SubtractUp(point[i], Centre[i]), Outward.SubtractUp(Centre[i], point[i]));
            squares = Outward.AddUp(squares, Outward.MultiplyUp(distance, distance));
        }

        return squares <= Outward.MultiplyDown(Radius, Radius);
    }
}
