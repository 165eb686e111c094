using Espalier.Graphs.LinearMaps;
using Espalier.Graphs.Operators;

namespace Espalier.Certificates.Steps;

/// <summary>Clipping by ReLUs, exactly: min(max(x, low), high) = low + relu(x − low) − relu(x − high).</summary>
internal static class ClippingSteps
{
    /// <summary>The steps for so many elements.</summary>
    /// <param name="clip">The operator; an infinite bound takes no step.</param>
    /// <param name="size">The number of elements.</param>
    /// <param name="read">The value that it reads.</param>
    /// <param name="made">The value that the first step makes.</param>
    public static IEnumerable<AffineStep> Of(Clip clip, int size, int read, int made)
    {
        bool hasLow = float.IsFinite(clip.Low), hasHigh = float.IsFinite(clip.High);
        if (hasLow) yield return Above(clip.Low, size, read);
        if (hasHigh) yield return Above(clip.High, size, read);
        var first = new Term(SelectionMap.Identity(size), hasLow ? made : read);
        var second = new Term(SelectionMap.Identity(size, sign: -1), hasLow ? made + 1 : made);
        yield return new AffineStep(hasHigh ? [first, second] : [first], Filled(size, hasLow ? clip.Low : 0));
    }

    private static AffineStep Above(double bound, int size, int read) =>
        new([new Term(SelectionMap.Identity(size), read)], Filled(size, -bound), Rectified: true);

    private static double[] Filled(int size, double value)
    {
        var values = new double[size];
        Array.Fill(values, value);
        return values;
    }
}
