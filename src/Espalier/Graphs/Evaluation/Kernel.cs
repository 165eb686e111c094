using System.Numerics;

namespace Espalier.Graphs.Evaluation;

/// <summary>An operator made ready for computation in one precision.</summary>
internal abstract class Kernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Computes a batch: the values of one sample stand behind those of the one before.</summary>
    public abstract void Apply(Reads<T> reads, Span<T> outputs, int count, Scratch<T> scratch);

    /// <summary>The values of a tensor in this precision; null stays null.</summary>
    protected static T[]? ValuesOf(Tensor? tensor)
    {
        if (tensor is null) return null;
        if (typeof(T) == typeof(double)) return (T[])(object)tensor.ToDoubles();
        var singles = new float[tensor.Length];
        tensor.CopyTo(singles);
        return (T[])(object)singles;
    }
}

/// <summary>The kernel of an operator that reads one value.</summary>
internal abstract class UnaryKernel<T> : Kernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public sealed override void Apply(Reads<T> reads, Span<T> outputs, int count, Scratch<T> scratch) => Apply(reads[0], outputs, count, scratch);

    /// <inheritdoc cref="Kernel{T}.Apply(Reads{T}, Span{T}, int, Scratch{T})"/>
    public abstract void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch);
}
