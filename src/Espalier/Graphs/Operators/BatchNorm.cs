using System.Numerics;
using Espalier.Graphs.Evaluation;

namespace Espalier.Graphs.Operators;

/// <summary>Batch normalisation as it is after training: scale·(x − mean)/√(variance + ε) + shift with numbers of each channel.</summary>
/// <remarks>
/// It is the affine map factor·x + summand with factor = scale/√(variance + ε) and summand = shift − mean·factor, both computed in
/// float64 and rounded once; factor·x is rounded before the summand is added. The first extent is that of the channels.
/// </remarks>
public sealed record BatchNorm : UnaryOperator
{
    /// <summary>Creates a normalisation.</summary>
    /// <exception cref="ArgumentException">The tensors are no vectors of one length, or the variance is not possible.</exception>
    public BatchNorm(Tensor? scale, Tensor? shift, Tensor mean, Tensor variance, float epsilon = DefaultEpsilon)
    {
        if (mean.Shape.Rank != 1) throw new ArgumentException($"means of shape {mean.Shape} are no vector");
        foreach (Tensor? other in (Tensor?[])[scale, shift, variance])
            if (other is not null && !other.Shape.Equals(mean.Shape))
                throw new ArgumentException($"numbers of the shapes {mean.Shape} and {other.Shape} do not normalise the same channels");
        for (int i = 0; i < variance.Length; i++)
            if (!(variance[i] + epsilon > 0)) throw new ArgumentException(Invariant($"channel {i} has the variance {variance[i]}"));
        (Scale, Shift, Mean, Variance, Epsilon) = (scale, shift, mean, variance, epsilon);
    }

    /// <summary>What is added to variances unless a file says otherwise.</summary>
    public const float DefaultEpsilon = 1e-5f;

    /// <summary>One factor per channel; null stands for 1.</summary>
    public Tensor? Scale { get; }

    /// <summary>One summand per channel; null stands for 0.</summary>
    public Tensor? Shift { get; }

    /// <summary>The mean of each channel.</summary>
    public Tensor Mean { get; }

    /// <summary>The variance of each channel.</summary>
    public Tensor Variance { get; }

    /// <summary>What is added to variances.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    public override string Kind => "batchnorm";

    /// <inheritdoc/>
    public override OperatorForm Form => new BatchNormForm(Epsilon);

    /// <inheritdoc/>
    public override IEnumerable<(string Role, Tensor Tensor)> NamedParameters
    {
        get
        {
            if (Scale is not null) yield return (Role.Weight, Scale);
            if (Shift is not null) yield return (Role.Bias, Shift);
            yield return (Role.Mean, Mean);
            yield return (Role.Variance, Variance);
        }
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) =>
        input.Rank > 0 && input[0] == Mean.Length
            ? input
            : throw new ArgumentException(Invariant($"a normalisation of {Mean.Length} channels does not accept the shape {input}"));

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) =>
        new BatchNorm(Scale is null ? null : map(Scale), Shift is null ? null : map(Shift), map(Mean), map(Variance), Epsilon);

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    /// <summary>The factor and the summand of a channel.</summary>
    internal (double Factor, double Summand) Affine(int channel)
    {
        double factor = (Scale is null ? 1 : Scale[channel]) / Math.Sqrt(Variance[channel] + Epsilon);
        return (factor, (Shift is null ? 0 : Shift[channel]) - (Mean[channel] * factor));
    }

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => false;

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => output.Length;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) =>
        new BatchNormKernel<T>(Channels<T>(), output.Length / Mean.Length);

    internal override ConvolutionFinish<T>? Behind<T>(ConvolutionFinish<T> finish) =>
        finish is { Affine: null, AddsOther: false, IsRelu: false } ? finish with { Affine = Channels<T>() } : null;

    /// <summary>The factor and the summand of every channel in one precision.</summary>
    private (T Factor, T Summand)[] Channels<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var channels = new (T, T)[Mean.Length];
        for (int i = 0; i < channels.Length; i++)
        {
            (double factor, double summand) = Affine(i);
            channels[i] = (T.CreateTruncating(factor), T.CreateTruncating(summand));
        }

        return channels;
    }

    private sealed class BatchNormKernel<T>((T Factor, T Summand)[] channels, int run) : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch)
        {
            for (int first = 0; first < inputs.Length; first += run)
            {
                (T factor, T summand) = channels[first / run % channels.Length];
                ReadOnlySpan<T> from = inputs.Slice(first, run);
                Span<T> to = outputs.Slice(first, run);
                for (int i = 0; i < to.Length; i++) to[i] = (from[i] * factor) + summand;
            }
        }
    }
}

/// <summary>A batch normalisation; its numbers come from tensors named as PyTorch names them.</summary>
internal sealed record BatchNormForm(float Epsilon) : OperatorForm
{
    public override string Text =>
        Epsilon == BatchNorm.DefaultEpsilon ? "batchnorm" : Invariant($"batchnorm eps {Epsilon:R}");

    public override bool KeepsLength => true;

    public override IEnumerable<string> Roles => [Role.Mean, Role.Variance];

    public override Operator Make(Func<string, Tensor?> find) =>
        new BatchNorm(find(Role.Weight), find(Role.Bias), Required(find, Role.Mean), Required(find, Role.Variance), Epsilon);
}
