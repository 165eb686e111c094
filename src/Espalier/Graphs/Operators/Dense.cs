namespace Espalier.Graphs.Operators;

/// <summary>y = W·x + b with W of shape outputs × inputs; b may be absent.</summary>
public sealed record Dense : Operator
{
    /// <summary>Creates a dense layer.</summary>
    /// <exception cref="ArgumentException">The weights are no matrix, or the bias does not have one value per row.</exception>
    public Dense(Tensor weights, Tensor? bias = null)
    {
        if (weights.Shape.Rank != 2) throw new ArgumentException($"dense weights need two extents, not {weights.Shape}");
        if (bias is not null && !bias.Shape.Equals(new Shape(weights.Shape[0])))
            throw new ArgumentException($"a bias of shape {bias.Shape} does not fit weights of shape {weights.Shape}");
        Weights = weights;
        Bias = bias;
    }

    /// <summary>The weight matrix, outputs × inputs.</summary>
    public Tensor Weights { get; }

    /// <summary>One value per output, or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>The number of rows.</summary>
    public int Outputs => Weights.Shape[0];

    /// <summary>The number of columns.</summary>
    public int Inputs => Weights.Shape[1];

    /// <inheritdoc/>
    public override string Kind => "dense";

    /// <inheritdoc/>
    public override IEnumerable<Tensor> Parameters => Bias is null ? [Weights] : [Weights, Bias];

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) =>
        input.Rank == 1 && input[0] == Inputs
            ? new Shape(Outputs)
            : throw new ArgumentException(Invariant($"a dense layer with {Inputs} inputs does not accept the shape {input}"));
}
