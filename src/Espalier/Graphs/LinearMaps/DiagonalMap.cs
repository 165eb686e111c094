namespace Espalier.Graphs.LinearMaps;

/// <summary>Each input times a factor of its own.</summary>
internal sealed class DiagonalMap(double[] factors) : LinearMap(factors.Length, factors.Length)
{
    private readonly double[] _factors = factors;

    /// <summary>The factor of each element.</summary>
    public ReadOnlySpan<double> Factors => _factors;

    /// <inheritdoc/>
    public override int MostTerms => 1;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Numbers => _factors;

    /// <inheritdoc/>
    public override void Row(int output, MapRow row)
    {
        row.Clear();
        row.Add(output, _factors[output]);
    }

    /// <inheritdoc/>
    public override LinearMap? Minus(LinearMap other)
    {
        if (other is not DiagonalMap diagonal) return base.Minus(other);
        double[]? difference = DenseMap.DifferenceOf(_factors, diagonal._factors);
        return difference is null ? null : new DiagonalMap(difference);
    }
}
