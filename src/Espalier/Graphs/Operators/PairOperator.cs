using System.Numerics;
using Espalier.Graphs.Evaluation;

namespace Espalier.Graphs.Operators;

/// <summary>An operation on two values of one shape, element by element, rounded once.</summary>
public abstract record PairOperator : Operator
{
    /// <inheritdoc/>
    public sealed override OperatorForm Form => new FixedForm(this, Kind);

    /// <inheritdoc/>
    public sealed override Shape OutputShape(params ReadOnlySpan<Shape> reads)
    {
        if (reads.Length != 2) throw new ArgumentException($"{Kind} reads two values, not {reads.Length}");
        return reads[0].Equals(reads[1])
            ? reads[0]
            : throw new ArgumentException($"{Kind} does not take values of the shapes {reads[0]} and {reads[1]}");
    }

    /// <inheritdoc/>
    public sealed override Operator WithParameters(Func<Tensor, Tensor> map) => this;
}

/// <summary>The first value minus the second.</summary>
public sealed record Subtract : PairOperator
{
    /// <inheritdoc/>
    public override string Kind => "sub";

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => false;

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => 0;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) => new PairKernel<T, Difference<T>>();
}

/// <summary>The product of two values.</summary>
public sealed record Multiply : PairOperator
{
    /// <inheritdoc/>
    public override string Kind => "mul";

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => reads[0] && reads[1];

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => output.Length;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) => new PairKernel<T, Product<T>>();
}

/// <summary>The first value divided by the second.</summary>
public sealed record Divide : PairOperator
{
    /// <inheritdoc/>
    public override string Kind => "div";

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => reads[0] && reads[1];

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => output.Length;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) => new PairKernel<T, Quotient<T>>();
}

/// <summary>An operation on two numbers, resolved when code is generated.</summary>
internal interface IPairOperation<T>
{
    static abstract T Of(T a, T b);
}

internal readonly struct Difference<T> : IPairOperation<T>
    where T : INumber<T>
{
    public static T Of(T a, T b) => a - b;
}

internal readonly struct Product<T> : IPairOperation<T>
    where T : INumber<T>
{
    public static T Of(T a, T b) => a * b;
}

internal readonly struct Quotient<T> : IPairOperation<T>
    where T : INumber<T>
{
    public static T Of(T a, T b) => a / b;
}

internal sealed class PairKernel<T, TOperation> : Kernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TOperation : struct, IPairOperation<T>
{
    public override void Apply(Reads<T> reads, Span<T> outputs, int count, Scratch<T> scratch)
    {
        ReadOnlySpan<T> a = reads[0], b = reads[1];
        for (int i = 0; i < outputs.Length; i++) outputs[i] = TOperation.Of(a[i], b[i]);
    }
}
