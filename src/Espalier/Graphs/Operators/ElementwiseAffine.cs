namespace Espalier.Graphs.Operators;

/// <summary>x ↦ scale·x + shift, element by element: how networks normalise their inputs.</summary>
/// <remarks>
/// Each factor has the shape of the input, or is a single number, or has one number per channel (channels × 1 × 1).
/// Either may be absent, which means 1 and 0.
/// </remarks>
public sealed record ElementwiseAffine(Tensor? Scale, Tensor? Shift) : Operator
{
    /// <inheritdoc/>
    public override string Kind => "affine";

    /// <inheritdoc/>
    public override IEnumerable<Tensor> Parameters => new[] { Scale, Shift }.OfType<Tensor>();

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        Require(Scale, input);
        Require(Shift, input);
        return input;
    }

    /// <summary>The factor of one of so many elements.</summary>
    internal double ScaleAt(int element, int elements) => Scale is null ? 1 : Scale[element / (elements / Scale.Length)];

    /// <summary>The summand of one of so many elements.</summary>
    internal double ShiftAt(int element, int elements) => Shift is null ? 0 : Shift[element / (elements / Shift.Length)];

    private static void Require(Tensor? factor, Shape input)
    {
        if (factor is null || factor.Length == 1 || factor.Shape.Equals(input)) return;
        if (input.Rank == 3 && factor.Shape.Equals(new Shape(input[0], 1, 1))) return;
        throw new ArgumentException($"an elementwise factor of shape {factor.Shape} does not fit the input {input}");
    }
}
