using Espalier.Graphs;
using Espalier.Numerics.Random;

namespace Espalier.Training;

/// <summary>Moves and mirrors training images: a pure function of the seed, the epoch and the example.</summary>
/// <remarks>
/// Of stream 2³⁰ + 2²⁹ + 1 + epoch (purpose order), number 3·e decides the rows by which example e moves, 3·e + 1 the columns, and
/// 3·e + 2 whether it is mirrored. What moves in from outside is 0.
/// </remarks>
internal sealed class Augmentation(TrainingOptions options, Shape image)
{
    private const uint FirstStream = 0x6000_0000;

    private readonly float[] _image = new float[image.Length];

    /// <summary>Changes the images of a batch.</summary>
    /// <param name="batch">The images, one behind the other.</param>
    /// <param name="examples">Which examples they are.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    public void Apply(Span<float> batch, ReadOnlySpan<int> examples, int epoch)
    {
        if (options is { Shift: 0, Flip: false }) return;
        var stream = new RandomStream(options.Seed, FirstStream + 1 + (uint)epoch, StreamPurpose.Order);
        for (int i = 0; i < examples.Length; i++)
        {
            ulong word = 3 * (ulong)examples[i];
            int down = Steps(stream.UniformSingle(word)), right = Steps(stream.UniformSingle(word + 1));
            Move(batch.Slice(i * image.Length, image.Length), down, right, options.Flip && stream.UniformSingle(word + 2) > 0);
        }
    }

    /// <summary>−shift … shift, all equally likely; the sum rounds to 2 for the largest uniform.</summary>
    private int Steps(float uniform) => Math.Min((int)(0.5f * (uniform + 1) * ((2 * options.Shift) + 1)), 2 * options.Shift) - options.Shift;

    private void Move(Span<float> pixels, int down, int right, bool isMirrored)
    {
        pixels.CopyTo(_image);
        (int height, int width) = (image[image.Rank - 2], image[image.Rank - 1]);
        for (int at = 0; at < pixels.Length; at++)
        {
            (int line, int x) = Math.DivRem(at, width);
            (int plane, int y) = Math.DivRem(line, height);
            int fromX = (isMirrored ? width - 1 - x : x) - right, fromY = y - down;
            bool isInside = (uint)fromX < (uint)width && (uint)fromY < (uint)height;
            pixels[at] = isInside ? _image[(((plane * height) + fromY) * width) + fromX] : 0;
        }
    }
}
