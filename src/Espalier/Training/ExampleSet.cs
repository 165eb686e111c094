using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Espalier.Graphs;
using Espalier.Training.DataSets;

namespace Espalier.Training;

/// <summary>Examples to train on: as they are, or what frozen layers make of them, computed once and kept.</summary>
public sealed class ExampleSet
{
    private const int Block = 1000;

    private readonly LabelledImages? _images;
    private readonly float[] _features;

    /// <summary>Images stay bytes; of everything else the numbers are kept.</summary>
    private ExampleSet(ILabelledSet source, Network? front, float[]? features)
    {
        if (source.Classes > CrossEntropy.MostClasses)
            throw new ArgumentException(
                Invariant($"{source.Name} has {source.Classes} classes, more than the {CrossEntropy.MostClasses} that are told apart"));
        Source = source;
        Front = front;
        Length = front?.OutputShape.Length ?? source.Example.Length;
        _images = features is null ? source as LabelledImages : null;
        _features = features ?? (_images is null ? Numbers(source) : []);
    }

    /// <summary>The frozen layers, or null.</summary>
    public Network? Front { get; }

    /// <summary>What the examples were made of.</summary>
    public ILabelledSet Source { get; }

    /// <summary>The number of examples.</summary>
    public int Count => Source.Count;

    /// <summary>The numbers in one example.</summary>
    public int Length { get; }

    /// <summary>One more than the largest label.</summary>
    public int Classes => Source.Classes;

    /// <summary>The examples as they are, of images pixel / 255.</summary>
    /// <exception cref="ArgumentException">There are more than 256 classes.</exception>
    public static ExampleSet Of(ILabelledSet source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new ExampleSet(source, null, null);
    }

    /// <summary>What frozen layers, such as convolutions and pooling, make of the examples, of images pixel / 255.</summary>
    /// <param name="source">The examples.</param>
    /// <param name="front">The frozen layers; their output is a vector.</param>
    /// <param name="threads">The number of threads that may work on this call; it never changes the result.</param>
    /// <param name="progress">Told the part done, from 0 to 1.</param>
    /// <param name="cancel">Stops the work between two batches.</param>
    /// <exception cref="ArgumentException">The examples do not fit the layers, the layers do not end in a vector, all features would not
    /// fit an array, or there are more than 256 classes.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static ExampleSet Of(
        ILabelledSet source, Network front, int threads, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(front);
        if (front.InputShape.Length != source.Example.Length)
            throw new ArgumentException($"examples of {source.Example} do not fit frozen layers with the input {front.InputShape}");
        if (front.OutputShape.Rank != 1)
            throw new ArgumentException($"frozen layers must end in a vector, not in {front.OutputShape}; add a flatten layer");
        int length = front.OutputShape.Length;
        if ((long)length * source.Count > Array.MaxLength)
            throw new ArgumentException(Invariant($"{source.Count} vectors of {length} features do not fit an array"));
        var features = new float[length * source.Count];
        var pass = new ForwardPass<float>(front);
        var pixels = new float[Math.Min(Block, source.Count) * source.Example.Length];
        for (int first = 0; first < source.Count; first += Block)
        {
            int size = Math.Min(Block, source.Count - first);
            Span<float> inputs = pixels.AsSpan(0, size * source.Example.Length);
            source.Fill(first, inputs);
            pass.Run(inputs, features.AsSpan(first * length, size * length), size, threads, cancel);
            progress?.Report((double)(first + size) / source.Count);
        }

        return new ExampleSet(source, front, features);
    }

    /// <summary>Whether no number of any example is negative.</summary>
    internal bool IsNonNegative()
    {
        foreach (float feature in _features)
            if (!(feature >= 0)) return false;
        return true;
    }

    /// <summary>The SHA-256 of all numbers and labels, in hexadecimal.</summary>
    internal string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var labels = new byte[Count];
        for (int i = 0; i < labels.Length; i++) labels[i] = Label(i);
        hash.AppendData(labels);
        hash.AppendData(_images is null ? MemoryMarshal.AsBytes<float>(_features) : _images.Pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The label of an example.</summary>
    internal byte Label(int example) => (byte)Source.LabelOf(example);

    /// <summary>Fills a batch with the named examples, one after the other.</summary>
    internal void Fill(ReadOnlySpan<int> examples, Span<float> batch)
    {
        if (_images is not null)
        {
            _images.Fill(examples, batch);
            return;
        }

        for (int i = 0; i < examples.Length; i++) _features.AsSpan(examples[i] * Length, Length).CopyTo(batch[(i * Length)..]);
    }

    private static float[] Numbers(ILabelledSet source)
    {
        var numbers = new float[checked(source.Count * source.Example.Length)];
        source.Fill(0, numbers);
        return numbers;
    }
}
