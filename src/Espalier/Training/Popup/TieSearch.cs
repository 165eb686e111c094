using System.Runtime.InteropServices;

namespace Espalier.Training.Popup;

/// <summary>Finds where among equal scores the kept ones end.</summary>
internal static class TieSearch
{
    /// <summary>The threshold that keeps the first of the scores of a magnitude, by position, and removes the rest.</summary>
    /// <param name="matrix">The scores.</param>
    /// <param name="magnitude">The magnitude.</param>
    /// <param name="kept">How many to keep; less those found here on return.</param>
    public static Threshold Find(ScoreMatrix matrix, int magnitude, ref int kept)
    {
        for (int row = 0; row < matrix.Rows; row++)
        {
            for (int plane = 0; plane < matrix.Planes; plane++)
            {
                ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(
                    matrix.Scores.Span.Slice((row * matrix.RowLength) + (plane * matrix.Stride), matrix.Columns));
                int from = 0;
                while (true)
                {
                    int next = bits[from..].IndexOfAny(magnitude, magnitude | int.MinValue);
                    if (next < 0) break;
                    if (kept == 0) return new Threshold(magnitude, row, (plane * matrix.Columns) + from + next);
                    kept--;
                    from += next + 1;
                }
            }
        }

        return Threshold.KeepingTies(magnitude);
    }
}
