using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Espalier.Graphs;
using Espalier.Training.DataSets;

namespace Espalier.Training;

/// <summary>Examples to train on: images as they are, or what frozen layers make of them, computed once and kept.</summary>
public sealed class ExampleSet
{
    private const int Block = 1000;

    private readonly LabelledImages _images;
    private readonly float[]? _features;

    private ExampleSet(LabelledImages images, Network? front, float[]? features)
    {
        _images = images;
        _features = features;
        Front = front;
        Length = front?.OutputShape.Length ?? images.Image.Length;
    }

    /// <summary>The frozen layers, or null.</summary>
    public Network? Front { get; }

    /// <summary>What the examples were made of.</summary>
    public LabelledImages Images => _images;

    /// <summary>The number of examples.</summary>
    public int Count => _images.Count;

    /// <summary>The numbers in one example.</summary>
    public int Length { get; }

    /// <summary>One more than the largest label.</summary>
    public int Classes => _images.Classes;

    /// <summary>Pixel / 255 of images.</summary>
    public static ExampleSet Of(LabelledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new ExampleSet(images, null, null);
    }

    /// <summary>What frozen layers, such as convolutions and pooling, make of pixel / 255.</summary>
    /// <param name="images">The images.</param>
    /// <param name="front">The frozen layers; their output is a vector.</param>
    /// <param name="threads">The number of threads that may work on this call; it never changes the result.</param>
    /// <param name="progress">Told the part done, from 0 to 1.</param>
    /// <param name="cancel">Stops the work between two batches.</param>
    /// <exception cref="ArgumentException">The images do not fit the layers, the layers do not end in a vector, or all features would not
    /// fit an array.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static ExampleSet Of(
        LabelledImages images, Network front, int threads, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(front);
        if (front.InputShape.Length != images.Image.Length)
            throw new ArgumentException($"images of {images.Image} do not fit frozen layers with the input {front.InputShape}");
        if (front.OutputShape.Rank != 1)
            throw new ArgumentException($"frozen layers must end in a vector, not in {front.OutputShape}; add a flatten layer");
        int length = front.OutputShape.Length;
        if ((long)length * images.Count > Array.MaxLength)
            throw new ArgumentException(Invariant($"{images.Count} vectors of {length} features do not fit an array"));
        var features = new float[length * images.Count];
        var pass = new ForwardPass<float>(front);
        var pixels = new float[Math.Min(Block, images.Count) * images.Image.Length];
        for (int first = 0; first < images.Count; first += Block)
        {
            int size = Math.Min(Block, images.Count - first);
            Span<float> inputs = pixels.AsSpan(0, size * images.Image.Length);
            images.Fill(first, inputs);
            pass.Run(inputs, features.AsSpan(first * length, size * length), size, threads, cancel);
            progress?.Report((double)(first + size) / images.Count);
        }

        return new ExampleSet(images, front, features);
    }

    /// <summary>Whether no number of any example is negative.</summary>
    internal bool IsNonNegative()
    {
        foreach (float feature in _features ?? [])
            if (!(feature >= 0)) return false;
        return true;
    }

    /// <summary>The SHA-256 of all numbers and labels, in hexadecimal.</summary>
    internal string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_images.Labels);
        if (_features is null) hash.AppendData(_images.Pixels);
        else hash.AppendData(MemoryMarshal.AsBytes<float>(_features));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The label of an example.</summary>
    internal byte Label(int example) => _images.Labels[example];

    /// <summary>Fills a batch with the named examples, one after the other.</summary>
    internal void Fill(ReadOnlySpan<int> examples, Span<float> batch)
    {
        if (_features is null)
        {
            _images.Fill(examples, batch);
            return;
        }

        for (int i = 0; i < examples.Length; i++) _features.AsSpan(examples[i] * Length, Length).CopyTo(batch[(i * Length)..]);
    }
}
