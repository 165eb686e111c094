using Espalier.Graphs;

namespace Espalier.Training.DataSets;

/// <summary>Examples with one label each, whatever they were read from; immutable.</summary>
public interface ILabelledSet
{
    /// <summary>What the set is called.</summary>
    string Name { get; }

    /// <summary>The shape of one example.</summary>
    Shape Example { get; }

    /// <summary>The number of examples.</summary>
    int Count { get; }

    /// <summary>One more than the largest label.</summary>
    int Classes { get; }

    /// <summary>The label of an example.</summary>
    int LabelOf(int example);

    /// <summary>Fills a batch with consecutive examples, as many as the batch holds.</summary>
    /// <exception cref="ArgumentException">The batch does not hold whole examples, or the set not as many.</exception>
    void Fill(int first, Span<float> batch);

    /// <inheritdoc cref="Fill(int, Span{float})"/>
    void Fill(int first, Span<double> batch);

    /// <summary>The examples from <paramref name="first"/> on, as many as given; nothing is copied.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The set does not hold them.</exception>
    ILabelledSet Slice(int first, int count);

    /// <summary>The first examples, or all.</summary>
    ILabelledSet First(int count) => count >= Count ? this : Slice(0, count);
}
