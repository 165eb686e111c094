namespace Espalier.Training.Gradients;

/// <summary>An operator made ready to be computed for a batch, and to hand derivatives back.</summary>
internal abstract class GradientKernel
{
    /// <summary>Makes the operator's value of what it reads.</summary>
    public abstract void Forward();

    /// <summary>From the derivatives by what it makes to those by what it reads and by its weights.</summary>
    public abstract void Backward();
}

/// <summary>A value that a kernel hands derivatives back to.</summary>
/// <param name="Value">The value.</param>
/// <param name="Adds">Whether a later reader has put derivatives there already.</param>
internal readonly record struct Receiver(BatchValue Value, bool Adds)
{
    /// <summary>Whether derivatives are wanted at all.</summary>
    public bool IsWanted => Value.HasGradient;

    public Span<float> Gradient(Batch batch) => Value.Gradient.Span[..(Value.Length * batch.Stride)];

    /// <summary>Takes the derivatives of a stretch of elements.</summary>
    public void Take(int start, ReadOnlySpan<float> derivatives)
    {
        Span<float> to = Value.Gradient.Span.Slice(start, derivatives.Length);
        if (Adds) Numerics.Elementwise.Add(to, derivatives);
        else derivatives.CopyTo(to);
    }
}
