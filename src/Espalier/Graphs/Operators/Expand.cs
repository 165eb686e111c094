namespace Espalier.Graphs.Operators;

/// <summary>Extents of 1 repeated to larger ones.</summary>
/// <param name="Target">The shape that is made.</param>
public sealed record Expand(Shape Target) : Rearrangement
{
    /// <inheritdoc/>
    public override string Kind => "expand";

    /// <inheritdoc/>
    public override OperatorForm Form => new FixedForm(this, $"expand {Target}");

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        bool fits = input.Rank == Target.Rank && input.Rank > 0;
        for (int axis = 0; fits && axis < input.Rank; axis++) fits = input[axis] == Target[axis] || input[axis] == 1;
        return fits ? Target : throw new ArgumentException($"the shape {input} does not expand to {Target}");
    }

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override (int[] Steps, int Start) Steps(Shape input)
    {
        int[] steps = RowMajor(input);
        for (int axis = 0; axis < steps.Length; axis++)
            if (input[axis] == 1) steps[axis] = 0;
        return (steps, 0);
    }
}
