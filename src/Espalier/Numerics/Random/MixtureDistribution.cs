using System.Globalization;

namespace Espalier.Numerics.Random;

/// <summary>A share of one law and the rest of another, such as αU[−c, c] + (1 − α)Q (Pensia et al. 2020, Remark 1).</summary>
/// <remarks>One long word decides both which law and the number: what the choice leaves of it, spread over (−1, 1) again.</remarks>
public sealed record MixtureDistribution : LongWordDistribution
{
    /// <summary>Between −1 and 1 as the uniforms of a stream are: never 0, never ±1.</summary>
    private const double Least = 1.0 / (1L << 53);

    /// <summary>Mixes two laws.</summary>
    /// <exception cref="ArgumentException">The share is not between 0 and 1.</exception>
    public MixtureDistribution(double share, Distribution first, Distribution second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (!(share > 0 && share < 1)) throw new ArgumentException("the share is not between 0 and 1");
        (Share, First, Second) = (share, first, second);
    }

    /// <summary>The share of the first law.</summary>
    public double Share { get; }

    /// <summary>The first law.</summary>
    public Distribution First { get; }

    /// <summary>The second law.</summary>
    public Distribution Second { get; }

    /// <inheritdoc/>
    internal override double LargestMagnitude => Math.Max(First.LargestMagnitude, Second.LargestMagnitude);

    /// <inheritdoc/>
    internal override float From(double uniform)
    {
        double magnitude = Math.Abs(uniform);
        bool first = magnitude < Share;
        double rest = first ? magnitude / Share : (magnitude - Share) / (1 - Share);
        rest = Math.CopySign(Math.Clamp(rest, Least, 1 - Least), uniform);
        return first ? First.From(rest) : Second.From(rest);
    }

    /// <summary>The text form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"mixture({Share:R},{First},{Second})");
}
