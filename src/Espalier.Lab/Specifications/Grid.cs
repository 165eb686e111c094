using System.Collections.Immutable;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Specifications;

/// <summary>The product of a list of values for every parameter, in the schema's order.</summary>
public sealed class Grid
{
    private readonly Lazy<HashSet<Scalar>[]> _values;

    /// <summary>Takes the values of each parameter.</summary>
    public Grid(IEnumerable<ImmutableArray<Scalar>> axes)
    {
        Axes = [.. axes];
        PointCount = Axes.Aggregate(UInt128.One, (product, axis) => Saturated(product, (ulong)axis.Length));
        _values = new(() => [.. Axes.Select(axis => axis.ToHashSet())]);
    }

    /// <summary>The values of each parameter.</summary>
    public ImmutableArray<ImmutableArray<Scalar>> Axes { get; }

    /// <summary>The number of points; 2⁶⁴ stands for that many or more.</summary>
    internal UInt128 PointCount { get; }

    /// <summary>All points; the last parameter changes fastest.</summary>
    public IEnumerable<ImmutableArray<Scalar>> Points()
    {
        int[] digits = new int[Axes.Length];
        for (UInt128 left = PointCount; left > 0; left--)
        {
            var point = new Scalar[digits.Length];
            for (int i = 0; i < point.Length; i++) point[i] = Axes[i][digits[i]];
            yield return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(point);
            for (int i = digits.Length - 1; i >= 0 && ++digits[i] == Axes[i].Length; i--) digits[i] = 0;
        }
    }

    /// <summary>The point of a place, in the order of <see cref="Points"/>.</summary>
    internal ImmutableArray<Scalar> PointAt(UInt128 index)
    {
        var point = new Scalar[Axes.Length];
        for (int i = point.Length - 1; i >= 0; i--)
        {
            (index, UInt128 digit) = UInt128.DivRem(index, (UInt128)Axes[i].Length);
            point[i] = Axes[i][(int)digit];
        }

        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(point);
    }

    /// <summary>Whether a point stands in this grid.</summary>
    internal bool Contains(ImmutableArray<Scalar> point)
    {
        for (int i = 0; i < point.Length; i++)
        {
            if (!_values.Value[i].Contains(point[i])) return false;
        }

        return true;
    }

    /// <summary>A product that stops at 2⁶⁴, where every limit is passed anyway.</summary>
    internal static UInt128 Saturated(UInt128 left, ulong right) => UInt128.Min(left * right, (UInt128)ulong.MaxValue + 1);
}
