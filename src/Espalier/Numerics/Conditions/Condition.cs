using System.Collections.Immutable;

namespace Espalier.Numerics.Conditions;

/// <summary>What may hold of numbered variables: linear inequalities, all of some conditions, one of some.</summary>
public abstract record Condition
{
    private protected Condition()
    {
    }

    /// <summary>What holds just where this does not.</summary>
    public abstract Condition Negation { get; }

    /// <summary>The conditions that must all hold, taken apart as far as they are conjunctions.</summary>
    public virtual IEnumerable<Condition> Conjuncts => [this];

    /// <summary>The linear forms in it.</summary>
    public abstract IEnumerable<LinearForm> Forms { get; }

    /// <summary>The same over other variables.</summary>
    public abstract Condition Renamed(Func<int, int> name);
}

/// <summary>A form is at least 0, or above 0.</summary>
/// <param name="Form">The form.</param>
/// <param name="IsStrict">Whether 0 itself is excluded.</param>
public sealed record NonNegative(LinearForm Form, bool IsStrict = false) : Condition
{
    /// <inheritdoc/>
    public override Condition Negation => new NonNegative(-Form, !IsStrict);

    /// <inheritdoc/>
    public override IEnumerable<LinearForm> Forms => [Form];

    /// <inheritdoc/>
    public override Condition Renamed(Func<int, int> name) => this with { Form = Form.Renamed(name) };
}

/// <summary>All of some conditions hold; with none of them it always does.</summary>
/// <param name="Parts">The conditions.</param>
public sealed record AllOf(ImmutableArray<Condition> Parts) : Condition
{
    /// <inheritdoc/>
    public override Condition Negation => new AnyOf([.. Parts.Select(static part => part.Negation)]);

    /// <inheritdoc/>
    public override IEnumerable<Condition> Conjuncts => Parts.SelectMany(static part => part.Conjuncts);

    /// <inheritdoc/>
    public override IEnumerable<LinearForm> Forms => Parts.SelectMany(static part => part.Forms);

    /// <inheritdoc/>
    public override Condition Renamed(Func<int, int> name) => new AllOf([.. Parts.Select(part => part.Renamed(name))]);
}

/// <summary>One of some conditions holds; with none of them it never does.</summary>
/// <param name="Parts">The conditions.</param>
public sealed record AnyOf(ImmutableArray<Condition> Parts) : Condition
{
    /// <inheritdoc/>
    public override Condition Negation => new AllOf([.. Parts.Select(static part => part.Negation)]);

    /// <inheritdoc/>
    public override IEnumerable<Condition> Conjuncts => Parts.Length == 1 ? Parts[0].Conjuncts : [this];

    /// <inheritdoc/>
    public override IEnumerable<LinearForm> Forms => Parts.SelectMany(static part => part.Forms);

    /// <inheritdoc/>
    public override Condition Renamed(Func<int, int> name) => new AnyOf([.. Parts.Select(part => part.Renamed(name))]);
}
