using System.Collections.Immutable;
using System.Globalization;

namespace Espalier.Graphs.Operators;

/// <summary>What stands beyond the edges of what is read.</summary>
public enum PadKind
{
    /// <summary>One number.</summary>
    Constant,

    /// <summary>The element at the edge.</summary>
    Edge,

    /// <summary>The elements before the edge in reverse, the one at the edge left out.</summary>
    Reflect,
}

/// <summary>More elements before and after each extent.</summary>
/// <param name="Before">How many before each extent.</param>
/// <param name="After">How many after each extent.</param>
/// <param name="Beyond">What they are.</param>
/// <param name="Value">The number of <see cref="PadKind.Constant"/>; 0 for the others.</param>
public sealed record Pad(ImmutableArray<int> Before, ImmutableArray<int> After, PadKind Beyond = PadKind.Constant, float Value = 0) : Rearrangement
{
    /// <inheritdoc/>
    public override string Kind => "pad";

    /// <inheritdoc/>
    public override OperatorForm Form => new FixedForm(this, $"pad {Numbers(Before)} after {Numbers(After)}{Filling}");

    internal override float Fill => Value;

    private string Filling => Beyond switch
    {
        PadKind.Edge => " edge",
        PadKind.Reflect => " reflect",
        _ => Value == 0 ? "" : Invariant($" value {Value:R}"),
    };

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if (Before.Length != input.Rank || After.Length != input.Rank || !float.IsFinite(Value))
            throw new ArgumentException($"'{Form.Text}' does not fit the extents of {input}");
        var extents = new int[input.Rank];
        for (int axis = 0; axis < extents.Length; axis++)
        {
            int most = Beyond == PadKind.Reflect ? input[axis] - 1 : int.MaxValue;
            if (Before[axis] < 0 || After[axis] < 0 || Before[axis] > most || After[axis] > most)
                throw new ArgumentException(Invariant($"an extent of {input[axis]} cannot be padded by {Before[axis]} and {After[axis]}"));
            extents[axis] = (int)Math.Min((long)input[axis] + Before[axis] + After[axis], int.MaxValue);
        }

        return new Shape(extents);
    }

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    /// <inheritdoc/>
    public bool Equals(Pad? other) => other is not null && Form.Text == other.Form.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Form.Text);

    internal override (int[] Steps, int Start) Steps(Shape input) => (new int[input.Rank], 0);

    internal override void Correct(int[] sources, Shape input, Shape output)
    {
        int[] steps = RowMajor(input);
        for (int i = 0; i < sources.Length; i++)
        {
            int source = 0;
            for (int axis = output.Rank - 1, rest = i; axis >= 0 && source >= 0; rest /= output[axis--])
            {
                int at = Inside((rest % output[axis]) - Before[axis], input[axis]);
                source = at < 0 ? -1 : source + (at * steps[axis]);
            }

            sources[i] = source;
        }
    }

    /// <summary>The element of an extent that stands at a place inside or beyond it, or −1.</summary>
    private int Inside(int at, int extent) => Beyond switch
    {
        PadKind.Edge => Math.Clamp(at, 0, extent - 1),
        PadKind.Reflect => extent - 1 - Math.Abs(extent - 1 - Math.Abs(at)),
        _ => at < extent ? at : -1,
    };

    private static string Numbers(ImmutableArray<int> values) =>
        string.Join(' ', values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
