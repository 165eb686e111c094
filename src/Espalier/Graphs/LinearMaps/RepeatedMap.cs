namespace Espalier.Graphs.LinearMaps;

/// <summary>One map of each of several vectors that stand one behind the other.</summary>
internal sealed class RepeatedMap(LinearMap map, int times) : LinearMap(checked(map.Outputs * times), checked(map.Inputs * times))
{
    private readonly LinearMap _map = map;
    private readonly int _times = times;

    /// <inheritdoc/>
    public override int MostTerms => _map.MostTerms;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Numbers => _map.Numbers;

    /// <summary>The map of one vector.</summary>
    public LinearMap OfOne => _map;

    /// <summary>The map as often as a value holds vectors for it; the map itself for one.</summary>
    public static LinearMap Of(LinearMap map, int times) => times == 1 ? map : new RepeatedMap(map, times);

    /// <inheritdoc/>
    public override void Row(int output, MapRow row)
    {
        (int vector, int own) = Math.DivRem(output, _map.Outputs);
        _map.Row(own, row);
        row.Shift(vector * _map.Inputs);
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> inputs, Span<double> outputs, int count, bool accumulate, MapWorkspace workspace) =>
        _map.Apply(inputs, outputs, count * _times, accumulate, workspace);

    /// <inheritdoc/>
    public override void ApplyTransposed(ReadOnlySpan<double> outputs, Span<double> inputs, int count, bool accumulate, MapWorkspace workspace) =>
        _map.ApplyTransposed(outputs, inputs, count * _times, accumulate, workspace);

    /// <inheritdoc/>
    public override void AddAbsolute(ReadOnlySpan<double> inputs, Span<double> outputs, MapWorkspace workspace)
    {
        for (int i = 0; i < _times; i++)
            _map.AddAbsolute(inputs.Slice(i * _map.Inputs, _map.Inputs), outputs.Slice(i * _map.Outputs, _map.Outputs), workspace);
    }

    /// <inheritdoc/>
    public override LinearMap? Minus(LinearMap other)
    {
        if (other is not RepeatedMap same || _times != same._times || _map.Outputs != same._map.Outputs) return base.Minus(other);
        return _map.Minus(same._map) is { } difference ? new RepeatedMap(difference, _times) : null;
    }

    /// <inheritdoc/>
    public override (double Row, double Column) LargestSums() => _map.LargestSums();
}
