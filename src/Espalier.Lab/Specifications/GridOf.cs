using System.Collections.Immutable;
using System.Linq.Expressions;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Specifications;

/// <summary>A grid in code: a parameter record, and the values of those properties that vary.</summary>
/// <typeparam name="TParameters">The experiment's parameter record.</typeparam>
public sealed class GridOf<TParameters>
    where TParameters : class, new()
{
    private readonly ImmutableArray<ImmutableArray<Scalar>> _axes;

    /// <summary>The one point that a record names.</summary>
    public GridOf(TParameters point)
        : this([.. ParameterRecord<TParameters>.Values(point).Select(value => (ImmutableArray<Scalar>)[value])])
    {
    }

    private GridOf(ImmutableArray<ImmutableArray<Scalar>> axes) => _axes = axes;

    /// <summary>The same grid with a property running through several values, each once.</summary>
    public GridOf<TParameters> Over<TValue>(Expression<Func<TParameters, TValue>> property, IEnumerable<TValue> values)
    {
        ArgumentNullException.ThrowIfNull(property);
        ArgumentNullException.ThrowIfNull(values);
        if (property.Body is not MemberExpression member) throw new ArgumentException("name a property, as in p => p.Width", nameof(property));
        int axis = ParameterRecord<TParameters>.IndexOf(member.Member.Name);
        return new(_axes.SetItem(axis, [.. values.Select(value => ParameterRecord<TParameters>.ScalarOf(axis, value!)).Distinct()]));
    }

    /// <summary>The grid as a specification has it.</summary>
    public Grid ToGrid() => new(_axes);
}
