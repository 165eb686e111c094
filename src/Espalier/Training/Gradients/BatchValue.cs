namespace Espalier.Training.Gradients;

/// <summary>A value of a graph for a batch, elements × examples, and the derivatives of the loss by it.</summary>
/// <remarks>
/// The row of an element is <see cref="Batch.Stride"/> long, so that every row begins at a whole vector and neighbouring elements of an
/// image make one long run. What stands beyond the last example is finite in a value and 0 in a derivative.
/// </remarks>
internal sealed class BatchValue
{
    /// <summary>Makes room for a batch; without a gradient nothing flows back through the value.</summary>
    public BatchValue(int length, int capacity, bool hasGradient)
    {
        Length = length;
        Data = new AlignedSingles(checked(length * Lanes.Padded(capacity)));
        Gradient = new AlignedSingles(hasGradient ? Data.Length : 0);
        HasGradient = hasGradient;
    }

    /// <summary>The input of a network: examples stand one behind the other, and are transposed only if somebody asks for that.</summary>
    public BatchValue(int length, int capacity)
    {
        Length = length;
        Examples = new AlignedSingles(checked(length * capacity));
        Data = new AlignedSingles(0);
        Gradient = Data;
    }

    /// <summary>The elements of one example.</summary>
    public int Length { get; }

    /// <summary>Elements × examples.</summary>
    public AlignedSingles Data { get; private set; }

    /// <summary>The derivatives by the elements, laid out as they are.</summary>
    public AlignedSingles Gradient { get; }

    /// <summary>Whether derivatives are wanted.</summary>
    public bool HasGradient { get; }

    /// <summary>The input as examples × elements; null for every other value.</summary>
    public AlignedSingles? Examples { get; }

    /// <summary>The number of kernels that read the value.</summary>
    public int Readers { get; set; }

    /// <summary>Whether a kernel has already put derivatives there, so that the next one, nearer to the input, adds to them.</summary>
    public bool IsDerived { get; set; }

    /// <summary>Asks for elements × examples of the input as well.</summary>
    public void NeedRows(int capacity)
    {
        if (Data.Length == 0) Data = new AlignedSingles(checked(Length * Lanes.Padded(capacity)));
    }

    /// <summary>Lays the examples out as elements × examples, if that was asked for.</summary>
    public void Transpose(Batch batch)
    {
        if (Data.Length == 0) return;
        ReadOnlySpan<float> examples = Examples!.Span;
        Span<float> rows = Data.Span;
        for (int element = 0; element < Length; element++)
        {
            Span<float> row = rows.Slice(element * batch.Stride, batch.Stride);
            for (int example = 0; example < batch.Count; example++) row[example] = examples[(example * Length) + element];
            row[batch.Count..].Clear();
        }
    }
}
