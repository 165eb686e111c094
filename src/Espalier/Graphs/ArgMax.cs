using System.Numerics;

namespace Espalier.Graphs;

/// <summary>The class that a vector of scores names.</summary>
public static class ArgMax
{
    /// <summary>The position of the first largest score; NaN never wins. Zero if all are NaN.</summary>
    /// <exception cref="ArgumentException">There are no scores.</exception>
    public static int Of<T>(ReadOnlySpan<T> scores)
        where T : IBinaryFloatingPointIeee754<T>
    {
        if (scores.IsEmpty) throw new ArgumentException("the largest of no scores is not defined");
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best] || (T.IsNaN(scores[best]) && !T.IsNaN(scores[i]))) best = i;
        }

        return best;
    }
}
