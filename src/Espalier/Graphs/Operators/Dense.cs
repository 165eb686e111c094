using System.Numerics;
using Espalier.Graphs.Evaluation;
using Espalier.Numerics;

namespace Espalier.Graphs.Operators;

/// <summary>y = W·x + b with W of shape outputs × inputs, for the vectors along the last extent; b may be absent.</summary>
public sealed record Dense : UnaryOperator
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

    /// <summary>The form of every dense map.</summary>
    public static OperatorForm Plain { get; } = new DenseForm();

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
    public override OperatorForm Form => new DenseForm();

    /// <inheritdoc/>
    public override IEnumerable<(string Role, Tensor Tensor)> NamedParameters =>
        Bias is null ? [(Role.Weight, Weights)] : [(Role.Weight, Weights), (Role.Bias, Bias)];

    /// <inheritdoc/>
    public override WeightGrid Grid => new(Weights, Bias, Outputs, 1, Inputs);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) =>
        input.Rank > 0 && input[input.Rank - 1] == Inputs
            ? new Shape(input.Extents.SetItem(input.Rank - 1, Outputs).AsSpan())
            : throw new ArgumentException(Invariant($"a dense layer with {Inputs} inputs does not accept the shape {input}"));

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => new Dense(map(Weights), Bias is null ? null : map(Bias));

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override Operator? Shifted(Tensor shift) =>
        Bias is null && shift.Length == Outputs ? new Dense(Weights, shift.Reshape(new Shape(Outputs))) : null;

    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) => false;

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => (long)output.Length * Inputs;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) => new DenseKernel<T>(this);

    /// <summary>y = x·Wᵀ, then + bias.</summary>
    private sealed class DenseKernel<T> : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly int _inputs;
        private readonly int _outputs;
        private readonly T[] _transposed;
        private readonly T[]? _bias;

        public DenseKernel(Dense layer)
        {
            _inputs = layer.Inputs;
            _outputs = layer.Outputs;
            T[] weights = ValuesOf(layer.Weights)!;
            _transposed = new T[weights.Length];
            for (int i = 0; i < layer.Outputs; i++)
            {
                for (int j = 0; j < layer.Inputs; j++) _transposed[(j * layer.Outputs) + i] = weights[(i * layer.Inputs) + j];
            }

            _bias = ValuesOf(layer.Bias);
        }

        public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch)
        {
            int rows = inputs.Length / _inputs;
            MatrixProduct.Multiply(
                new MatrixView<T>(inputs, rows, _inputs),
                new MatrixView<T>(_transposed, _inputs, _outputs),
                outputs,
                workspace: scratch.Products);
            if (_bias is null) return;
            for (int i = 0; i < rows; i++) Elementwise.Add(outputs.Slice(i * _outputs, _outputs), _bias);
        }
    }
}

/// <summary>A dense map; its sizes come from the tensor.</summary>
internal sealed record DenseForm : OperatorForm
{
    public override string Text => "dense";

    public override IEnumerable<string> Roles => [Role.Weight];

    public override Operator Make(Func<string, Tensor?> find) => new Dense(Required(find, Role.Weight), find(Role.Bias));
}
