namespace Espalier.Theory;

/// <summary>
/// The bins of Ferre' et al., Section 5.3: [−√(R²−1), √(R²−1)], the part of an input family inside the ball of radius R, cut from the left
/// into intervals of one width. The last bin ends at √(R²−1) and may be narrower, because inputs beyond are outside the ball.
/// </summary>
public sealed record Bins
{
    /// <summary>The most bins that are worked with.</summary>
    public const int MaximumCount = 10_000_000;

    /// <summary>Cuts the interval.</summary>
    /// <param name="radius">R; the family x_i(t) has norm at least 1, so R ≤ 1 leaves nothing to cut.</param>
    /// <param name="width">ε of the paper, the width of a bin. A width beyond the whole interval makes one bin of the interval's width.</param>
    /// <exception cref="InvalidInputException">There are no bins, or too many.</exception>
    public Bins(double radius, double width)
    {
        HalfLength = InputFamily.Reach(radius);
        if (!(width > 0) || !double.IsFinite(width))
            throw new InvalidInputException("bin width", null, $"the width is {width}", "give a finite width above 0");
        Radius = radius;
        Width = width;
        double count = Math.Ceiling(2 * HalfLength / width);
        if (!(count <= MaximumCount))
            throw new InvalidInputException(
                "bin width",
                null,
                $"the interval of length {2 * HalfLength} makes more than {MaximumCount} bins of width {width}",
                "give a larger width or a smaller radius");
        Count = (int)Math.Max(1, count);
    }

    /// <summary>R.</summary>
    public double Radius { get; }

    /// <summary>The width of all bins but perhaps the last.</summary>
    public double Width { get; }

    /// <summary>√(R² − 1).</summary>
    public double HalfLength { get; }

    /// <summary>g = ⌈2√(R²−1)/width⌉.</summary>
    public int Count { get; }

    /// <summary>The left end of a bin, counted from 0.</summary>
    public double Low(int bin) => (bin * Width) - HalfLength;

    /// <summary>The right end of a bin.</summary>
    public double High(int bin) => bin >= Count - 1 ? HalfLength : ((bin + 1) * Width) - HalfLength;

    /// <summary>
    /// The part of a bin at least a quarter of the width away from both its ends, where Lemma 6 applies; empty (end before start) in a last
    /// bin that is too narrow.
    /// </summary>
    public (double Low, double High) Middle(int bin) => (Low(bin) + (0.25 * Width), High(bin) - (0.25 * Width));

    /// <summary>The bin that holds t, or null outside the interval.</summary>
    public int? Find(double t)
    {
        if (!(t >= -HalfLength && t <= HalfLength)) return null;
        int bin = (int)Math.Min(Math.Floor((t + HalfLength) / Width), Count - 1);
        if (bin > 0 && t < Low(bin)) return bin - 1;
        return bin < Count - 1 && t >= High(bin) ? bin + 1 : bin;
    }

    /// <summary>How far the function with these kinks is from affine on a bin; kinks elsewhere do not matter.</summary>
    public double DistanceFromAffine(int bin, ReadOnlySpan<Kink> kinks) =>
        PiecewiseLinear.OfKinks(Low(bin), High(bin), 0, 0, kinks).BestAffine().Error;

    /// <summary>
    /// Definition 2, decided exactly up to rounding: no affine function is within <paramref name="constant"/>·width on three points of the
    /// bin.
    /// </summary>
    public bool IsBroken(int bin, ReadOnlySpan<Kink> kinks, double constant) => DistanceFromAffine(bin, kinks) > constant * Width;

    /// <summary>The number of broken bins of a function with these kinks.</summary>
    public int CountBroken(IReadOnlyList<Kink> kinks, double constant)
    {
        ArgumentNullException.ThrowIfNull(kinks);
        Bins bins = this;
        return kinks.GroupBy(kink => bins.Find(kink.Position))
            .Count(group => group.Key is { } bin && bins.IsBroken(bin, group.ToArray(), constant));
    }
}
