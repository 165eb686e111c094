using System.Collections.Immutable;
using Espalier.Numerics;
using Espalier.Numerics.Conditions;

namespace Espalier.Certificates.Conditions;

/// <summary>A condition whose forms are rows: what all rows reach says what it reaches, the smallest of all parts or the largest of some.</summary>
internal abstract record Formula
{
    /// <summary>The formula of a condition.</summary>
    public static Formula Of(Condition condition, ConditionRows rows) => condition switch
    {
        NonNegative form => new RowFormula(rows.RowOf(form.Form), form.IsStrict, rows.Slack(rows.RowOf(form.Form))),
        AllOf all => new AllFormula([.. all.Parts.Select(part => Of(part, rows))]),
        AnyOf any => new AnyFormula([.. any.Parts.Select(part => Of(part, rows))]),
        _ => throw new ArgumentException($"nothing is known of a condition of the kind {condition.GetType().Name}"),
    };

    /// <summary>Its value for values of the rows that are at most the true ones: at least 0 only where it holds.</summary>
    public abstract double At(ReadOnlySpan<double> rows);

    /// <summary>The rows of one way in which it may come to hold: the most promising, or with a rank above 0 the next ones.</summary>
    public abstract void Case(ReadOnlySpan<double> rows, int rank, List<int> to);
}

/// <summary>A row is at least 0, or above 0; its true value is at most <paramref name="Slack"/> below what stands in the row.</summary>
internal sealed record RowFormula(int Row, bool IsStrict, double Slack) : Formula
{
    /// <inheritdoc/>
    public override double At(ReadOnlySpan<double> rows) => Strict(Outward.SubtractDown(rows[Row], Slack));

    /// <summary>What excludes 0 takes it for less than that.</summary>
    public double Strict(double value) => IsStrict && value == 0 ? -double.Epsilon : value;

    /// <inheritdoc/>
    public override void Case(ReadOnlySpan<double> rows, int rank, List<int> to) => to.Add(Row);
}

/// <summary>All of some formulas.</summary>
internal sealed record AllFormula(ImmutableArray<Formula> Parts) : Formula
{
    /// <inheritdoc/>
    public override double At(ReadOnlySpan<double> rows)
    {
        double value = double.MaxValue;
        foreach (Formula part in Parts) value = Math.Min(value, part.At(rows));
        return value;
    }

    /// <inheritdoc/>
    public override void Case(ReadOnlySpan<double> rows, int rank, List<int> to)
    {
        foreach (Formula part in Parts) part.Case(rows, rank, to);
    }
}

/// <summary>One of some formulas.</summary>
internal sealed record AnyFormula(ImmutableArray<Formula> Parts) : Formula
{
    /// <inheritdoc/>
    public override double At(ReadOnlySpan<double> rows)
    {
        double value = double.NegativeInfinity;
        foreach (Formula part in Parts) value = Math.Max(value, part.At(rows));
        return value;
    }

    /// <inheritdoc/>
    public override void Case(ReadOnlySpan<double> rows, int rank, List<int> to)
    {
        if (Parts.IsEmpty) return;
        double[] values = new double[Parts.Length];
        for (int i = 0; i < values.Length; i++) values[i] = -Parts[i].At(rows);
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(values, order);
        Parts[order[Math.Min(rank, order.Length - 1)]].Case(rows, rank, to);
    }
}
