using System.Numerics;
using Espalier.Graphs.Evaluation;

namespace Espalier.Graphs.Operators;

/// <summary>What a node computes: an immutable description, without any state of a computation.</summary>
/// <remarks>What only this operator knows stands in its own file: shapes, signs, arithmetic, text. Everything else is a pass.</remarks>
public abstract record Operator
{
    /// <summary>The kind of operator in one word, as <c>inspect</c> prints it.</summary>
    public abstract string Kind { get; }

    /// <summary>The operator without its numbers.</summary>
    public abstract OperatorForm Form { get; }

    /// <summary>The operator without its numbers, as the text of an architecture spells it: <c>conv stride 2</c>.</summary>
    public string Text => Form.Text;

    /// <summary>The stored tensors with the roles that name them in files, weights before biases.</summary>
    public virtual IEnumerable<(string Role, Tensor Tensor)> NamedParameters => [];

    /// <summary>The stored tensors, weights before biases.</summary>
    public IEnumerable<Tensor> Parameters => NamedParameters.Select(parameter => parameter.Tensor);

    /// <summary>The number of stored weights and biases.</summary>
    public long ParameterCount => Parameters.Sum(tensor => (long)tensor.Length);

    /// <summary>The weight grid of a linear map with constant weights, or null.</summary>
    public virtual WeightGrid? Grid => null;

    /// <summary>Whether the operator makes the very elements that it reads, under other extents.</summary>
    internal virtual bool KeepsElements => false;

    /// <summary>Whether its derivative follows from what it makes alone, so that training may put that in the place of what it reads.</summary>
    internal virtual bool WorksInPlace => false;

    /// <summary>Whether the operator is x ↦ −x.</summary>
    internal virtual bool IsNegation => false;

    /// <summary>Whether it works on every element by itself, so that equal ones stay equal, leaves 1 as it is, and moves no two apart.</summary>
    internal virtual bool KeepsCopies => false;

    /// <summary>What fingerprints hash of the operator before its numbers: everything that decides what it computes.</summary>
    internal virtual string Fingerprint => $"{Text} {string.Join(' ', Parameters.Select(tensor => tensor.Shape.ToString()))}";

    /// <summary>The shape that the operator makes of the shapes that it reads.</summary>
    /// <exception cref="ArgumentException">The operator does not accept them; the message says why.</exception>
    public abstract Shape OutputShape(params ReadOnlySpan<Shape> reads);

    /// <summary>The same operator with each stored tensor replaced by one of its shape.</summary>
    public abstract Operator WithParameters(Func<Tensor, Tensor> map);

    /// <summary>The operator with a summand behind it, where it has room for one; null where it has none.</summary>
    internal virtual Operator? Shifted(Tensor shift) => null;

    /// <summary>The same map of elements that are seen under other extents, or null where it depends on the extents.</summary>
    internal virtual Operator? Under(Shape from, Shape to) => null;

    /// <summary>The finish of a convolution with this operator behind it, rounding as before; null where that does not fit.</summary>
    internal virtual ConvolutionFinish<T>? Behind<T>(ConvolutionFinish<T> finish)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => null;

    /// <summary>Lets a pass do its part for this operator.</summary>
    public abstract TResult Accept<TResult>(IOperatorPass<TResult> pass);

    /// <summary>Whether no output is negative, given which of the values read are not.</summary>
    internal abstract bool IsNonNegative(ReadOnlySpan<bool> reads);

    /// <summary>The multiplications that one evaluation takes.</summary>
    internal abstract long Multiplications(ReadOnlySpan<Shape> reads, Shape output);

    /// <summary>The operator made ready for computation in one precision, or null where no element moves.</summary>
    internal abstract Kernel<T>? Prepare<T>(ReadOnlySpan<Shape> reads, Shape output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
