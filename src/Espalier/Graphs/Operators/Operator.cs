namespace Espalier.Graphs.Operators;

/// <summary>One step of a feed-forward network: an immutable description, without any state of a computation.</summary>
public abstract record Operator
{
    /// <summary>The kind of layer in one word, as <c>inspect</c> prints it.</summary>
    public abstract string Kind { get; }

    /// <summary>The stored tensors, weights before biases.</summary>
    public virtual IEnumerable<Tensor> Parameters => [];

    /// <summary>The number of stored weights and biases.</summary>
    public long ParameterCount => Parameters.Sum(tensor => (long)tensor.Length);

    /// <summary>The shape that this layer makes of an input shape.</summary>
    /// <exception cref="ArgumentException">The layer does not accept this input; the message says why.</exception>
    public abstract Shape OutputShape(Shape input);
}
