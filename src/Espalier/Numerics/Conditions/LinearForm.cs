using System.Collections.Immutable;

namespace Espalier.Numerics.Conditions;

/// <summary>Σ factor·variable + constant over numbered variables; every number is exact.</summary>
/// <param name="Factors">What stands before each variable that occurs; none is 0.</param>
/// <param name="Constant">What stands alone.</param>
public sealed record LinearForm(ImmutableSortedDictionary<int, ExactDecimal> Factors, ExactDecimal Constant)
{
    /// <summary>A constant.</summary>
    public static LinearForm Of(ExactDecimal constant) => new(ImmutableSortedDictionary<int, ExactDecimal>.Empty, constant);

    /// <summary>Variables with their factors, and a constant. A variable may occur several times.</summary>
    public static LinearForm Of(ExactDecimal constant, params ReadOnlySpan<(int Variable, ExactDecimal Factor)> terms)
    {
        ImmutableSortedDictionary<int, ExactDecimal>.Builder factors = ImmutableSortedDictionary.CreateBuilder<int, ExactDecimal>();
        foreach ((int variable, ExactDecimal factor) in terms)
        {
            ExactDecimal sum = factors.TryGetValue(variable, out ExactDecimal old) ? old + factor : factor;
            if (sum.Sign == 0) factors.Remove(variable);
            else factors[variable] = sum;
        }

        return new LinearForm(factors.ToImmutable(), constant);
    }

    /// <summary>The negative.</summary>
    public static LinearForm operator -(LinearForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return new LinearForm(
            form.Factors.ToImmutableSortedDictionary(static factor => factor.Key, static factor => -factor.Value), -form.Constant);
    }

    /// <summary>The same with other numbers for its variables.</summary>
    public LinearForm Renamed(Func<int, int> name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Of(Constant, [.. Factors.Select(factor => (name(factor.Key), factor.Value))]);
    }

    /// <summary>Its value.</summary>
    public ExactDecimal At(Func<int, ExactDecimal> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return Factors.Aggregate(Constant, (sum, factor) => sum + (factor.Value * variable(factor.Key)));
    }
}
