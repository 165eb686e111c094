namespace Espalier.Certificates.Chains;

/// <summary>x ↦ W·x + b, and ReLU behind it where <see cref="Rectified"/>.</summary>
internal sealed class AffineStage
{
    private readonly Lazy<ColumnMatrix> _columns;

    /// <summary>Keeps the arrays; nothing is copied.</summary>
    public AffineStage(int outputs, int inputs, double[] weights, double[] bias, bool rectified)
    {
        if (weights.Length != (long)outputs * inputs || bias.Length != outputs) throw new ArgumentException(Invariant($"the arrays do not describe a stage of {outputs}×{inputs}"));
        Outputs = outputs;
        Inputs = inputs;
        Weights = weights;
        Bias = bias;
        Rectified = rectified;
        _columns = new Lazy<ColumnMatrix>(() => ColumnMatrix.Of(Weights, Outputs, Inputs));
    }

    public int Outputs { get; }

    public int Inputs { get; }

    /// <summary>W, row after row.</summary>
    public double[] Weights { get; }

    /// <summary>W, column after column.</summary>
    public ColumnMatrix Columns => _columns.Value;

    public double[] Bias { get; }

    public bool Rectified { get; }

    /// <summary>The same map with ReLU behind it.</summary>
    public AffineStage WithRelu() => new(Outputs, Inputs, Weights, Bias, rectified: true);

    /// <summary>The same map on values that stand there as (relu(v), relu(−v)).</summary>
    public AffineStage AfterSplit()
    {
        var weights = new double[checked(2 * Weights.Length)];
        for (int i = 0; i < Outputs; i++)
        {
            ReadOnlySpan<double> row = Weights.AsSpan(i * Inputs, Inputs);
            Span<double> target = weights.AsSpan(2 * i * Inputs, 2 * Inputs);
            row.CopyTo(target);
            for (int j = 0; j < Inputs; j++) target[Inputs + j] = -row[j];
        }

        return new AffineStage(Outputs, 2 * Inputs, weights, Bias, Rectified);
    }

    /// <summary>x ↦ (relu(x), relu(−x)).</summary>
    public static AffineStage Split(int size, bool rectified = true)
    {
        var weights = new double[checked(2 * size * size)];
        for (int i = 0; i < size; i++)
        {
            weights[(i * size) + i] = 1;
            weights[((size + i) * size) + i] = -1;
        }

        return new AffineStage(2 * size, size, weights, new double[2 * size], rectified);
    }

    /// <summary>The map that changes nothing.</summary>
    public static AffineStage Identity(int size, bool rectified)
    {
        var weights = new double[checked(size * size)];
        for (int i = 0; i < size; i++) weights[(i * size) + i] = 1;
        return new AffineStage(size, size, weights, new double[size], rectified);
    }
}
