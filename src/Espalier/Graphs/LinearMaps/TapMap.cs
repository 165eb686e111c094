namespace Espalier.Graphs.LinearMaps;

/// <summary>A matrix with few entries, stored row after row.</summary>
internal sealed class TapMap : LinearMap
{
    private readonly int[] _starts;
    private readonly int[] _columns;
    private readonly double[] _weights;

    private TapMap(int inputs, int[] starts, int[] columns, double[] weights)
        : base(starts.Length - 1, inputs)
    {
        _starts = starts;
        _columns = columns;
        _weights = weights;
        for (int i = 0; i < Outputs; i++) MostTerms = Math.Max(MostTerms, starts[i + 1] - starts[i]);
    }

    /// <inheritdoc/>
    public override int MostTerms { get; }

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Numbers => _weights;

    /// <summary>Stores what a function fills in for every row.</summary>
    public static TapMap Of(int outputs, int inputs, Action<int, MapRow> fill)
    {
        var starts = new int[outputs + 1];
        var columns = new List<int>();
        var weights = new List<double>();
        var row = new MapRow();
        for (int i = 0; i < outputs; i++)
        {
            row.Clear();
            fill(i, row);
            columns.AddRange(row.Columns);
            weights.AddRange(row.Weights);
            starts[i + 1] = columns.Count;
        }

        return new TapMap(inputs, starts, [.. columns], [.. weights]);
    }

    /// <summary>A − B for any two maps, with what is not 0; null where nothing is left.</summary>
    public static TapMap? Difference(LinearMap a, LinearMap b)
    {
        var first = new MapRow();
        var second = new MapRow();
        TapMap difference = Of(a.Outputs, a.Inputs, (output, row) =>
        {
            a.Row(output, first);
            b.Row(output, second);
            Merge(first, second, row);
        });
        return difference._weights.Length == 0 ? null : difference;
    }

    /// <inheritdoc/>
    public override void Row(int output, MapRow row)
    {
        row.Clear();
        for (int k = _starts[output]; k < _starts[output + 1]; k++) row.Add(_columns[k], _weights[k]);
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> inputs, Span<double> outputs, int count, bool accumulate, MapWorkspace workspace)
    {
        for (int n = 0; n < count; n++)
        {
            ReadOnlySpan<double> x = inputs.Slice(n * Inputs, Inputs);
            Span<double> y = outputs.Slice(n * Outputs, Outputs);
            for (int i = 0; i < y.Length; i++)
            {
                double sum = accumulate ? y[i] : 0;
                for (int k = _starts[i]; k < _starts[i + 1]; k++) sum = Math.FusedMultiplyAdd(_weights[k], x[_columns[k]], sum);
                y[i] = sum;
            }
        }
    }

    /// <inheritdoc/>
    public override void ApplyTransposed(ReadOnlySpan<double> outputs, Span<double> inputs, int count, bool accumulate, MapWorkspace workspace)
    {
        if (!accumulate) inputs[..(count * Inputs)].Clear();
        for (int n = 0; n < count; n++)
        {
            ReadOnlySpan<double> y = outputs.Slice(n * Outputs, Outputs);
            Span<double> x = inputs.Slice(n * Inputs, Inputs);
            for (int i = 0; i < y.Length; i++)
            {
                for (int k = _starts[i]; k < _starts[i + 1]; k++) x[_columns[k]] = Math.FusedMultiplyAdd(_weights[k], y[i], x[_columns[k]]);
            }
        }
    }

    private static void Merge(MapRow a, MapRow b, MapRow difference)
    {
        for (int i = 0, j = 0; i < a.Count || j < b.Count;)
        {
            int left = i < a.Count ? a.Columns[i] : int.MaxValue, right = j < b.Count ? b.Columns[j] : int.MaxValue;
            double weight = (left <= right ? a.Weights[i++] : 0) - (right <= left ? b.Weights[j++] : 0);
            if (weight != 0) difference.Add(Math.Min(left, right), weight);
        }
    }
}
