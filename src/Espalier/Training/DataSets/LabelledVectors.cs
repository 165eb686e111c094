using Espalier.Graphs;

namespace Espalier.Training.DataSets;

/// <summary>Examples of numbers with one label each, as a user's own files hold them; immutable.</summary>
public sealed class LabelledVectors : ILabelledSet
{
    private readonly ReadOnlyMemory<double> _values;
    private readonly ReadOnlyMemory<int> _labels;

    /// <summary>Wraps arrays that the caller gives up.</summary>
    /// <exception cref="ArgumentException">The values do not fill one example per label, or a label is negative.</exception>
    public LabelledVectors(string name, Shape example, ReadOnlyMemory<double> values, ReadOnlyMemory<int> labels)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(example);
        if (values.Length != (long)example.Length * labels.Length)
            throw new ArgumentException(Invariant($"{values.Length} numbers do not fill {labels.Length} examples of {example}"));
        (Name, Example, _values, _labels) = (name, example, values, labels);
        foreach (int label in labels.Span)
        {
            if (label is < 0 or int.MaxValue) throw new ArgumentException(Invariant($"{label} is no label"));
            Classes = Math.Max(Classes, label + 1);
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Shape Example { get; }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <inheritdoc/>
    public int Classes { get; }

    /// <summary>All numbers, example after example.</summary>
    public ReadOnlySpan<double> Values => _values.Span;

    /// <inheritdoc/>
    public int LabelOf(int example) => _labels.Span[example];

    /// <inheritdoc/>
    public void Fill(int first, Span<float> batch)
    {
        ReadOnlySpan<double> from = _values.Span.Slice(first * Example.Length, batch.Length);
        for (int i = 0; i < batch.Length; i++) batch[i] = (float)from[i];
    }

    /// <inheritdoc/>
    public void Fill(int first, Span<double> batch) => _values.Span.Slice(first * Example.Length, batch.Length).CopyTo(batch);

    /// <inheritdoc/>
    public ILabelledSet Slice(int first, int count) => new LabelledVectors(
        Name, Example, _values.Slice(first * Example.Length, count * Example.Length), _labels.Slice(first, count));

    /// <summary>
    /// The set with every number x replaced by (x·scale − mean)/deviation, with a mean and a deviation for each channel, the first
    /// extent, or one for all.
    /// </summary>
    /// <exception cref="ArgumentException">There are neither one nor as many means and deviations as channels.</exception>
    public static LabelledVectors Normalised(ILabelledSet set, double scale, ReadOnlySpan<double> means, ReadOnlySpan<double> deviations)
    {
        ArgumentNullException.ThrowIfNull(set);
        int channels = set.Example.Rank == 0 ? 1 : set.Example[0];
        if (means.Length != deviations.Length || (means.Length != 1 && means.Length != channels))
            throw new ArgumentException(Invariant($"{means.Length} means and {deviations.Length} deviations do not fit {channels} channels"));
        var values = new double[checked(set.Count * set.Example.Length)];
        set.Fill(0, values);
        int run = set.Example.Length / means.Length;
        for (int i = 0; i < values.Length; i++)
        {
            int channel = i / run % means.Length;
            values[i] = ((values[i] * scale) - means[channel]) / deviations[channel];
        }

        return new LabelledVectors(set.Name, set.Example, values, Enumerable.Range(0, set.Count).Select(set.LabelOf).ToArray());
    }
}
