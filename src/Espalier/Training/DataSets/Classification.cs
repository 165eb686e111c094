using System.Numerics;
using Espalier.Graphs;

namespace Espalier.Training.DataSets;

/// <summary>How many examples a network classifies as their labels say.</summary>
public static class Classification
{
    /// <summary>Images computed between two reports: enough for all cores, and few megabytes.</summary>
    private const int Block = 2000;

    /// <summary>
    /// Counts the examples whose first largest score stands at the position of their label. One whose scores are all NaN is wrong.
    /// </summary>
    /// <param name="network">Any network that takes as many numbers as an example has, whatever the shapes.</param>
    /// <param name="set">The examples; of images the network sees pixel / 255.</param>
    /// <param name="limit">How many of them, from the first on; at most all.</param>
    /// <param name="threads">The number of threads that may work on this call; it never changes the result.</param>
    /// <param name="precision">The format in which the scores are computed.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <param name="cancel">Stops the work between two batches.</param>
    /// <exception cref="ArgumentException">The examples do not fit the network, or there are more classes than scores.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static int CountCorrect(
        Network network,
        ILabelledSet set,
        int limit,
        int threads,
        Precision precision = Precision.Single,
        IProgress<int>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        if (set.Example.Length != network.InputShape.Length)
            throw new ArgumentException($"examples of {set.Example} do not fit a network with the input {network.InputShape}");
        if (set.Classes > network.OutputShape.Length)
            throw new ArgumentException(Invariant($"{network.OutputShape.Length} scores do not tell {set.Classes} classes apart"));
        int count = Math.Min(limit, set.Count);
        return precision == Precision.Single
            ? Count(new ForwardPass<float>(network), set, count, threads, set.Fill, progress, cancel)
            : Count<double>(new ForwardPass<double>(network), set, count, threads, set.Fill, progress, cancel);
    }

    private static int Count<T>(
        ForwardPass<T> pass, ILabelledSet set, int count, int threads, Action<int, Span<T>> fill, IProgress<int>? progress,
        CancellationToken cancel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int length = set.Example.Length;
        int classes = pass.Network.OutputShape.Length;
        T[] inputs = new T[Math.Min(Block, count) * length];
        T[] scores = new T[Math.Min(Block, count) * classes];
        int correct = 0;
        for (int first = 0; first < count; first += Block)
        {
            int size = Math.Min(Block, count - first);
            fill(first, inputs.AsSpan(0, size * length));
            pass.Run(inputs.AsSpan(0, size * length), scores.AsSpan(0, size * classes), size, threads, cancel);
            correct += Matches(scores.AsSpan(0, size * classes), set, first, size);
            progress?.Report(first + size);
        }

        return correct;
    }

    private static int Matches<T>(ReadOnlySpan<T> scores, ILabelledSet set, int first, int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int matches = 0, classes = scores.Length / size;
        for (int i = 0; i < size; i++)
        {
            ReadOnlySpan<T> row = scores.Slice(i * classes, classes);
            int named = ArgMax.Of(row);
            if (named == set.LabelOf(first + i) && !T.IsNaN(row[named])) matches++;
        }

        return matches;
    }
}
