using System.Collections.Immutable;
using System.Globalization;

namespace Espalier.Graphs.Operators;

/// <summary>The extents in another order: extent i of what is made is extent order[i] of what is read.</summary>
/// <param name="Order">A permutation of the extents, counted from 0; there is no batch.</param>
public sealed record Transpose(ImmutableArray<int> Order) : Rearrangement
{
    /// <inheritdoc/>
    public override string Kind => "transpose";

    /// <inheritdoc/>
    public override OperatorForm Form =>
        new FixedForm(this, $"transpose {string.Join(' ', Order.Select(axis => axis.ToString(CultureInfo.InvariantCulture)))}");

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if (!Order.Order().SequenceEqual(Enumerable.Range(0, input.Rank)))
            throw new ArgumentException($"'{Form.Text}' is no order of the extents of {input}");
        return new Shape([.. Order.Select(axis => input[axis])]);
    }

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    /// <inheritdoc/>
    public bool Equals(Transpose? other) => other is not null && Order.AsSpan().SequenceEqual(other.Order.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Order.Aggregate(17, (hash, axis) => HashCode.Combine(hash, axis));

    internal override (int[] Steps, int Start) Steps(Shape input)
    {
        int[] steps = RowMajor(input);
        return ([.. Order.Select(axis => steps[axis])], 0);
    }
}
