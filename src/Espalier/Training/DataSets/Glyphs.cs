using Espalier.Graphs;
using Espalier.Numerics.Random;

namespace Espalier.Training.DataSets;

/// <summary>
/// Synthetic handwritten digits, 28 × 28, each a pure function of (seed, index): the same bytes on every machine.
/// <c>docs/formats.md</c> specifies every step. The label of image i is i mod 10.
/// </summary>
public static class Glyphs
{
    /// <summary>Test sets start here, so that no image of a training set recurs in one.</summary>
    public const uint TestStart = 1u << 31;

    private const int FirstJitter = 16;
    private const int FirstNoise = 128;
    private const double Jitter = 2.5;

    /// <summary>The shape of an image.</summary>
    public static Shape Image { get; } = new(1, GlyphCanvas.Side, GlyphCanvas.Side);

    /// <summary>The first images of the training or of the test set of a seed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or more than an array holds, or there are no threads.</exception>
    public static LabelledImages Make(ulong seed, bool training, int count, int threads, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Array.MaxLength / GlyphCanvas.Pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        byte[] pixels = new byte[count * GlyphCanvas.Pixels];
        byte[] labels = new byte[count];
        uint start = training ? 0 : TestStart;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Parallel.For(0, count, options, i =>
            labels[i] = Render(seed, start + (uint)i, pixels.AsSpan(i * GlyphCanvas.Pixels, GlyphCanvas.Pixels)));
        return new LabelledImages(training ? "glyphs, training" : "glyphs, test", Image, (ReadOnlyMemory<byte>)pixels, labels);
    }

    /// <summary>Draws one image.</summary>
    /// <param name="seed">The seed of the set.</param>
    /// <param name="index">Which image.</param>
    /// <param name="pixels">Takes the 784 pixels, row-major; 0 is paper, 255 ink.</param>
    /// <returns>The label.</returns>
    /// <exception cref="ArgumentException">The span does not hold 784 pixels.</exception>
    public static byte Render(ulong seed, uint index, Span<byte> pixels)
    {
        if (pixels.Length != GlyphCanvas.Pixels) throw new ArgumentException($"{pixels.Length} pixels are not {GlyphCanvas.Pixels}");
        Span<float> uniforms = stackalloc float[FirstNoise + GlyphCanvas.Pixels];
        new RandomStream(seed, index, StreamPurpose.Glyphs).FillUniform(0, uniforms);
        byte label = (byte)(index % 10);
        var shape = new GlyphShape(uniforms[3..]);
        var canvas = new GlyphCanvas(stackalloc double[GlyphCanvas.Pixels], shape.Radius);
        Draw(canvas, shape, GlyphStrokes.Of(label, Hand(label, uniforms[0])), uniforms[FirstJitter..FirstNoise]);

        double ink = 0.875 + (0.125 * uniforms[1]);
        double noise = 0.08 + (0.08 * uniforms[2]);
        for (int i = 0; i < pixels.Length; i++)
        {
            double tone = (ink * canvas.Coverage(i)) + (noise * uniforms[FirstNoise + i]);
            pixels[i] = (byte)((255 * Math.Clamp(tone, 0, 1)) + 0.5);
        }

        return label;
    }

    /// <summary>⌊hands · (u + 1)/2⌋ for a u on (−1, 1).</summary>
    private static int Hand(byte label, float uniform)
    {
        int hands = GlyphStrokes.Hands(label);
        return (int)(hands * (0.5 * (uniform + 1.0)));
    }

    private static void Draw(GlyphCanvas canvas, GlyphShape shape, ReadOnlySpan<double[]> strokes, ReadOnlySpan<float> jitter)
    {
        int next = 0;
        foreach (double[] stroke in strokes)
        {
            (double X, double Y) from = Jittered(stroke, 0, shape, jitter[next..]);
            for (int i = 2; i < stroke.Length; i += 6)
            {
                ReadOnlySpan<float> moves = jitter[(next + i)..];
                (double X, double Y) end = Jittered(stroke, i + 4, shape, moves[4..]);
                canvas.Curve(from, Jittered(stroke, i, shape, moves), Jittered(stroke, i + 2, shape, moves[2..]), end);
                from = end;
            }

            next += stroke.Length;
        }
    }

    private static (double X, double Y) Jittered(double[] stroke, int at, GlyphShape shape, ReadOnlySpan<float> jitter) =>
        shape.Place(stroke[at] + (Jitter * jitter[0]), stroke[at + 1] + (Jitter * jitter[1]));
}
