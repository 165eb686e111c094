namespace Espalier.Graphs.Operators;

/// <summary>Some elements along one extent, at equal steps.</summary>
/// <param name="Axis">The extent, counted from 0; there is no batch.</param>
/// <param name="Start">The first.</param>
/// <param name="Count">How many.</param>
/// <param name="Step">From one to the next; it may be negative.</param>
public sealed record Slice(int Axis, int Start, int Count, int Step = 1) : Rearrangement
{
    /// <inheritdoc/>
    public override string Kind => "slice";

    /// <inheritdoc/>
    public override OperatorForm Form =>
        new FixedForm(
            this, Invariant($"slice {Start} {Count}")
                + (Step == 1 ? "" : Invariant($" step {Step}"))
                + (Axis == 0 ? "" : Invariant($" axis {Axis}")));

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if ((uint)Axis >= (uint)input.Rank) throw new ArgumentException(Invariant($"the shape {input} has no extent {Axis} to take a slice of"));
        long last = Start + ((Count - 1L) * Step);
        if (Count < 1 || Step == 0 || (uint)Start >= (uint)input[Axis] || last < 0 || last >= input[Axis])
            throw new ArgumentException(Invariant($"an extent of {input[Axis]} has no {Count} elements from {Start} at steps of {Step}"));
        return new Shape(input.Extents.SetItem(Axis, Count).AsSpan());
    }

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    internal override (int[] Steps, int Start) Steps(Shape input)
    {
        int[] steps = RowMajor(input);
        int start = Start * steps[Axis];
        steps[Axis] *= Step;
        return (steps, start);
    }
}
