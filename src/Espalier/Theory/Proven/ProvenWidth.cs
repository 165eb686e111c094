using System.Collections.Immutable;
using Espalier.Numerics;

namespace Espalier.Theory.Proven;

/// <summary>What one theorem gives.</summary>
/// <param name="Variant">The theorem.</param>
/// <param name="Dimension">The d′ ≤ d that is used.</param>
/// <param name="LogWidth">ln of the largest N whose bound is at most δ, rounded down.</param>
public sealed record ProvenBound(ProvenVariant Variant, int Dimension, double LogWidth);

/// <summary>The largest width that is proven too narrow: up to it the probability that some subset comes within ε is at most δ.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Bounds">What each theorem gives that says anything here, the best first.</param>
public sealed record ProvenWidth(ProvenQuestion Question, ImmutableArray<ProvenBound> Bounds)
{
    /// <summary>The best theorem.</summary>
    public ProvenVariant Variant => Bounds is [var best, ..] ? best.Variant : ProvenVariant.None;

    /// <summary>ln of the width; null if nothing is excluded.</summary>
    public double? LogWidth => Bounds is [var best, ..] ? best.LogWidth : null;

    /// <summary>The width as a whole number; 0 if nothing is excluded, ∞ beyond float64.</summary>
    public double Width => LogWidth is { } log ? Whole(log) : 0;

    /// <summary>Whether the same bound holds if the coefficients of the kept neurons may be changed.</summary>
    public bool HoldsForRefits => Variant is ProvenVariant.Angle or ProvenVariant.Witness or ProvenVariant.WitnessAveraged;

    /// <summary>Why nothing is excluded; null if something is.</summary>
    public string? Reason => (Variant, Question.OutputRelu && Question.Dimension < OutputReluLaw.SmallestDimension) switch
    {
        (not ProvenVariant.None, _) => null,
        (_, true) => $"with a ReLU behind the output nothing is proven below d = {OutputReluLaw.SmallestDimension}",
        _ => "epsilon is too large a share of the radius for any of the theorems",
    };

    /// <summary>Asks all theorems.</summary>
    public static ProvenWidth Find(ProvenQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        question.Check();
        double epsilon = Outward.DivideUp(question.Epsilon, question.Radius);
        IEnumerable<ProvenBound?> bounds = question.OutputRelu ? [BehindRelu(question, epsilon)] : WithoutRelu(question, epsilon);
        return new(question, [.. bounds.OfType<ProvenBound>().Where(bound => bound.LogWidth >= 0).OrderByDescending(bound => bound.LogWidth)]);
    }

    private static IEnumerable<ProvenBound?> WithoutRelu(ProvenQuestion question, double epsilon)
    {
        if (AngleLaw.Best(question.Dimension, epsilon, question.Delta) is { } angle) yield return new(ProvenVariant.Angle, angle.Dimension, angle.LogWidth);
        if (WitnessLaw.LogWidth(question.Dimension, epsilon, question.Delta, conditioned: true) is { } witness) yield return new(ProvenVariant.Witness, question.Dimension, witness);
        if (WitnessLaw.LogWidth(question.Dimension, epsilon, question.Delta, conditioned: false) is { } averaged) yield return new(ProvenVariant.WitnessAveraged, question.Dimension, averaged);
    }

    private static ProvenBound? BehindRelu(ProvenQuestion question, double epsilon)
    {
        if (question.Dimension < OutputReluLaw.SmallestDimension || epsilon >= 1) return null;
        double width = new OutputReluLaw(question.Dimension, epsilon).LargestWidth(question.Delta).Width;
        return width >= 1 ? new(ProvenVariant.OutputRelu, question.Dimension, OutwardFunctions.Log(width).Lower) : null;
    }

    /// <summary>A logarithm rounded down once more must not take a whole number below itself.</summary>
    private static double Whole(double log)
    {
        double width = OutwardFunctions.Exp(log).Lower;
        if (log > 700) return Math.Exp(log);
        double next = Math.Floor(width * (1 + 1e-13));
        return next < 1e9 && OutwardFunctions.Log(Math.Max(next, 1)).Lower <= log ? next : Math.Floor(width);
    }
}
