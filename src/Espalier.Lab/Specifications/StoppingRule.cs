using System.Text;
using Espalier.Lab.Statistics;

namespace Espalier.Lab.Specifications;

/// <summary>
/// When a point of the grid has enough replicates. It is part of the specification, fixed before the first cell runs and kept with every run:
/// nobody looks at results and then decides to go on, and a cell that failed is run again with the same random numbers or not at all.
/// </summary>
public abstract record StoppingRule
{
    private protected StoppingRule()
    {
    }

    /// <summary>No point gets more replicates than this.</summary>
    public abstract long MostReplicates { get; }

    /// <summary>The rule in words.</summary>
    public abstract string Description { get; }
}

/// <summary>The same number of replicates at every point.</summary>
/// <param name="Replicates">How many.</param>
public sealed record FixedReplicates(long Replicates) : StoppingRule
{
    /// <inheritdoc/>
    public override long MostReplicates => Replicates;

    /// <inheritdoc/>
    public override string Description => Invariant($"{Replicates} replicates at every point");
}

/// <summary>
/// Replicates in batches until the mean of a measure is known well enough, by the empirical Bernstein bound of Audibert, Munos and
/// Szepesvári (2009), which holds for every distribution on the interval: |mean − μ| ≤ √(2·V·ln(3/δ)/n) + 3·(high − low)·ln(3/δ)/n, V the
/// empirical variance. Each look spends an equal part of 1 − confidence, so that looking often does not make the statement false.
/// </summary>
/// <param name="Measure">The measure whose mean is wanted.</param>
/// <param name="Low">The smallest value that it can have.</param>
/// <param name="High">The largest value that it can have.</param>
/// <param name="HalfWidth">The half-width to reach.</param>
/// <param name="Confidence">The probability that every interval looked at contains the mean.</param>
/// <param name="Batch">Replicates between two looks.</param>
/// <param name="Most">The number of replicates to give up at.</param>
public sealed record UntilPrecise(string Measure, double Low, double High, double HalfWidth, double Confidence, long Batch, long Most) : StoppingRule
{
    /// <inheritdoc/>
    public override long MostReplicates => Most;

    /// <inheritdoc/>
    public override string Description =>
        Invariant(
            $"batches of {Batch} replicates until the mean of {Measure} in [{Text(Low)}, {Text(High)}] is within {Text(HalfWidth)} at ")
                + Invariant($"confidence {Text(Confidence)} over all looks (empirical Bernstein), at most {Most}");

    /// <summary>How often the rule may look.</summary>
    internal long Looks => ((Most - 1) / Batch) + 1;

    /// <summary>Whether these values, in the order of their replicates, are enough.</summary>
    internal bool IsMet(ReadOnlySpan<double> values) => HalfWidthOf(values) <= HalfWidth;

    /// <summary>The half-width of the interval at one look.</summary>
    internal double HalfWidthOf(ReadOnlySpan<double> values)
    {
        int n = values.Length;
        (_, double squares) = Moments.Of(values);
        double logarithm = Math.Log(3 * Looks / (1 - Confidence));
        return Math.Sqrt(2 * (squares / n) * logarithm / n) + (3 * (High - Low) * logarithm / n);
    }

    /// <summary>The same under every culture: a store tells sweeps apart by this text.</summary>
    protected override bool PrintMembers(StringBuilder builder)
    {
        base.PrintMembers(builder);
        builder.Append(Invariant($", Measure = {Measure}, Low = {Low}, High = {High}, HalfWidth = {HalfWidth}, Confidence = {Confidence}, "));
        builder.Append(Invariant($"Batch = {Batch}, Most = {Most}"));
        return true;
    }

    private static string Text(double value) => Experiments.CanonicalJson.Text(value);
}
