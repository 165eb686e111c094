using System.Runtime.CompilerServices;
using Espalier.Numerics;

namespace Espalier.Graphs.LinearMaps;

/// <summary>A matrix that is stored with all its entries.</summary>
internal sealed class DenseMap : LinearMap
{
    private readonly double[] _weights;
    private readonly Lazy<ColumnMatrix> _columns;

    /// <summary>Keeps the row-major array; nothing is copied.</summary>
    public DenseMap(int outputs, int inputs, double[] weights)
        : base(outputs, inputs)
    {
        if (weights.Length != (long)outputs * inputs)
            throw new ArgumentException(Invariant($"{weights.Length} numbers are no matrix of {outputs}×{inputs}"));
        _weights = weights;
        _columns = new Lazy<ColumnMatrix>(() => ColumnMatrix.Of(_weights, Outputs, Inputs));
    }

    /// <inheritdoc/>
    public override int MostTerms => Inputs;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Numbers => _weights;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Matrix => _weights;

    private MatrixView<double> View => new(_weights, Outputs, Inputs);

    /// <inheritdoc/>
    public override void Row(int output, MapRow row)
    {
        row.Clear();
        ReadOnlySpan<double> weights = WeightsOf(output);
        for (int j = 0; j < weights.Length; j++) row.Add(j, weights[j]);
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> inputs, Span<double> outputs, int count, bool accumulate, MapWorkspace workspace)
    {
        MatrixView<double> left = count == 1 ? View : new MatrixView<double>(inputs, count, Inputs);
        MatrixView<double> right = count == 1 ? new MatrixView<double>(inputs, Inputs, 1) : View.Transposed;
        MatrixProduct.Multiply(left, right, outputs, accumulate, workspace.Threads, workspace.Products);
    }

    /// <inheritdoc/>
    public override void ApplyTransposed(ReadOnlySpan<double> outputs, Span<double> inputs, int count, bool accumulate, MapWorkspace workspace) =>
        MatrixProduct.Multiply(new MatrixView<double>(outputs, count, Outputs), View, inputs, accumulate, workspace.Threads, workspace.Products);

    /// <inheritdoc/>
    public override void AddEnclosed(
        ReadOnlySpan<double> inputs, ReadOnlySpan<double> radii, Span<double> outputs, Span<double> outputRadii, MapWorkspace workspace)
    {
        ColumnMatrix columns = _columns.Value;
        for (int j = 0; j < Inputs; j++)
        {
            if (inputs[j] != 0 || radii[j] != 0) PaddedRows.AddEnclosed(columns.Column(j), inputs[j], radii[j], outputs, outputRadii);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override MapOnRows OnInputs(ReadOnlySpan<int> inputs, ref double[] buffer)
    {
        ColumnMatrix matrix = _columns.Value;
        if (inputs.Length == Inputs) return new ColumnsOnRows(matrix.Data, Outputs, Inputs);
        if (buffer.Length < matrix.Data.Length) buffer = new double[matrix.Data.Length];
        Span<double> gathered = buffer;
        for (int slot = 0; slot < inputs.Length; slot++) matrix.Column(inputs[slot]).CopyTo(gathered[(slot * matrix.Stride)..]);
        return new ColumnsOnRows(buffer, Outputs, inputs.Length);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ScaledColumns(ReadOnlySpan<int> columns, ReadOnlySpan<double> factors, Span<double> to, int stride, bool accumulate)
    {
        for (int i = 0; i < Outputs; i++)
        {
            Span<double> target = to.Slice(i * stride, columns.Length);
            ReadOnlySpan<double> weights = WeightsOf(i);
            if (accumulate) AddScaled(weights, columns, factors, target);
            else if (columns.Length == Inputs) PaddedRows.Multiply(weights, factors, target);
            else Scale(weights, columns, factors, target);
        }
    }

    /// <inheritdoc/>
    public override LinearMap ForOutput(int output) => new DenseMap(1, Inputs, WeightsOf(output).ToArray());

    /// <inheritdoc/>
    public override LinearMap AfterSplit()
    {
        var weights = new double[checked(2 * _weights.Length)];
        for (int i = 0; i < Outputs; i++)
        {
            ReadOnlySpan<double> row = WeightsOf(i);
            Span<double> target = weights.AsSpan(2 * i * Inputs, 2 * Inputs);
            row.CopyTo(target);
            for (int j = 0; j < Inputs; j++) target[Inputs + j] = -row[j];
        }

        return new DenseMap(Outputs, 2 * Inputs, weights);
    }

    /// <inheritdoc/>
    public override LinearMap? Minus(LinearMap other)
    {
        if (other is not DenseMap dense) return base.Minus(other);
        double[]? difference = DifferenceOf(_weights, dense._weights);
        return difference is null ? null : new DenseMap(Outputs, Inputs, difference);
    }

    /// <summary>Number by number, rounded to nearest; null where all are alike.</summary>
    public static double[]? DifferenceOf(double[] a, double[] b)
    {
        if (ReferenceEquals(a, b) || a.AsSpan().SequenceEqual(b)) return null;
        var difference = new double[a.Length];
        for (int i = 0; i < difference.Length; i++) difference[i] = a[i] - b[i];
        return difference;
    }

    private ReadOnlySpan<double> WeightsOf(int output) => _weights.AsSpan(output * Inputs, Inputs);

    private static void Scale(ReadOnlySpan<double> row, ReadOnlySpan<int> columns, ReadOnlySpan<double> factors, Span<double> target)
    {
        for (int t = 0; t < columns.Length; t++) target[t] = row[columns[t]] * factors[t];
    }

    private static void AddScaled(ReadOnlySpan<double> row, ReadOnlySpan<int> columns, ReadOnlySpan<double> factors, Span<double> target)
    {
        for (int t = 0; t < columns.Length; t++) target[t] += row[columns[t]] * factors[t];
    }
}

/// <summary>Columns of a matrix, filled up to a multiple of 8 numbers, as they act on rows.</summary>
internal sealed class ColumnsOnRows(double[] columns, int outputs, int depth) : MapOnRows
{
    private readonly int _stride = ColumnMatrix.Padded(outputs);

    public override int MostTerms => depth;

    public override void Times(double[] rows, int rowStride, int columnCount, double[] results, int stride, bool accumulate, MapWorkspace workspace)
    {
        if (depth == 0)
        {
            for (int i = 0; i < outputs && !accumulate; i++) results.AsSpan(i * stride, columnCount).Clear();
            return;
        }

        var left = new MatrixView<double>(columns, outputs, depth, 1, _stride);
        var right = new MatrixView<double>(rows, depth, columnCount, rowStride, 1);
        MatrixProduct.Multiply(left, right, results, stride, accumulate, workspace.Threads, workspace.Products);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddAbsolute(ReadOnlySpan<double> vector, Span<double> sums, MapWorkspace workspace)
    {
        for (int slot = 0; slot < depth; slot++) PaddedRows.AddAbsolute(vector[slot], columns.AsSpan(slot * _stride, _stride), sums);
    }
}
