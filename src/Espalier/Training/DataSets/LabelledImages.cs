using Espalier.Graphs;

namespace Espalier.Training.DataSets;

/// <summary>Images of bytes with one label each; immutable.</summary>
public sealed class LabelledImages : ILabelledSet
{
    // Dividing by 255 is a rounded operation; each of the 256 quotients is the correctly rounded one.
    private static readonly float[] SinglePixels = [.. Enumerable.Range(0, 256).Select(p => p / 255f)];
    private static readonly double[] DoublePixels = [.. Enumerable.Range(0, 256).Select(p => p / 255.0)];

    private readonly ReadOnlyMemory<byte> _pixels;
    private readonly ReadOnlyMemory<byte> _labels;

    /// <summary>Copies pixels and labels.</summary>
    /// <exception cref="ArgumentException">The pixels do not fill one image per label.</exception>
    public LabelledImages(string name, Shape image, ReadOnlySpan<byte> pixels, ReadOnlySpan<byte> labels)
        : this(name, image, (ReadOnlyMemory<byte>)pixels.ToArray(), labels.ToArray())
    {
    }

    /// <summary>Wraps memory that the caller gives up.</summary>
    internal LabelledImages(string name, Shape image, ReadOnlyMemory<byte> pixels, ReadOnlyMemory<byte> labels)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(image);
        if (pixels.Length != (long)image.Length * labels.Length)
            throw new ArgumentException($"{pixels.Length} pixels do not fill {labels.Length} images of {image}");
        Name = name;
        Image = image;
        _pixels = pixels;
        _labels = labels;
        Classes = 0;
        foreach (byte label in labels.Span) Classes = Math.Max(Classes, label + 1);
    }

    /// <summary>What the set is called, such as "MNIST, training".</summary>
    public string Name { get; }

    /// <summary>The shape of one image: channels, rows, columns.</summary>
    public Shape Image { get; }

    /// <inheritdoc/>
    Shape ILabelledSet.Example => Image;

    /// <summary>The number of images.</summary>
    public int Count => _labels.Length;

    /// <summary>One more than the largest label.</summary>
    public int Classes { get; }

    /// <inheritdoc/>
    public int LabelOf(int example) => _labels.Span[example];

    /// <inheritdoc/>
    ILabelledSet ILabelledSet.Slice(int first, int count) => Slice(first, count);

    /// <summary>The label of every image.</summary>
    public ReadOnlySpan<byte> Labels => _labels.Span;

    /// <summary>All pixels, image after image, row-major.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels.Span;

    /// <summary>The pixels of one image.</summary>
    public ReadOnlySpan<byte> PixelsOf(int image) => _pixels.Span.Slice(image * Image.Length, Image.Length);

    /// <summary>The images from <paramref name="first"/> on, as many as given; nothing is copied.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The set does not hold them.</exception>
    public LabelledImages Slice(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Count - count);
        return new LabelledImages(Name, Image, _pixels.Slice(first * Image.Length, count * Image.Length), _labels.Slice(first, count));
    }

    /// <summary>Fills a batch with pixel / 255 of the named images, image after image.</summary>
    /// <exception cref="ArgumentException">The batch does not hold that many images.</exception>
    public void Fill(ReadOnlySpan<int> images, Span<float> batch) => Fill(images, batch, SinglePixels);

    /// <summary>Fills a batch with pixel / 255 of the named images, image after image.</summary>
    /// <exception cref="ArgumentException">The batch does not hold that many images.</exception>
    public void Fill(ReadOnlySpan<int> images, Span<double> batch) => Fill(images, batch, DoublePixels);

    /// <summary>Fills a batch with pixel / 255 of consecutive images, as many as the batch holds.</summary>
    /// <exception cref="ArgumentException">The batch does not hold whole images, or the set not as many.</exception>
    public void Fill(int first, Span<float> batch) => Convert(Consecutive(first, batch.Length), batch, SinglePixels);

    /// <summary>Fills a batch with pixel / 255 of consecutive images, as many as the batch holds.</summary>
    /// <exception cref="ArgumentException">The batch does not hold whole images, or the set not as many.</exception>
    public void Fill(int first, Span<double> batch) => Convert(Consecutive(first, batch.Length), batch, DoublePixels);

    private void Fill<T>(ReadOnlySpan<int> images, Span<T> batch, T[] quotients)
    {
        if (batch.Length != (long)images.Length * Image.Length)
            throw new ArgumentException($"a batch of {batch.Length} does not hold {images.Length} images of {Image}");
        for (int i = 0; i < images.Length; i++) Convert(PixelsOf(images[i]), batch.Slice(i * Image.Length, Image.Length), quotients);
    }

    private ReadOnlySpan<byte> Consecutive(int first, int length)
    {
        int count = length / Image.Length;
        if (count * Image.Length != length) throw new ArgumentException(Invariant($"a batch of {length} does not hold whole images of {Image}"));
        if (first < 0 || first > Count - count)
            throw new ArgumentException(Invariant($"images {first} to {first + count - 1} are not among the {Count}"));
        return _pixels.Span.Slice(first * Image.Length, length);
    }

    private static void Convert<T>(ReadOnlySpan<byte> pixels, Span<T> destination, T[] quotients)
    {
        for (int i = 0; i < pixels.Length; i++) destination[i] = quotients[pixels[i]];
    }
}
