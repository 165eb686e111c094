namespace Espalier.Graphs.Operators;

/// <summary>
/// An operator without its numbers: what the text of an architecture spells, and what makes the operator once the numbers are there.
/// </summary>
public abstract record OperatorForm
{
    /// <summary>The text, such as <c>conv stride 2</c>.</summary>
    public abstract string Text { get; }

    /// <summary>The roles of the tensors that the operator must have.</summary>
    public virtual IEnumerable<string> Roles => [];

    /// <summary>Whether the operator makes as many elements as it reads, whatever their number.</summary>
    public virtual bool KeepsLength => false;

    /// <summary>The operator.</summary>
    /// <param name="find">The tensor of a role, or null where there is none.</param>
    /// <exception cref="ArgumentException">A tensor is missing or does not fit; the message says which.</exception>
    public abstract Operator Make(Func<string, Tensor?> find);

    /// <inheritdoc/>
    public sealed override string ToString() => Text;

    /// <summary>The operator of a weight grid with these weights.</summary>
    internal Operator WithWeights(Tensor weights, Tensor? bias) => Make(role => role == Role.Weight ? weights : role == Role.Bias ? bias : null);

    /// <summary>The tensor of a role that must be there.</summary>
    protected static Tensor Required(Func<string, Tensor?> find, string role) => find(role) ?? throw new ArgumentException($"its {role} is missing");
}

/// <summary>The form of an operator without numbers, which is its own form.</summary>
internal sealed record FixedForm(Operator Operator, string Spelled, bool IsSameLength = false) : OperatorForm
{
    public override bool KeepsLength => IsSameLength;

    public override string Text => Spelled;

    public override Operator Make(Func<string, Tensor?> find) => Operator;
}

/// <summary>What tensors are to their operator, as their names in files end.</summary>
public static class Role
{
    /// <summary>A weight matrix or kernels.</summary>
    public const string Weight = "weight";

    /// <summary>One number per output or channel.</summary>
    public const string Bias = "bias";

    /// <summary>The mean of each channel, where values are normalised.</summary>
    public const string Mean = "running_mean";

    /// <summary>The variance of each channel.</summary>
    public const string Variance = "running_var";

    /// <summary>Factors of an elementwise operator.</summary>
    public const string Scale = "scale";

    /// <summary>Summands of an elementwise operator.</summary>
    public const string Shift = "shift";
}
