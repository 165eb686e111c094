using Espalier.Numerics;

namespace Espalier.Pruning;

/// <summary>Σ x·xᵀ and Σ x·yᵀ over rows, and the least squares that they stand for.</summary>
internal sealed class NormalSums(int columns, int outputs, int threads)
{
    private const int Together = 2048;

    private readonly double[] _products = new double[checked(columns * columns)];
    private readonly double[] _targets = new double[checked(columns * outputs)];
    private readonly float[] _x = new float[Together * columns];
    private readonly float[] _y = new float[Together * outputs];
    private float[] _sums = [];
    private int _rows;

    /// <summary>Room for the next row, all of which is to be filled.</summary>
    public void Next(out Span<float> x, out Span<float> y)
    {
        if (_rows == Together) AddUp();
        x = _x.AsSpan(_rows * columns, columns);
        y = _y.AsSpan(_rows * outputs, outputs);
        _rows++;
    }

    /// <summary>What is to be added to weights, columns × outputs, so that they serve the rows better; null where sums are not finite.</summary>
    /// <param name="weights">The weights so far, outputs × columns without a bias.</param>
    /// <param name="bias">The bias so far, the weight of a last column of ones; or null.</param>
    /// <param name="ridge">What is added to the diagonal, relative to its mean.</param>
    public double[]? Change(double[] weights, double[]? bias, double ridge)
    {
        AddUp();
        int inner = bias is null ? columns : columns - 1;
        var whole = new double[columns * outputs];
        for (int output = 0; output < outputs; output++)
        {
            for (int column = 0; column < inner; column++) whole[(column * outputs) + output] = -weights[(output * inner) + column];
            if (bias is not null) whole[(inner * outputs) + output] = -bias[output];
        }

        MatrixProduct.Multiply(
            new MatrixView<double>(_products, columns, columns),
            new MatrixView<double>(whole, columns, outputs),
            _targets,
            accumulate: true,
            threads: threads);
        double trace = 0;
        for (int i = 0; i < columns; i++) trace += _products[i * (columns + 1)];
        if (!double.IsFinite(trace) || _targets.Any(target => !double.IsFinite(target))) return null;
        if (trace == 0) return new double[_targets.Length];

        // A ridge too small for what rounding left of a singular matrix is made larger until the factor exists.
        for (double share = ridge; ; share *= 10)
        {
            double[] matrix = [.. _products], right = [.. _targets];
            for (int i = 0; i < columns; i++) matrix[i * (columns + 1)] += share * trace / columns;
            if (SymmetricSystem.Solve(matrix, right, columns, threads)) return right;
        }
    }

    private void AddUp()
    {
        if (_rows == 0) return;
        if (_sums.Length == 0) _sums = new float[Math.Max(_products.Length, _targets.Length)];
        var x = new MatrixView<float>(_x.AsSpan(0, _rows * columns), _rows, columns);
        Add(x, x, _products);
        Add(x, new MatrixView<float>(_y.AsSpan(0, _rows * outputs), _rows, outputs), _targets);
        _rows = 0;
    }

    private void Add(MatrixView<float> x, MatrixView<float> other, double[] to)
    {
        MatrixProduct.Multiply(x.Transposed, other, _sums.AsSpan(0, to.Length), threads: threads);
        for (int i = 0; i < to.Length; i++) to[i] += _sums[i];
    }
}
