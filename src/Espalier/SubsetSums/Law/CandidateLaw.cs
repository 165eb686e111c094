using Espalier.Numerics.Random;

namespace Espalier.SubsetSums.Law;

/// <summary>The law of random candidates: numbers of a distribution, or exact products of two independent ones.</summary>
/// <param name="Numbers">How the numbers are distributed.</param>
/// <param name="IsProduct">Whether a candidate is a product of two.</param>
public sealed record CandidateLaw(Distribution Numbers, bool IsProduct = false)
{
    /// <summary>One of the three laws of the papers.</summary>
    public static implicit operator CandidateLaw(CandidateDistribution distribution) => FromCandidateDistribution(distribution);

    /// <summary>One of the three laws of the papers.</summary>
    public static CandidateLaw FromCandidateDistribution(CandidateDistribution distribution) => distribution switch
    {
        CandidateDistribution.Uniform => new CandidateLaw(new UniformDistribution(-1, 1)),
        CandidateDistribution.Product => new CandidateLaw(new UniformDistribution(-1, 1), IsProduct: true),
        CandidateDistribution.Normal => new CandidateLaw(new NormalDistribution(1)),
        _ => throw new ArgumentOutOfRangeException(nameof(distribution)),
    };

    /// <summary>
    /// Reads <c>uniform</c>, <c>product</c>, <c>normal</c>, the text form of a distribution, or <c>product(</c>such a form<c>)</c>.
    /// </summary>
    /// <exception cref="InvalidInputException">The text names no law.</exception>
    public static CandidateLaw Parse(string text, string source = "distribution")
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        foreach (CandidateDistribution named in Enum.GetValues<CandidateDistribution>())
            if (trimmed.Equals(named.ToString(), StringComparison.OrdinalIgnoreCase)) return named;
        const string Product = "product(";
        return trimmed.StartsWith(Product, StringComparison.Ordinal) && trimmed.EndsWith(')')
            ? new CandidateLaw(Distribution.Parse(trimmed[Product.Length..^1], source), IsProduct: true)
            : new CandidateLaw(Distribution.Parse(text, source));
    }

    /// <summary>The text form.</summary>
    public override string ToString() => IsProduct ? $"product({Numbers})" : Numbers.ToString()!;

    /// <summary>No candidate is larger in magnitude.</summary>
    internal double LargestMagnitude => IsProduct ? Numbers.LargestMagnitude * Numbers.LargestMagnitude : Numbers.LargestMagnitude;

    /// <summary>The candidate made of the elements at two indices of a stream.</summary>
    internal double At(RandomStream stream, ulong index) =>
        IsProduct ? (double)Numbers.At(stream, index) * Numbers.At(stream, index + 1) : Numbers.At(stream, index);
}
