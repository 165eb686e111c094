namespace Espalier.SubsetSums.Coded;

/// <summary>
/// Scales in steps of an eighth of an octave below a base, one byte each. The error is flat near the best scale: these steps cost a
/// thousandth of it, and sixteen-bit scales would cost 0.02 bits per weight more on rows of 384.
/// </summary>
internal static class ScaleSteps
{
    /// <summary>The step that means a scale of 0.</summary>
    public const byte Zero = 255;

    /// <summary>2^(−j/8).</summary>
    private static ReadOnlySpan<float> Eighths =>
        [1f, 0.917004043f, 0.840896415f, 0.771105413f, 0.707106781f, 0.648419777f, 0.594603558f, 0.545253866f];

    /// <summary>The scale of a step: base·2^(−(step div 8))·2^(−(step mod 8)/8), the second factor a constant, rounded to float32 once.</summary>
    public static float Scale(float top, byte step) => step == Zero ? 0 : top * (Eighths[step & 7] * MathF.ScaleB(1, -(step >> 3)));

    /// <summary>The step whose scale is nearest in ratio; <see cref="Zero"/> from half the smallest down.</summary>
    public static byte Nearest(double top, double scale)
    {
        if (!(scale > Scale((float)top, Zero - 1) / 2)) return Zero;
        int step = 0;
        while (step < Zero - 1 && scale * scale < (double)Scale((float)top, (byte)step) * Scale((float)top, (byte)(step + 1))) step++;
        return (byte)step;
    }
}
