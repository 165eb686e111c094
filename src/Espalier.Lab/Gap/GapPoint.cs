using System.Collections.Immutable;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Statistics;

namespace Espalier.Lab.Gap;

/// <summary>What one draw needed.</summary>
/// <param name="Width">The smallest width found; infinite beyond the widest parent tried.</param>
/// <param name="LeastPossible">Every smaller width was shown to fail.</param>
public readonly record struct GapDraw(double Width, double LeastPossible);

/// <summary>The width needed at success ½ by one method at one dimension and tolerance.</summary>
/// <remarks>
/// A draw's width lies in [least possible, width found]. The median of the law of widths is at least the median of the one and at most that of the
/// other, and an interval between order statistics of the one and of the other covers it with the stated confidence whatever the law.
/// </remarks>
public sealed record GapPoint
{
    /// <summary>The confidence of all intervals.</summary>
    public const double Confidence = 0.95;

    /// <summary>Takes the draws in the order of their replicates.</summary>
    public GapPoint(GapMethod method, int dimension, double epsilon, long mostWidth, ImmutableArray<GapDraw> draws)
    {
        (Method, Dimension, Epsilon, MostWidth, Draws) = (method, dimension, epsilon, mostWidth, draws);
        QuantileEstimate found = Quantiles.Estimate([.. draws.Select(draw => draw.Width)], 0.5, Confidence);
        QuantileEstimate least = Quantiles.Estimate([.. draws.Select(draw => draw.LeastPossible)], 0.5, Confidence);
        Width = double.IsFinite(found.Value) ? found.Value : null;
        AtLeast = least.Value;
        Lower = least.Lower;
        Upper = found.Upper is { } upper && double.IsFinite(upper) ? upper : null;
        Count = draws.Length;
        Censored = draws.Count(draw => double.IsInfinity(draw.Width));
        Proved = draws.Count(draw => draw.Width == draw.LeastPossible);
    }

    /// <summary>Takes what was written down of a point, without its draws.</summary>
    internal GapPoint(GapRecord record)
    {
        (Method, Dimension, Epsilon, MostWidth, Draws) = (record.Method, record.Dimension, record.Epsilon, record.MostWidth, []);
        (Width, AtLeast, Lower, Upper) = (record.Width, record.AtLeast, record.Lower, record.Upper);
        (Count, Censored, Proved) = (record.Count, record.Censored, record.Proved);
    }

    /// <summary>How neurons are imitated.</summary>
    public GapMethod Method { get; }

    /// <summary>d.</summary>
    public int Dimension { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>The widest parent tried.</summary>
    public long MostWidth { get; }

    /// <summary>The draws; none for a point that was only written down.</summary>
    public ImmutableArray<GapDraw> Draws { get; }

    /// <summary>How many draws there were.</summary>
    public int Count { get; }

    /// <summary>The median of the widths found, or null where half of the draws need more than was tried.</summary>
    public double? Width { get; }

    /// <summary>The median of the least possible widths: at most the true one of this sample.</summary>
    public double AtLeast { get; }

    /// <summary>The lower end of the interval; null where there are too few draws for one.</summary>
    public double? Lower { get; }

    /// <summary>The upper end; null where there are too few draws, or it lies beyond the widest parent.</summary>
    public double? Upper { get; }

    /// <summary>Draws that need more than was tried.</summary>
    public int Censored { get; }

    /// <summary>Draws whose width is known exactly.</summary>
    public int Proved { get; }

    /// <summary>Whether the median of this sample is known exactly, and not only an upper bound on it.</summary>
    public bool IsExact => Width == AtLeast;
}
